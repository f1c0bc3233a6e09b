"""The demo, loaded."""

import pytest

from tests import demo_paper


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load the demo once; the tests look at it, and what one changes is undone after it."""
    with django_db_blocker.unblock(), demo_paper.standing(tmp_path_factory):
        yield
