"""What moderators decide about people, and about whole mail domains."""

from typing import Any

import pytest
from django.utils import timezone

from comments.errors import CommentingError
from comments.models import BannedDomain, Comment, Commenter, CommenterNote
from comments.services import banned_domains, changes, commenters, moderation
from comments.services.commenters import commenter_of
from tests.comments.writing import make_reader, say


def person_page(client: Any, person: Commenter) -> str:
    return str(client.get(f"/admin/comments/people/{person.pk}/").content.decode())


@pytest.fixture
def person(held: Comment) -> Commenter:
    return held.author


def stand(client: Any, person: Commenter, standing: str, note: str = "") -> Commenter:
    client.post(f"/admin/comments/people/{person.pk}/standing/", {"standing": standing, "note": note})
    return Commenter.objects.get(pk=person.pk)


def test_a_person_is_suspended_for_a_week_with_a_note_for_the_desk(person: Commenter, desk_client: Any) -> None:
    suspended = stand(desk_client, person, "7", "Third attack this week")
    assert suspended.status == "suspended"
    assert suspended.status_until is not None
    assert 6 <= (suspended.status_until - timezone.now()).days <= 7
    page = person_page(desk_client, person)
    assert "Suspended until" in page
    assert "Third attack this week" in page


def test_a_banned_person_cannot_write_until_they_are_let_again(person: Commenter, story: Any, desk_client: Any) -> None:
    assert stand(desk_client, person, "ban").status == "banned"
    assert say(story, person.reader, "Let me in, all the same.").status == "rejected"
    assert stand(desk_client, person, "lift").status == "active"


def test_a_ban_is_undone_from_the_log(person: Commenter, desk_client: Any) -> None:
    stand(desk_client, person, "ban")
    number = person.decisions.latest("pk").pk
    assert "Banned" in desk_client.get("/admin/comments/log/?action=ban").content.decode()
    desk_client.post("/admin/comments/undo/", {"first": number, "last": number})
    assert Commenter.objects.get(pk=person.pk).status == "active"


def test_an_editor_moderates_but_bans_nobody(person: Commenter, client: Any, editor: Any) -> None:
    client.force_login(editor)
    assert stand(client, person, "ban").status == "active"
    assert "Suspend or ban" not in client.get("/admin/comments/queue/held/").content.decode()


def test_who_banned_cannot_be_overruled_by_who_may_not_ban(
    person: Commenter, client: Any, lena: Any, editor: Any
) -> None:
    commenters.ban(person, changes.staff(lena))
    number = person.decisions.latest("pk").pk
    client.force_login(editor)
    client.post("/admin/comments/undo/", {"first": number, "last": number})
    assert Commenter.objects.get(pk=person.pk).status == "banned"


def test_refusing_everything_by_one_person_is_counted_first_and_can_be_undone(
    story: Any, ada: Any, ben: Any, desk_client: Any, lena: Any
) -> None:
    mine = [say(story, ada, f"Remark {number} about the state of the harbour wall.") for number in range(3)]
    moderation.approve(mine[0].pk, None, changes.staff(lena))
    others = say(story, ben, "Somebody else’s.")
    address = f"/admin/comments/people/{commenter_of(ada).pk}/refuse-all/"
    question = " ".join(desk_client.get(address).content.decode().split())
    assert "<b>1</b> published comment goes off the site and <b>2</b> held ones are refused" in question
    assert Comment.objects.get(pk=mine[0].pk).status == "published"
    desk_client.post(address, {"reason": "hateful"})
    assert set(Comment.objects.filter(author=commenter_of(ada)).values_list("status", flat=True)) == {"rejected"}
    assert Comment.objects.get(pk=others.pk).status == "held"
    page = desk_client.get("/admin/comments/queue/held/").content.decode()
    first, last = (page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("first", "last"))
    desk_client.post("/admin/comments/undo/", {"first": first, "last": last})
    assert Comment.objects.get(pk=mine[0].pk).status == "published"


def test_a_note_is_for_moderators_and_goes_when_the_person_is_erased(person: Commenter, desk_client: Any) -> None:
    desk_client.post(f"/admin/comments/people/{person.pk}/note/", {"text": "Wrote to the editor about it."})
    assert "Wrote to the editor about it." in person_page(desk_client, person)
    from comments.services import erasure

    erasure.erase(person.reader)
    assert not CommenterNote.objects.exists()
    assert "Somebody who was erased" in person_page(desk_client, person)


def test_an_address_is_masked_for_all_but_those_who_must_know_it(
    person: Commenter, desk_client: Any, client: Any, board: Any
) -> None:
    assert "a…@readers.example" in person_page(desk_client, person)
    assert "ada.quill@" not in person_page(desk_client, person)
    client.force_login(board)
    assert "ada.quill@readers.example" in person_page(client, person)


def test_a_domain_is_banned_only_when_its_name_is_typed(story: Any, desk_client: Any) -> None:
    spammer = make_reader("Spammer", "one@offers.spam.example")
    said = say(story, spammer, "A first one, which is held.")
    question = desk_client.get("/admin/comments/domains/?domain=spam.example").content.decode()
    assert "One person comments from there." in question
    desk_client.post("/admin/comments/domains/", {"domain": "spam.example", "typed": "yes"})
    assert not BannedDomain.objects.exists()
    desk_client.post("/admin/comments/domains/", {"domain": "spam.example", "typed": "spam.example"})
    assert say(story, spammer, "Something else altogether, later.").status == "rejected"
    assert Comment.objects.get(pk=said.pk).status == "held"  # what stands already stays
    number = BannedDomain.objects.get().pk
    desk_client.post(f"/admin/comments/domains/{number}/lift/")
    assert say(story, spammer, "And a third thing, once it is lifted.").status == "held"


@pytest.mark.parametrize("domain", ["gmail.com", "GMX.de", "someone@yahoo.co.uk", "co.uk", "com", "", "sp am", "*"])
def test_a_domain_that_is_everybodys_cannot_be_banned(domain: str, board: Any) -> None:
    with pytest.raises(CommentingError):
        banned_domains.preview(domain)
    with pytest.raises(CommentingError):
        banned_domains.ban_domain(domain, domain.lower(), board)
    assert not BannedDomain.objects.exists()
