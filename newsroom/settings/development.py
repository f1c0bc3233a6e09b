"""For `make run`: the embedded database, mail into files, a secret made at first start."""

from ..runtime.postgres.embedded import EmbeddedPostgres
from ..runtime.process.import_blocklist import block_unused_imports
from .base import *  # noqa: F403
from .base import DATA_DIR, EMAIL_URL, env
from .database import database
from .keys import address_hash_key

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="only-for-development-never-for-a-paper-that-is-read")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ADDRESS_HASH_KEY = address_hash_key(env("ADDRESS_HASH_KEY", default=""), SECRET_KEY, SECRET_KEY_FALLBACKS)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
DATABASES = {
    "default": database(
        env("DATABASE_URL", default=None) or EmbeddedPostgres(DATA_DIR).url,
        pool=True,
        most_connections=env.int("DATABASE_POOL", default=8),
    )
}

block_unused_imports(EMAIL_URL)
