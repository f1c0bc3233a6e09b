"""Everything that exists for speed alone, and works for any Django project on PostgreSQL. README.md has the figures.

The public names, imported on first use, so that settings and models may import this package at any time.
"""

from importlib import import_module
from typing import Any

_PUBLIC = {
    "CacheTagged": "cache_tags",
    "cacheable": "cache_tags",
    "PreparedQuery": "queries",
    "among": "queries",
    "ChildRows": "child_rows",
    "child_rows_of": "child_rows",
    "FastInstance": "instances",
    "ProcessCache": "process_cache",
    "FragmentCache": "fragments",
    "cached_fragment": "fragments",
    "CompiledTemplate": "compiled_templates",
    "cached_tag": "template_tags",
    "compiled_tag": "template_tags",
    "gettext": "translations",
    "pgettext": "translations",
    "label": "translations",
    "add_to_rows": "bulk_updates",
    "next_values": "bulk_updates",
    "update_rows": "bulk_updates",
    "PageCache": "page_cache.application",
    "StaffCookieMiddleware": "page_cache.staff_cookie",
    "CachesInFront": "page_cache.caches_in_front",
    "bulk_change": "page_cache.bulk_changes",
    "purge_trigger": "page_cache.triggers",
    "is_on": "switch",
}

__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    """Import a public name from the module that defines it."""
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f".{_PUBLIC[name]}", __name__), name)
    return value
