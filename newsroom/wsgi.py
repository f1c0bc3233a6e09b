"""The entry of the web processes: Django, around it the page cache, around that the intake of what people send."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from .request_body import Bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.production")

application = get_wsgi_application()

if settings.PAGE_CACHE_MB and not settings.DEBUG:  # who works on a template wants to see it
    from articles.views.errors import unavailable_page
    from fastpath.page_cache.application import PageCache

    application = PageCache(
        application,
        most_bytes=settings.PAGE_CACHE_MB * 1024 * 1024,
        unavailable_page=unavailable_page,
        surrogate_headers=bool(settings.PAGE_CACHE_PURGES),
    )

application = Bodies(application)
