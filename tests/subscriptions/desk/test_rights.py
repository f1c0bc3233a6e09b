"""Every address of the pages about mail, for every role: generated from the URL resolver, not from a list."""

from typing import Any

import pytest
from django.urls import reverse

from outbox import suppression
from subscriptions.models import Mailing, Subscription, Topic
from subscriptions.services import planning, subscribing
from subscriptions.services.consent import Origin
from tests.articles.desk.test_rights import ALLOWED, TURNED_AWAY, admin_patterns

SEE, SEND, RUN = "subscriptions.view_mailing", "subscriptions.send_mailing", "subscriptions.run_mailing"
PEOPLE, SUBSCRIBERS = "subscriptions.view_delivery", "subscriptions.view_subscription"

# Which right each address asks for; one that is missing here fails the test.
NEEDS = {
    "desk": SEE,
    "ledger": SEE,
    "mailing": SEE,
    "account": SEE,
    "behind": PEOPLE,
    "mailing_do": (SEND, RUN),
    "story_audience": SEND,
    "story_mail": SEND,
    "story_do": SEND,
    "subscribers": SUBSCRIBERS,
    "subscriber": SUBSCRIBERS,
    "topics": SUBSCRIBERS,
    "figures": SUBSCRIBERS,
    "end": "subscriptions.change_subscription",
    "forgive": "subscriptions.change_deliveryevent",
    "never": "outbox.change_suppression",
    "suppressed": "outbox.view_suppression",
    "suppress": "outbox.change_suppression",
    "lift": "outbox.change_suppression",
    "bring": "subscriptions.add_subscription",
    "export": "subscriptions.export_subscription",
}


@pytest.fixture
def mailing(make_story: Any) -> Mailing:
    """A held mailing, somebody who is subscribed, and an address that is suppressed."""
    subscribing.import_subscriber(
        "jane@example.org", [Topic.objects.everything()], "instant", basis="Form 1", origin=Origin("test")
    )
    return planning.plan_mailing(make_story())


def addresses(mailing: Mailing) -> dict[str, str]:
    shut = suppression.suppress("f" * 64, "all", "admin")
    reader = Subscription.objects.get().reader
    found = {}
    for full_name, pattern in admin_patterns():
        if not full_name.startswith("audience_"):
            continue
        name = full_name.removeprefix("audience_")
        of_reader = name in {"subscriber", "end", "forgive", "never"}
        values = {
            "public_id": reader.public_id if of_reader else mailing.public_id,
            "number": shut.pk if name == "lift" else mailing.article_id,
            "name": "sent",
        }
        found[name] = reverse(full_name, kwargs={key: values[key] for key in pattern.pattern.regex.groupindex})
    return found


def may(user: Any, needed: str | tuple[str, ...]) -> bool:
    return any(map(user.has_perm, [needed] if isinstance(needed, str) else needed))


@pytest.mark.parametrize("role", ["Reporter", "Editor", "Editorial Board", "Moderator", "Audience", None])
def test_each_role_reaches_what_it_may_and_nothing_else(
    role: str | None, mailing: Mailing, make_user: Any, client: Any
) -> None:
    user = make_user("somebody", *([role] if role else []))
    client.force_login(user)
    there = addresses(mailing)
    assert set(there) == set(NEEDS)
    for name, address in there.items():
        for method in ("get", "post"):
            answer = getattr(client, method)(address)
            refused = answer.status_code == 403 or getattr(answer, "url", "").split("?")[0] in TURNED_AWAY
            if may(user, NEEDS[name]):
                assert answer.status_code in ALLOWED, f"{method} {name} answered {answer.status_code}"
                assert not refused, f"{method} {name}"
            else:
                assert refused or answer.status_code == 405, f"{method} {name}"


def test_editors_choose_and_cancel_but_see_no_person(editor_client: Any, mailing: Mailing) -> None:
    there = addresses(mailing)
    assert editor_client.post(there["mailing_do"], {"action": "pause"}).status_code in {302, 403}
    assert Mailing.objects.get().state == "held"
    editor_client.post(there["mailing_do"], {"action": "cancel"})
    assert Mailing.objects.get().state == "cancelled"
    page = editor_client.get(there["mailing"]).content.decode()
    assert there["behind"].removesuffix("sent/") not in page


def test_who_only_runs_mailings_sees_addresses_masked(client: Any, make_user: Any, mailing: Mailing) -> None:
    from django.contrib.auth.models import Group, Permission

    group = Group.objects.get(name="Audience")
    group.permissions.remove(Permission.objects.get(content_type__app_label="subscriptions", codename="see_address"))
    client.force_login(make_user("runs", "Audience"))
    for name in ("subscribers", "subscriber"):
        page = client.get(addresses(mailing)[name]).content.decode()
        assert "jane@example.org" not in page
        assert "j…@example.org" in page
