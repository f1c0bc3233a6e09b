"""The demo's subscribers: every screen of the audience's desk has something to show, and nobody gets any mail by it."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from newsroom.demo.subscribers import PEOPLE
from outbox import sending
from outbox.models import Suppression
from outbox.transports import from_url
from outbox.transports.smtp import SmtpTransport
from readers.models import Reader
from subscriptions.models import (
    ConsentEvent,
    Delivery,
    DeliveryEvent,
    DigestCursor,
    Mailing,
    MailingExclusion,
    Subscription,
    Topic,
)
from subscriptions.sending import circuit_breaker, freezing, ledger, upkeep
from subscriptions.sending.sender import MailingSender
from subscriptions.services import mailing_control, planning, subscribing
from subscriptions.services.consent import Origin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def audience_client(client):
    """A browser in which somebody of the audience's desk is logged in."""
    client.force_login(get_user_model().objects.get(groups__name="Audience"))
    return client


def test_there_are_two_thousand_people_in_every_state_with_a_trail_that_leads_there():
    assert Subscription.objects.values("reader").distinct().count() == PEOPLE
    assert set(Subscription.objects.values_list("state", flat=True)) == set(Subscription.State.values)
    assert set(Subscription.objects.values_list("cadence", flat=True)) == {"instant", "daily", "weekly"}
    assert set(Topic.objects.values_list("kind", flat=True)) == set(Topic.Kind.values)
    last = {event.subscription_id: event.kind for event in ConsentEvent.objects.order_by("at", "pk")}
    leads_to = {
        "requested": "pending", "confirmed": "active", "imported": "active", "changed": "paused",
        "unsubscribed": "unsubscribed",
    }  # fmt: skip
    assert {one.pk: leads_to[last[one.pk]] for one in Subscription.objects.all()} == dict(
        Subscription.objects.values_list("pk", "state")
    )
    assert not ConsentEvent.objects.filter(at__gt=timezone.now()).exists()


def test_every_mailing_balances_as_if_it_had_been_sent():
    mailings = list(Mailing.objects.all())
    assert {mailing.kind for mailing in mailings} == {"article", "digest", "correction"}
    assert sorted(mailing.state for mailing in mailings if mailing.state != "done") == ["paused"]
    for mailing in mailings:
        before = vars(mailing).copy()
        counted = vars(ledger.recount(mailing))
        assert {key: before[key] for key in counted if key.endswith("_n")} == {
            key: value for key, value in counted.items() if key.endswith("_n")
        }
        assert mailing.sent_n > 100
        assert not mailing.deliveries.filter(sent_at__gt=timezone.now()).exists()
    assert any(mailing.failed_n > 50 for mailing in mailings)
    assert any(mailing.skipped_n for mailing in mailings)
    assert any(mailing.excluded_n for mailing in mailings)
    [paused] = [mailing for mailing in mailings if mailing.state == "paused"]
    assert paused.open_n
    assert "Everybody is refused" in paused.pause_detail


def test_complaints_are_too_few_to_stop_what_somebody_sends_to_try_it():
    assert DeliveryEvent.objects.filter(type="complaint").exists()
    assert not circuit_breaker.is_open()


def test_every_page_of_the_audience_desk_shows_something(audience_client):
    shown = {
        "ledger": "the day’s stories", "subscribers": ".example", "topics": "all stories",
        "figures": "subscriptions stand", "suppressed": "mail came back for good",
    }  # fmt: skip
    for name, words in shown.items():
        assert words in audience_client.get(reverse(f"audience_{name}")).content.decode().lower(), name
    for mailing in Mailing.objects.all():
        assert audience_client.get(reverse("audience_mailing", args=[mailing.public_id])).status_code == 200
        assert audience_client.get(reverse("subscriptions:mail", args=[mailing.public_id])).status_code == (
            404 if mailing.kind == "digest" else 200
        )


def test_nothing_of_it_is_mailed_and_no_mail_server_is_given_an_address_of_it(monkeypatch):
    monkeypatch.setattr(SmtpTransport, "_connect", lambda self: pytest.fail("It went for the mail server."))
    transport = from_url("smtp://mail.example")
    upkeep.tick()
    assert MailingSender(transport).send_some() == 0
    assert sending.send_due(transport) == 0
    [paused] = Mailing.objects.filter(state="paused")
    mailing_control.resume(paused)
    story = Article.objects.published().filter(mailings=None).newest_first()[0]
    freezing.freeze(planning.plan_mailing(story, breaking=True))
    sender = MailingSender(transport)
    while sender.send_some():
        pass
    assert {address.rpartition(".")[2] for address in Reader.objects.values_list("email_norm", flat=True)} <= {
        "example", "invalid",
    }  # fmt: skip
    assert not Delivery.objects.filter(mailing__article=story).exclude(state="failed").exists()


def test_removing_the_demo_leaves_nothing_of_it():
    call_command("remove_demo", "--yes")
    for model in (
        Reader, Topic, Subscription, ConsentEvent, Mailing, Delivery, DeliveryEvent, MailingExclusion, Suppression,
        DigestCursor,
    ):  # fmt: skip
        assert list(model.objects.all()[:3]) == [], model.__name__


def test_removing_the_demo_keeps_a_subscriber_of_our_own():
    subscribing.bring_in(
        "own@paper.example", [Topic.objects.everything()], "instant", basis="Form", origin=Origin("test")
    )
    call_command("remove_demo", "--yes")
    assert Subscription.objects.get().reader.email == "own@paper.example"
