"""Find the database and the folders that a backup of this paper holds."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage

from .backup import Stores
from .environment import given
from .postgres.embedded import EmbeddedPostgres


def stores() -> Stores:
    """Return the stores that a backup is made of."""
    on_disk = isinstance(default_storage, FileSystemStorage)
    return Stores(
        url=given("DATABASE_URL") or EmbeddedPostgres(settings.DATA_DIR).url,
        data=settings.DATA_DIR,
        media=Path(settings.MEDIA_ROOT) if on_disk else None,
    )
