"""The entry of the web processes: Django, around it the page cache, around that the intake of what people send."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from fastpath.switch import is_on

from .request_body import Bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.production")

application = get_wsgi_application()

if settings.PAGE_CACHE_MB and not settings.DEBUG and is_on("page_cache"):  # an edited template must be seen
    from articles.views.errors import unavailable_page
    from fastpath import PageCache

    application = PageCache(
        application,
        max_bytes=settings.PAGE_CACHE_MB * 1024 * 1024,
        unavailable_page=unavailable_page,
        surrogate_headers=bool(settings.PAGE_CACHE_PURGES),
    )

application = Bodies(application)
