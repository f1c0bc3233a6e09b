"""The first page of the desk, for those who run what is mailed."""

from typing import Any

import pytest

from subscriptions.models import Mailing

pytestmark = pytest.mark.django_db


def test_who_runs_mailings_sees_on_the_first_page_how_far_each_is(client: Any, make_user: Any) -> None:
    client.force_login(make_user("cosmo", "Audience"))
    empty = client.get("/admin/").content.decode()
    assert "Nothing was mailed yet." in empty
    assert "Your account has no part of the desk yet" not in empty

    paused = Mailing.objects.create(
        kind="manual", subject="A word to all", state="paused", pause_reason="complaints",
        candidate_n=40, prepared_n=40, sent_n=7,
    )  # fmt: skip
    page = client.get("/admin/").content.decode()
    assert f"/admin/subscriptions/mailing/{paused.public_id}/" in page
    assert "A word to all" in page
    assert "paused · sent 7 of 40" in page


def test_who_only_writes_sees_nothing_of_mail_there(client: Any, make_user: Any) -> None:
    client.force_login(make_user("mara", "Reporter"))
    assert "mailings-heading" not in client.get("/admin/").content.decode()
