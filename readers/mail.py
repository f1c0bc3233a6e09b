"""Kinds of mail to readers about their account, and the letterhead of all mail."""

from django.conf import settings

from articles.models import Paper
from outbox.kinds import Kind, declare
from outbox.letterhead import Letterhead
from outbox.message import sender_address

SIGN_IN = declare(Kind("readers.sign_in", "readers/mail/sign_in"))
LEAVE_ADDRESS = declare(Kind("readers.leave_address", "readers/mail/leave_address"))
TAKE_ADDRESS = declare(Kind("readers.take_address", "readers/mail/take_address"))


def letterhead() -> Letterhead:
    """Return the letterhead from the settings of the paper."""
    paper = Paper.load()
    address = paper.mail_sender or sender_address(settings.DEFAULT_FROM_EMAIL)
    return Letterhead(
        address,
        paper.mail_sender_name or paper.name,
        reply_to=paper.letters_address,
        language=paper.language,
        context={"paper": paper, "site_url": settings.SITE_URL},
    )
