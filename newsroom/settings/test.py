"""For the tests: no connection pool (it would hold the test database), mail in memory, cheap passwords."""

import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import env
from .database import database

DEBUG = False
SECRET_KEY = ADDRESS_HASH_KEY = "for-tests-only"  # noqa: S105
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": database(env("DATABASE_URL"), pool=False)}
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="newsroom-test-media-"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_URL = "mailbox:"
SITE_URL = WAGTAILADMIN_BASE_URL = "http://testserver"
