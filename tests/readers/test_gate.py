"""Guards of public forms: token, nonce, honeypot, proof of work, client address."""

import base64
import json
import threading
from datetime import timedelta
from typing import Any

import altcha
import pytest
from django.db import connection, transaction
from django.test import RequestFactory
from django.utils import timezone

from readers import upkeep
from readers.guards import form_token, proof_of_work
from readers.guards.client_address import client_address, client_network, network
from readers.guards.form_token import FormTokenError
from readers.guards.proof_of_work import ProofError
from readers.models import FormNonce


@pytest.fixture
def later(monkeypatch: Any) -> Any:
    """Move the clock of the guards forward."""
    real = timezone.now

    def pass_(**length: Any) -> None:
        monkeypatch.setattr(form_token.timezone, "now", lambda: real() + timedelta(**length))

    return pass_


def refused(token: str | None, action: str = "comment", target: Any = 7) -> str:
    with pytest.raises(FormTokenError) as error:
        form_token.check(token, action, target)
    return error.value.reason


def test_a_form_is_taken_for_what_it_was_made_for_and_at_a_human_pace(later: Any, settings: Any) -> None:
    token = form_token.make("comment", 7)
    assert refused(token) == "too_young"
    later(seconds=4)
    form_token.check(token, "comment", 7)
    assert refused(token, target=8) == refused(token, action="report") == refused(token, "comment7", "") == "forged"
    assert refused(None) == refused("") == "missing"
    flips = [token[:at] + chr(ord(token[at]) ^ 1) + token[at + 1 :] for at in range(len(token))]
    assert {refused(one) for one in flips} == {"forged"}
    assert refused(token * 9) == refused("~") == refused("x~y~z") == "forged"
    later(hours=24, seconds=1)
    assert refused(token) == "too_old"
    later(seconds=4)
    settings.SECRET_KEY = "another"
    assert refused(token) == "forged"


@pytest.mark.django_db(transaction=True)
def test_of_twenty_posts_with_one_form_one_is_taken(later: Any) -> None:
    token = form_token.make("comment", 7)
    later(seconds=4)
    taken: list[bool] = []
    together = threading.Barrier(20)

    def post() -> None:
        together.wait()
        try:
            with transaction.atomic():
                form_token.check(token, "comment", 7).spend()
            taken.append(True)
        except FormTokenError as error:
            taken.append(error.reason != "used")
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False] * 19 + [True]


def test_a_form_whose_comment_was_undone_can_be_sent_again(db: Any, later: Any) -> None:
    token = form_token.make("comment", 7)
    later(seconds=4)
    with transaction.atomic():
        form_token.check(token, "comment", 7).spend()
        transaction.set_rollback(True)
    form_token.check(token, "comment", 7).spend()


def test_what_is_too_old_to_be_sent_again_is_forgotten(db: Any, later: Any) -> None:
    token = form_token.make("comment", 7)
    later(seconds=4)
    form_token.check(token, "comment", 7).spend()
    upkeep.tidy()
    assert FormNonce.objects.count() == 1
    later(days=3)
    upkeep.tidy()
    assert FormNonce.objects.count() == 0


# Proof of work


def solve(challenge: str) -> str:
    made = altcha.Challenge.from_dict(json.loads(challenge))
    solution = altcha.solve_challenge(made)
    assert solution is not None
    return str(altcha.Payload(made, solution).to_base64())


@pytest.fixture
def cheap(monkeypatch: Any) -> None:
    """A few guesses."""
    monkeypatch.setattr(proof_of_work, "PRICES", ((0, 6),))


def refused_proof(proof: str | None, action: str = "comment", target: Any = 7) -> str:
    with pytest.raises(ProofError) as error:
        proof_of_work.check(proof, action, target)
    return error.value.reason


def test_a_proof_pays_once_and_for_its_own_form(db: Any, cheap: None) -> None:
    proof = solve(proof_of_work.challenge("comment", 7))
    assert refused_proof(proof, target=8) == refused_proof(proof, action="report") == "forged"
    proof_of_work.check(proof, "comment", 7).spend()
    with pytest.raises(ProofError, match="used"):
        proof_of_work.check(proof, "comment", 7).spend()


def altered(proof: str, **changes: Any) -> str:
    payload = json.loads(base64.b64decode(proof))
    for path, value in changes.items():
        *way, last = path.split("__")
        place = payload
        for step in way:
            place = place[step]
        place[last] = value
    return base64.b64encode(json.dumps(payload).encode()).decode()


def test_a_proof_cannot_be_altered_spliced_or_made_up(db: Any, cheap: None) -> None:
    proof = solve(proof_of_work.challenge("comment", 7))
    other = json.loads(base64.b64decode(solve(proof_of_work.challenge("comment", 8))))
    far = int(timezone.now().timestamp()) + 10**6
    forged = [
        altered(proof, challenge__parameters__expiresAt=far),
        altered(proof, challenge__parameters__expiresAt=None),
        altered(proof, challenge__parameters__cost=1),
        altered(proof, challenge__parameters__keyPrefix=""),
        altered(proof, challenge__parameters__algorithm="SHA-256"),
        altered(proof, challenge__parameters__data={"for": "x"}),
        altered(proof, challenge__signature=None),
        altered(proof, challenge__signature=other["challenge"]["signature"]),
        altered(proof, challenge__parameters__nonce=other["challenge"]["parameters"]["nonce"]),
        "x" * 3000, "x", "bnVsbA==", "W10=", base64.b64encode(b'{"challenge":{},"solution":{}}').decode(),
    ]  # fmt: skip
    assert {refused_proof(one) for one in forged} == {"forged"}
    for counter in (99, -1, "1", 2**40, None, [1]):
        assert refused_proof(altered(proof, solution__counter=counter)) in {"wrong", "forged"}
    assert refused_proof(None) == refused_proof("") == "missing"


def test_a_proof_expires_and_the_price_rises_with_the_demand(db: Any, cheap: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(proof_of_work, "EXPIRES", timedelta(seconds=-1))
    assert refused_proof(solve(proof_of_work.challenge("comment", 7))) == "expired"
    monkeypatch.undo()
    prices = [proof_of_work.price(issued) for issued in (0, 59, 60, 5000)]
    assert prices == sorted(prices)
    assert prices[0] == prices[1] < prices[2] < prices[3]


# Where a request came from


@pytest.mark.parametrize(
    ("peer", "forwarded", "seen"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # from a peer that is not ours it is only a claim
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),  # what the client wrote stands left
        ("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.9.9.9, 10.0.0.2", "10.9.9.9"),
        ("10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8:1:2::3]:4711", "2001:db8:1:2::3"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("", "198.51.100.1", "None"),
    ],
)
def test_the_clients_address_is_what_our_own_proxies_saw(peer: str, forwarded: str, seen: str, settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    headers = {
        "x-real-ip": "9.9.9.9",
        "cf-connecting-ip": "9.9.9.9",
        "forwarded": "for=9.9.9.9",
        "client-ip": "9.9.9.9",
    }
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers | {"x-forwarded-for": forwarded})
    assert str(client_address(request)) == seen


def test_a_customer_cannot_move_out_of_their_network() -> None:
    assert network("203.0.113.9") == network("203.0.113.250") == "203.0.113.0/24"
    assert network("2001:db8:1:2::3") == network("2001:db8:1:ffff::1") == "2001:db8:1::/48"
    assert network("2001:db8:2::1") != network("2001:db8:1::1")
    assert network("::ffff:203.0.113.9") == "203.0.113.0/24"
    assert network("nonsense") == network(None) == ""
    assert client_network(RequestFactory().get("/")) == "127.0.0.0/24"
