"""For a paper that is read: refuses to start without its essentials."""

from ..runtime.process.import_blocklist import block_unused_imports
from .base import *  # noqa: F403
from .base import MAIL_TRANSPORTS, env
from .checked import mail_url, networks
from .database import database
from .keys import address_hash_key

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ADDRESS_HASH_KEY = address_hash_key(env("ADDRESS_HASH_KEY", default=""), SECRET_KEY, SECRET_KEY_FALLBACKS)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
DATABASES = {"default": database(env("DATABASE_URL"), pool=True, most_connections=env.int("DATABASE_POOL", default=8))}
SITE_URL = env("SITE_URL").rstrip("/")
WAGTAILADMIN_BASE_URL = SITE_URL
CSRF_TRUSTED_ORIGINS = [SITE_URL]

EMAIL_URL = mail_url(env("EMAIL_URL"), MAIL_TRANSPORTS)
block_unused_imports(EMAIL_URL)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL")
TRUSTED_PROXIES = networks(env.list("TRUSTED_PROXIES", default=["127.0.0.1", "::1"]))

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_TLS_PROXY", default=True) else None
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
