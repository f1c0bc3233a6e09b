"""Settings that every environment shares. A missing or bad value stops start-up with one line that names it."""

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from .checked import mail_url, networks, provider_settings

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env("NEWSROOM_DATA", default=str(BASE_DIR / "var"))).absolute()

INSTALLED_APPS = [
    "newsroom",
    "articles",
    "outbox",
    "readers",
    "subscriptions",
    "comments",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.snippets",
    "newsroom.staff.apps.StaffConfig",  # wagtail.users
    "wagtail.documents",  # the admin's own pages need it; nobody holds rights in it
    "wagtail.images",
    "wagtail.search",  # finds pictures; stories have their own vectors
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.health.HealthMiddleware",
    "newsroom.csp.ContentSecurityPolicyMiddleware",
    "fastpath.page_cache.staff_cookie.StaffCookieMiddleware",
    "articles.middleware.OldAddressMiddleware",
    "articles.middleware.PaperMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "articles.desk.rights.DeskReportsMiddleware",
    "articles.desk.time_zone.DeskZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "fastpath.template_loader.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "articles.context_processors.paper",
            ],
        },
    }
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en-gb"
LOCALE_PATHS = [BASE_DIR / "newsroom" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# The admin: Wagtail over plain Django models; see docs/developing.md.
WAGTAIL_SITE_NAME = "Newsroom"
WAGTAILADMIN_BASE_URL = env("SITE_URL", default="http://localhost:8000")
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_I18N_ENABLED = False
WAGTAILIMAGES_IMAGE_MODEL = "articles.NewsImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "articles.desk.forms.NewsImageForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 40 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 80_000_000
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
TAGGIT_CASE_INSENSITIVE = True
TAG_SPACES_ALLOWED = True
TAG_LIMIT = 20

READS_WRITTEN_EVERY = env.float("READS_WRITTEN_EVERY", default=5.0)  # seconds; 0: only when a process ends

# Pages are kept in each web process, and dropped when what they show changes; 0 keeps none.
PAGE_CACHE_MB = env.int("PAGE_CACHE_MB", default=32)
# fastpath/conf.py: names in the database and of metrics; the cookie of the desk; the tag that every page has.
FASTPATH_PREFIX = "newsroom"
FASTPATH_STAFF_COOKIE = "desk"
FASTPATH_TAG_OF_ALL_PAGES = "paper"
# A cache in front that obeys Surrogate-Key is told of changes here, as in http://127.0.0.1:6081/
PAGE_CACHE_PURGES = env.list("PAGE_CACHE_PURGES", default=[])
METRICS_KEY = env("METRICS_KEY", default="")  # /metrics answers who shows it; without one, this machine alone

SITE_URL = WAGTAILADMIN_BASE_URL.rstrip("/")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# Mail leaves by one transport, chosen by the scheme of EMAIL_URL; see outbox/transports.
# Amazon is not among the providers: its library tries again by itself, and a reader could get a mail twice. Nor is
# SendGrid, which django-anymail no longer looks after. Both take SMTP.
MAIL_PROVIDERS = [
    "brevo", "mailersend", "mailgun", "mailjet", "mailtrap", "mandrill", "postal",
    "postmark", "resend", "scaleway", "sparkpost", "unisender-go",
]  # fmt: skip
MAIL_TRANSPORTS = {
    "mailbox": "outbox.transports.files.MailboxTransport",
    "maildir": "outbox.transports.files.MaildirTransport",
    "smtp": "outbox.transports.smtp.SmtpTransport",
    "smtp+tls": "outbox.transports.smtp.SmtpTransport",
    "smtp+ssl": "outbox.transports.smtp.SmtpTransport",
    "smtps": "outbox.transports.smtp.SmtpTransport",
    **{f"anymail+{provider}": "outbox.transports.anymail.AnymailTransport" for provider in MAIL_PROVIDERS},
}
EMAIL_URL = mail_url(env("EMAIL_URL", default="mailbox:"), MAIL_TRANSPORTS)
ANYMAIL = provider_settings(os.environ)  # keys of the provider, as django-anymail names them
EMAIL_BACKEND = "outbox.backend.TransportBackend"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="newsroom@localhost")

# Mailings: subscriptions/. Rates are mails a second to a domain, as in MAIL_RATES=gmail.com=20,example.org=5.
MAIL_HOLD_MINUTES = env.int("MAIL_HOLD_MINUTES", default=5)
MAIL_SENDERS = env.int("MAIL_SENDERS", default=2)  # threads of a worker
MAIL_LEASE = env.int("MAIL_LEASE", default=180)  # seconds; longer than a transport may take for one message
MAIL_RATES = env.dict("MAIL_RATES", cast={"value": float}, default={})
MAIL_UNCERTAIN = env("MAIL_UNCERTAIN", default="hold")
if MAIL_UNCERTAIN not in {"hold", "resend"}:
    raise ImproperlyConfigured("MAIL_UNCERTAIN is hold or resend.")
MAIL_EVENTS_KEY = env("MAIL_EVENTS_KEY", default="")  # who tells of bounces and complaints signs with it
if 0 < len(MAIL_EVENTS_KEY) < 32:
    raise ImproperlyConfigured("MAIL_EVENTS_KEY must have 32 characters or more.")

# Whose X-Forwarded-For is believed: addresses and networks of your own proxies.
TRUSTED_PROXIES = networks(env.list("TRUSTED_PROXIES", default=[]))

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "readers.guards.csrf_failure.failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail allows its own frame for the preview, and no other

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"newsroom": {"level": "INFO"}, "articles": {"level": "INFO"}},
}
