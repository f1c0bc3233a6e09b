"""The demo, loaded."""

import pytest
from django.db import transaction
from django.test import override_settings

from newsroom.demo import loader


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load the demo once; the tests look at it, and what one changes is undone after it."""
    folder = tmp_path_factory.mktemp("demo")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=folder / "media", DATA_DIR=folder),
        transaction.atomic(),
    ):
        loader.load()
        yield
        transaction.set_rollback(True)
