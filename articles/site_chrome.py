"""What stands around every page: the paper and its sections, read with one query, and the HTML made of them.

That HTML is kept in the process under the row that it was made of. Whoever changes the paper or a section, in whatever
process, changes the row that the next request reads, and with it everything is made anew. Nothing has to be dropped, so
nothing can be forgotten.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, JSONField
from django.db.models.functions import JSONArray
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from fastpath import cache_tags
from fastpath.cache_tags import CacheTags
from fastpath.child_rows import instance, tree
from fastpath.process_cache import ProcessCache
from fastpath.queries import PreparedQuery, Row

from .models import Paper, Section

LANGUAGES = 4  # in which the HTML made of one frame is kept
MOST = 600  # pieces of it, and as many of those before them
_SECTION = ("id", "name", "slug", "description", "position", "active", "apart", "in_news_sitemap")
_SECTIONS = tree(Section, _SECTION)
_remembered = ProcessCache(2)


@dataclass
class Sheet:
    """The HTML made of a frame on one day, which is over at `until`, and in one language."""

    until: datetime
    html: dict[Hashable, tuple[str, CacheTags]] = field(default_factory=dict)
    older: dict[Hashable, tuple[str, CacheTags]] = field(default_factory=dict)  # what is asked for again comes back

    def keep(self, name: str, values: tuple[Hashable, ...], make: Callable[[], str]) -> str:
        """Return the HTML called `name` that depends on the frame, the day and `values` alone; made once."""
        key = name, values
        found = self.html.get(key)
        if found is None:
            found = self.older.get(key)
            if found is None:
                with cache_tags.collecting() as tags:
                    html = make()
                found = html, noted
            if len(self.html) >= MOST:
                self.older, self.html = self.html, {}
            self.html[key] = found
        html, noted = found
        if tags.depends_on:
            cache_tags.depends_on(*tags.depends_on)
        if tags.mentions:
            cache_tags.mentions(*tags.mentions)
        return html


@dataclass
class Frame:
    """The paper, the sections in its masthead, and the HTML made of them. All requests share it, and only read it."""

    paper: Paper
    sections: list[Section]
    noted: CacheTags  # what every page with it shows
    sheets: dict[Hashable, Sheet] = field(default_factory=dict)
    _last: ClassVar["Frame | None"] = None

    @classmethod
    def load(cls) -> "Frame":
        """Return the frame as it is now."""
        remembered = _remembered.snapshot()
        frame: Frame | None = remembered.get("frame")
        if frame is None:
            rows = _paper.rows()
            frame = _made_of(rows[0]) if rows else cls(Paper.load(), list(Section.objects.in_navigation()), CacheTags())
            remembered["frame"] = frame
        cache_tags.mentions(*frame.tags.mentions)
        cls._last = frame
        return frame

    @classmethod
    def last_paper(cls) -> Paper:
        """Return the paper as this process last read it, for when the database is away; before that, a plain one."""
        return cls._last.paper if cls._last else Paper()

    def today(self) -> Sheet:
        """Return its sheet of this day, in the language that is spoken now."""
        day = timezone.localdate()
        sheet = self.sheets.get((day, get_language()))
        if fragments is None:
            now = timezone.now()
            self.sheets = {key: one for key, one in self.sheets.items() if one.until > now}
            if len(self.sheets) >= LANGUAGES:
                self.sheets.clear()
            until = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
            sheet = self.sheets.setdefault((day, get_language()), Sheet(until))
        cache_tags.expires_at(sheet.until)
        return sheet


def sections_of(request: HttpRequest) -> list[Section]:
    """Return the sections in the masthead: those of the request's frame, where it has one."""
    frame: Frame | None = getattr(request, "chrome", None)
    return frame.sections if frame else list(Section.objects.in_navigation())


def _with_sections() -> Any:
    sections = Section.objects.in_navigation().values(line=JSONArray(*_SECTION))
    at_once: Any = Func(ArraySubquery(sections), function="to_jsonb", output_field=JSONField())
    return Paper.objects.order_by("pk").select_related("logo").annotate(sections=at_once)[:1]


_paper = PreparedQuery(_with_sections)


@lru_cache(maxsize=2)
def _made_of(row: Row) -> Frame:
    with cache_tags.collecting() as tags:
        paper = _paper.objects([row])[0]
        sections = [instance(_SECTIONS, line) for line in paper.sections]
    return Frame(paper, sections, noted)
