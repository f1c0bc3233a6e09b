"""The parts of every page around its content: the paper and its sections, read with one query, and their HTML.

The HTML is kept in the process together with the row that it was rendered from. A change of the paper or a section, in
any process, changes the row that the next request reads, and with another row everything is rendered again: nothing has
to be invalidated.
"""

from collections.abc import Hashable
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
from fastpath.child_rows import build_instance, field_tree
from fastpath.fragments import FragmentCache
from fastpath.process_cache import ProcessCache
from fastpath.queries import PreparedQuery, Row

from .models import Paper, Section

MAX_LANGUAGES = 4  # whose fragments of today are kept
MAX_FRAGMENTS = 600  # of each language, and as many of those before them
_SECTION = ("id", "name", "slug", "description", "position", "active", "apart", "in_news_sitemap")
_SECTION_FIELDS = field_tree(Section, _SECTION)
_cache = ProcessCache(2)


@dataclass
class SiteChrome:
    """The paper, the sections in its masthead, and their fragments. All requests share it, and only read it."""

    paper: Paper
    sections: list[Section]
    tags: CacheTags  # of every page with it
    fragments: dict[Hashable, FragmentCache] = field(default_factory=dict)
    _last: ClassVar["SiteChrome | None"] = None

    @classmethod
    def load(cls) -> "SiteChrome":
        """Return the current one."""
        cached = _cache.snapshot()
        chrome: SiteChrome | None = cached.get("chrome")
        if chrome is None:
            rows = _paper.rows()
            chrome = (
                _from_row(rows[0]) if rows else cls(Paper.load(), list(Section.objects.in_navigation()), CacheTags())
            )
            cached["chrome"] = chrome
        cache_tags.mentions(*chrome.tags.mentions)
        cls._last = chrome
        return chrome

    @classmethod
    def last_paper(cls) -> Paper:
        """Return the paper as this process read it last, for when the database is down; at first, an unsaved one."""
        return cls._last.paper if cls._last else Paper()

    def today(self) -> FragmentCache:
        """Return the fragments of today in the active language; the page expires at midnight with them."""
        day = timezone.localdate()
        fragments = self.fragments.get((day, get_language()))
        if fragments is None:
            now = timezone.now()
            self.fragments = {
                key: one for key, one in self.fragments.items() if one.expires_at and one.expires_at > now
            }
            if len(self.fragments) >= MAX_LANGUAGES:
                self.fragments.clear()
            midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
            fragments = FragmentCache(MAX_FRAGMENTS, midnight)
            fragments = self.fragments.setdefault((day, get_language()), fragments)
        if fragments.expires_at:
            cache_tags.expires_at(fragments.expires_at)
        return fragments


def sections_of(request: HttpRequest) -> list[Section]:
    """Return the sections in the masthead: those of the request's chrome, if it has one."""
    chrome: SiteChrome | None = getattr(request, "chrome", None)
    return chrome.sections if chrome else list(Section.objects.in_navigation())


def _with_sections() -> Any:
    sections = Section.objects.in_navigation().values(line=JSONArray(*_SECTION))
    as_json: Any = Func(ArraySubquery(sections), function="to_jsonb", output_field=JSONField())
    return Paper.objects.order_by("pk").select_related("logo").annotate(sections=as_json)[:1]


_paper = PreparedQuery(_with_sections)


@lru_cache(maxsize=2)
def _from_row(row: Row) -> SiteChrome:
    with cache_tags.collecting() as tags:
        paper = _paper.objects([row])[0]
        sections = [build_instance(_SECTION_FIELDS, values) for values in paper.sections]
    return SiteChrome(paper, sections, tags)
