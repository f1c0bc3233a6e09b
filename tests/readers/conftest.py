"""Jane, who reads the paper, and what is mailed to her."""

import re
from typing import Any

import pytest
from django.http import HttpResponse

from outbox.models import OutgoingMail
from readers import identity
from readers.identity import COOKIE
from readers.models import Reader


@pytest.fixture
def jane(paper: Any) -> Reader:
    """A reader."""
    return identity.reader_for("Jane@example.org", "Jane Doe")


@pytest.fixture
def signed_in(client: Any, jane: Reader) -> Any:
    """A browser in which Jane has just followed a mailed link."""
    sign_in(client, jane)
    return client


def sign_in(client: Any, reader: Reader) -> None:
    """Give the browser the reader's cookie."""
    response = HttpResponse()
    identity.remember(response, reader)
    client.cookies[COOKIE] = response.cookies[COOKIE].value


def links(to: str) -> list[str]:
    """Return the paths of the links in all mail to this address, the newest last."""
    rows = OutgoingMail.objects.filter(to_email__iexact=to).order_by("pk")
    return [re.findall(r"http://[^/\s]+(/\S+)", row.text)[0] for row in rows]
