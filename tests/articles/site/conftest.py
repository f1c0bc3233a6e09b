"""A paper with everything that a page can have on it, and each type of its pages as readers get them."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client, override_settings

from tests import whole_paper


@pytest.fixture
def read(client: Client) -> Callable[..., BeautifulSoup]:
    """Fetch a page as a reader does and return it parsed."""

    def read(path: str, status: int = 200) -> BeautifulSoup:
        response = client.get(path)
        assert response.status_code == status, f"{path} answered {response.status_code}"
        return BeautifulSoup(response.content, "html5lib")

    return read


@pytest.fixture(scope="package")
def pages(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> dict[str, Any]:
    """Every type of public page, by name, as the server answers it; nothing stays in the database."""
    folder = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        client = Client()
        found = {name: client.get(path) for name, path in whole_paper.build().items()}
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="package")
def sources(pages: dict[str, Any]) -> dict[str, str]:
    """The HTML of every type of page, that of a server error too."""
    html = {name: response.content.decode() for name, response in pages.items()}
    return {**html, "server error": render_to_string("errors/500.html")}


@pytest.fixture(scope="package")
def parsed(sources: dict[str, str]) -> dict[str, BeautifulSoup]:
    """The same, parsed."""
    return {name: BeautifulSoup(html, "html5lib") for name, html in sources.items()}
