"""Django settings of this package, each with its default; all begin with FASTPATH_."""

from django.conf import settings

# Begins names in the database (the channel `<prefix>_pages`), of metrics, and the salt of the staff cookie.
PREFIX: str = getattr(settings, "FASTPATH_PREFIX", "fastpath")
# Paths that the page cache passes on to Django without looking at them.
EXCLUDED_PATHS: tuple[str, ...] = tuple(
    getattr(settings, "FASTPATH_EXCLUDED_PATHS", ("/admin/", "/static/", "/media/"))
)
# Users logged in below this path get the cookie of this name, and with it uncached pages.
STAFF_PATH: str = getattr(settings, "FASTPATH_STAFF_PATH", "/admin/")
STAFF_COOKIE: str = getattr(settings, "FASTPATH_STAFF_COOKIE", "staff")
# The cache tag that every page has.
TAG_OF_ALL_PAGES: str = getattr(settings, "FASTPATH_TAG_OF_ALL_PAGES", "site")
