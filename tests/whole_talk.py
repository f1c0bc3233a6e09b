"""A thread with everything that a thread can have in it, and the pages about it."""

from typing import Any

from django.urls import reverse

from comments import receipts
from comments.models import Comment, Commenter
from comments.rules import SubmissionGuards
from comments.services import changes, moderation, submission
from readers import identity

LONG = "Eleven parishes share one pump, and the key to it hangs in a pub that opens at four. " * 5
LINK = "It is all in the minutes: https://minutes.example/1931/winter?page=4 (see the end)."

# Pages with a form of their own, which carries a token and so a cookie.
FORMS = {
    "comment form",
    "reply form",
    "like",
    "report",
    "receipt of a held comment",
    "receipt of a refused comment",
    "edit",
    "appeal",
}


def build(story: Any) -> dict[str, str]:
    """Have people talk about `story`, and return the path of one page of each type about it."""
    oona, wim, tilde, mara = (
        _person(name) for name in ("Oona Hartikainen", "Wim Castellane", "Tilde Moberg", "Ada B.")
    )
    first = _say(story, oona, "You cannot “switch off” a furnace; you can let it die. I would still have signed it.")
    moderation.feature(first.pk, None, changes.RULES)
    moderation.pin(first.pk, None, changes.RULES)
    answer = _say(story, mara, "We asked, and they said: from January, weekly.", to=first)
    Commenter.objects.filter(reader=mara).update(role=Commenter.Role.STAFF, trust=4)
    deeper = _say(story, wim, "Weekly is six days too slow.\n\nIn February, at least.", to=answer)
    _say(story, tilde, "Not if the harbour is open.", to=deeper)
    gone = _say(story, wim, "This will be gone in a moment, and its answer stays.")
    _say(story, oona, "I disagree with the one above.", to=gone)
    submission.delete_own(gone.pk, gone.author)
    _say(story, tilde, LONG)
    _say(story, tilde, LINK)
    for number in range(22):
        _say(story, wim, f"Remark number {number} about the quay, the crane and the tide of that very day.")
    held = _say(story, tilde, "Nobody has read this one yet, and that is well.", publish=False)
    refused = _say(story, wim, "This one was refused.", publish=False)
    moderation.reject(refused.pk, None, changes.RULES, "abusive")
    thread = reverse("comments:thread", args=[story.address])
    return {
        "comments": thread,
        "conversation": first.get_absolute_url().partition("#")[0],
        "comment form": f"{thread}write/",
        "reply form": f"{thread}write/?reply={first.public_id}",
        "like": reverse("comments:like", args=[first.public_id]),
        "report": reverse("comments:report", args=[first.public_id]),
        "receipt of a held comment": receipts.address_of(held, proven=True),
        "receipt of a refused comment": receipts.address_of(refused, proven=True),
        "edit": receipts.address_of(held, proven=True) + "edit/",
        "appeal": receipts.address_of(refused, proven=True) + "appeal/",
        "comment rules": reverse("comments:rules"),
    }


def _person(name: str) -> Any:
    reader = identity.reader_for(f"{name.split()[0].lower()}@reader.example", name)
    identity.verify(reader)
    return reader


def _say(story: Any, reader: Any, text: str, to: Any = None, *, publish: bool = True) -> Any:
    comment = submission.submit(story, reader, text, guards=SubmissionGuards(), parent=to, signed_in=True).comment
    moderation.transition(comment.pk, None, "published" if publish else "held", changes.RULES)
    return Comment.objects.select_related("author", "thread").get(pk=comment.pk)
