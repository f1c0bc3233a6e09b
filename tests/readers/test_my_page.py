"""The account page, data export and erasure, with the sections of other apps."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from outbox import suppression
from outbox.addresses import address_hash
from outbox.models import OutgoingMail
from readers import account_sections, erasure, identity
from readers import sign_in as signing_in
from readers.account_sections import AccountSection
from readers.identity import reader_for
from readers.models import Reader

MARK = "Xanthippe"


def test_who_is_nobody_is_led_to_sign_in_and_back(client: Any, paper: Any) -> None:
    assert client.get("/me/")["Location"] == "/me/sign-in/?next=%2Fme%2F"


def test_a_name_is_changed_or_refused_where_it_stands(signed_in: Any, jane: Reader, board: Any) -> None:
    assert signed_in.post("/me/name/", {"name": "  Jane   Roe "})["Location"] == "/me/?said=name"
    jane.refresh_from_db()
    assert jane.name == "Jane Roe"
    refused = signed_in.post("/me/name/", {"name": "www.buy.example"})
    assert refused.status_code == 400
    assert b"cannot hold a link" in refused.content


@pytest.mark.parametrize("path", ["/me/export/", "/me/erase/", "/me/address/"])
def test_what_matters_wants_a_link_that_was_followed_just_now(path: str, signed_in: Any, monkeypatch: Any) -> None:
    later = timezone.now() + timedelta(minutes=31)
    monkeypatch.setattr(identity.timezone, "now", lambda: later)
    for answer in (signed_in.get(path), signed_in.post(path, {"sure": "1", "email": "new@example.org"})):
        assert answer.status_code == 403
        assert b"First a link by mail" in answer.content
    assert Reader.objects.get().state == "ok"


@pytest.fixture
def a_part(monkeypatch: Any) -> list[Reader]:
    """Register an account section of another app; it holds the readers it was asked to erase."""
    erased: list[Reader] = []
    monkeypatch.setattr(account_sections, "_sections", {})
    account_sections.register(
        AccountSection(
            "letters",
            template="readers/parts/field.html",
            context=lambda request, reader: {"hint": f"Letters of {reader.name}", "field": {"html_name": "x"}},
            export=lambda reader: [f"A letter by {reader.name}"],
            erase=erased.append,
        )
    )
    return erased


def test_other_apps_have_their_part_of_the_page_and_of_the_file(signed_in: Any, a_part: Any, world: Any) -> None:
    page = signed_in.get("/me/").content.decode()
    assert "Letters of Jane Doe" in page
    assert 'href="/world/"' in page  # the masthead has its sections
    answer = signed_in.get("/me/export/")
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    taken = json.loads(answer.content)
    assert taken["reader"]["address"] == "Jane@example.org"
    assert taken["letters"] == ["A letter by Jane Doe"]


def test_erasing_wants_a_tick_and_then_leaves_no_trace(client: Any, paper: Any, a_part: Any) -> None:
    from tests.readers.signing_in import sign_in

    reader = reader_for(f"{MARK}@example.org", MARK)
    sign_in(client, reader)
    signing_in.mail_link(f"{MARK}@example.org")
    client.post("/me/address/", {"email": f"{MARK}.new@example.org"})
    assert client.post("/me/erase/").status_code == 400
    assert client.post("/me/erase/", {"sure": "1"})["Location"] == "/me/erased/"
    assert a_part == [reader]
    assert client.get("/me/").status_code == 302
    hashed = address_hash(f"{MARK.lower()}@example.org")
    assert suppression.is_suppressed(hashed, "marketing")
    assert not suppression.is_suppressed(hashed, "all")
    assert not OutgoingMail.objects.exists()
    assert traces(MARK) == set()
    assert reader_for(f"{MARK}@example.org") != reader


def traces(word: str) -> set[str]:
    """Return the tables that hold `word` anywhere."""
    with connection.cursor() as cursor:
        found = set()
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT 1 FROM "{table}" AS t WHERE t::text ILIKE %s LIMIT 1', [f"%{word}%"])  # noqa: S608
            found |= {table} if cursor.fetchone() else set()
    return found


def test_if_one_app_cannot_erase_nothing_is_erased(jane: Reader, monkeypatch: Any) -> None:
    def fail(reader: Reader) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(account_sections, "_sections", {"x": AccountSection("x", erase=fail)})
    with pytest.raises(RuntimeError), transaction.atomic():
        erasure.erase(jane)
    jane.refresh_from_db()
    assert jane.email_norm == "jane@example.org"


@pytest.mark.django_db(transaction=True)
def test_erasing_twice_at_once_erases_once(jane: Reader, a_part: Any) -> None:
    def erase() -> None:
        erasure.erase(jane)
        connection.close()

    threads = [threading.Thread(target=erase) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(a_part) == 1
