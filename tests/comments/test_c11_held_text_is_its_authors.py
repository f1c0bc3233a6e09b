"""C11: only the author's own browser sees a held comment."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from comments import receipts
from readers import identity
from tests.comments.writing import say


def cookie_of(reader: Any) -> str:
    """Return the cookie that a browser of `reader` holds."""
    response = HttpResponse()
    identity.remember(response, reader)
    return str(response.cookies[identity.COOKIE].value)


def request_with(cookie: str | None) -> Any:
    """Return a request from a browser that holds `cookie`."""
    request = RequestFactory().get("/")
    if cookie is not None:
        request.COOKIES[identity.COOKIE] = cookie
    return request


def test_c11_the_author_sees_what_is_held(story: Any, ada: Any) -> None:
    """C11, the right browser."""
    held = say(story, ada)
    request = request_with(cookie_of(ada))
    assert receipts.own(request).get(public_id=held.public_id) == held
    assert list(receipts.own(request)) == [held]


@pytest.mark.parametrize("browser", ["another reader", "none", "forged", "cut off", "expired", "signed out elsewhere"])
def test_c11_nobody_else_does(story: Any, ada: Any, ben: Any, browser: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """C11, all others."""
    held = say(story, ada)
    say(story, ben, "What Ben has written is another matter.")
    cookie = cookie_of(ada)
    cookies = {"another reader": cookie_of(ben), "none": None, "cut off": cookie[:-3]}
    cookies["forged"] = cookie_of(ben).split(":")[0] + ":" + ":".join(cookie.split(":")[1:])
    if browser == "signed out elsewhere":
        identity.sign_out_everywhere(ada)
    if browser == "expired":
        later = timezone.now().timestamp() + identity.KEPT.total_seconds() + 60
        monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    request = request_with(cookies.get(browser, cookie))
    assert not receipts.own(request).filter(public_id=held.public_id).exists()
    assert held not in receipts.own(request)
