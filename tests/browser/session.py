"""The cookie of somebody who is logged in."""

from typing import Any

from django.test import Client


def session_of(user: Any, address: str) -> Any:
    """Return the cookie by which the site at `address` knows `user`."""
    client = Client()
    client.force_login(user)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}
