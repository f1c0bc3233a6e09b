"""Fixtures: the reader Jane, a signed-in browser and her mail."""

from typing import Any

import pytest

from readers import identity
from readers.models import Reader
from tests.readers.signing_in import sign_in


@pytest.fixture
def jane(paper: Any) -> Reader:
    """A reader."""
    return identity.reader_for("Jane@example.org", "Jane Doe")


@pytest.fixture
def signed_in(client: Any, jane: Reader) -> Any:
    """A browser in which Jane has just followed a mailed link."""
    sign_in(client, jane)
    return client
