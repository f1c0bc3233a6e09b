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
_files = tempfile.TemporaryDirectory(prefix="newsroom-test-")  # gone with the process
MEDIA_ROOT, STATIC_ROOT = Path(_files.name) / "media", Path(_files.name) / "static"
MEDIA_ROOT.mkdir()
STATIC_ROOT.mkdir()  # empty: nothing that was collected for another purpose is served
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_URL = "mailbox:"
SITE_URL = WAGTAILADMIN_BASE_URL = "http://testserver"
READS_WRITTEN_EVERY = 0  # no thread of its own, which would not see what a test has not committed
