"""The tour that greets whoever logs in for the first time."""

from typing import Any

import pytest

from newsroom.tour import STEPS

LOG_IN = "/admin/login/"


def log_in(client: Any, user: Any, **fields: str) -> str:
    """Log in through the form; return where it leads."""
    answer = client.post(LOG_IN, {"username": user.username, "password": "a long pass phrase", **fields})
    return str(answer.url)


def test_the_first_log_in_leads_to_the_tour(client: Any, reporter: Any) -> None:
    assert log_in(client, reporter) == "/admin/welcome/"


def test_once_put_away_it_never_comes_back_by_itself(client: Any, reporter: Any) -> None:
    log_in(client, reporter)
    assert client.post("/admin/welcome/").url == "/admin/"
    client.logout()
    assert log_in(client, reporter) == "/admin/"
    assert client.get("/admin/welcome/").status_code == 200


def test_a_page_that_was_asked_for_comes_before_the_tour(client: Any, reporter: Any) -> None:
    assert log_in(client, reporter, next="/admin/account/") == "/admin/account/"


@pytest.mark.parametrize("role", STEPS)
def test_each_role_has_five_steps_of_its_own(role: str, client: Any, make_user: Any) -> None:
    client.force_login(make_user("somebody", role))
    page = client.get("/admin/welcome/").content.decode()
    assert len(STEPS[role]) == 5
    for step in STEPS[role]:
        assert step.title in page
    assert "/admin/welcome/" in page.replace("\\/", "/")  # Help leads here


def test_who_is_logged_out_is_asked_to_log_in_first(client: Any, db: Any) -> None:
    assert client.get("/admin/welcome/").url.startswith(LOG_IN)
