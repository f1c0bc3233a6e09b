"""Helpers to sign a test client in, and to read links from mail."""

import re
from typing import Any

from django.http import HttpResponse

from outbox.models import OutgoingMail
from readers import identity
from readers.identity import COOKIE
from readers.models import Reader


def sign_in(client: Any, reader: Reader) -> None:
    """Set the cookie of the reader in the test client."""
    response = HttpResponse()
    identity.remember(response, reader)
    client.cookies[COOKIE] = response.cookies[COOKIE].value


def links(to: str) -> list[str]:
    """Return the paths of the links in all mail to this address, the newest last."""
    rows = OutgoingMail.objects.filter(to_email__iexact=to).order_by("pk")
    return [re.findall(r"http://[^/\s]+(/\S+)", row.text)[0] for row in rows]
