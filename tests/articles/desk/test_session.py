"""The question that the script of the desk asks before a form is sent."""

from typing import Any

import pytest


def test_who_is_logged_in_gets_their_name_and_a_token_that_holds(client: Any, reporter: Any) -> None:
    client.force_login(reporter)
    answer = client.get("/admin/session/")
    assert answer.json()["user"] == reporter.pk
    assert answer.json()["token"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_who_is_logged_out_is_told_so_without_being_sent_to_the_log_in_page(client: Any) -> None:
    answer = client.get("/admin/session/")
    assert answer.status_code == 200
    assert answer.json() == {"user": None}


def test_who_may_not_use_the_desk_counts_as_logged_out(client: Any, make_user: Any) -> None:
    client.force_login(make_user("nobody"))
    assert client.get("/admin/session/").json() == {"user": None}


def test_it_is_only_ever_read(client: Any, reporter: Any) -> None:
    client.force_login(reporter)
    assert client.post("/admin/session/").status_code == 405
