"""HTML kept in the process under the values that it was rendered from.

Rendered from the same values a fragment is the same, and with one other value it is another fragment: nothing has to be
invalidated. `@cached_fragment` keeps what a function renders, a `FragmentCache` blocks of templates with the cache tags
of what they show; `CompiledTemplate` (compiled_templates.py) is a cached fragment with placeholders.
"""

from collections.abc import Callable, Hashable
from datetime import datetime
from functools import lru_cache, partial, update_wrapper

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from . import cache_tags
from .cache_tags import CacheTags
from .switch import is_on

CACHING = is_on("fragments") and not settings.DEBUG  # while somebody edits a template, every change must be seen

Render = Callable[..., SafeString]


class CachedFragment:
    """A function whose results are kept by its arguments and the active language; the least recently used go first."""

    def __init__(self, render: Render, max_entries: int) -> None:
        def in_language(_language: str | None, *values: Hashable) -> SafeString:
            return render(*values)

        update_wrapper(self, render)
        self._render = lru_cache(maxsize=max_entries)(in_language) if CACHING else in_language

    def __call__(self, *values: Hashable) -> SafeString:
        """Return the fragment that is rendered from `values`."""
        return self._render(get_language(), *values)

    def bind(self) -> Render:
        """Return the function for the active language, to be called many times."""
        return partial(self._render, get_language())


def cached_fragment(max_entries: int) -> Callable[[Render], CachedFragment]:
    """Keep up to `max_entries` results of the decorated function.

    What it renders must depend on its arguments and the active language alone, and show no row of the database that is
    not noted otherwise: cache tags are not kept with it.
    """
    return partial(CachedFragment, max_entries=max_entries)


class FragmentCache:
    """Fragments of templates with their cache tags, by name and values. Pages that use it expire at `expires_at`."""

    def __init__(self, max_entries: int, expires_at: datetime | None = None) -> None:
        self.max_entries, self.expires_at = max_entries, expires_at
        self._recent: dict[Hashable, tuple[str, CacheTags]] = {}
        self._older: dict[Hashable, tuple[str, CacheTags]] = {}

    def get_or_render(self, name: str, values: Hashable, render: Callable[[], str]) -> str:
        """Return the fragment `name`, which `render` makes of `values` alone, and add its cache tags to the page."""
        if not CACHING:
            return render()
        key = name, values
        found = self._recent.get(key)
        if found is None:
            found = self._older.get(key)
            if found is None:
                with cache_tags.collecting() as tags:
                    html = render()
                found = html, tags
            if len(self._recent) >= self.max_entries:  # those in use come back from the older half
                self._older, self._recent = self._recent, {}
            self._recent[key] = found
        html, tags = found
        if tags.depends_on:
            cache_tags.depends_on(*tags.depends_on)
        if tags.mentions:
            cache_tags.mentions(*tags.mentions)
        if tags.expires_at:
            cache_tags.expires_at(tags.expires_at)
        return html
