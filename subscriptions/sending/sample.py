"""Test mails: a story's mail as it would be now, sent to one editor."""

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from outbox.message import one_line
from outbox.models import OutgoingMail
from outbox.transactional import send_transactional

from .. import mail_kinds
from ..models import Mailing, Topic
from . import content, renderer
from .placeholders import Placeholders, PlaceholderTemplate


def send_test(article: Article, user: AbstractUser) -> OutgoingMail:
    """Send `user` the mail of `article`, which may be a draft, as it would be now. It creates no mailing.

    Its links to unsubscribe lead to the subscription page: the editor unsubscribes from nothing by a test. Raises
    ValidationError if `user` has no address, or the mail would be too large.
    """
    if not user.email:
        raise ValidationError(_("Your account has no mail address. Write one into it first."))
    sample = Mailing(kind=Mailing.Kind.ARTICLE, article=article)
    try:
        renderer.write(sample)
    except content.TooLarge as error:
        raise ValidationError(_("This mail would be too large for mail programs.")) from error
    page = renderer.link("subscriptions:subscribe")
    topics = one_line(", ".join(topic.name for topic in Topic.objects.of(article).order_by("kind", "pk")))
    values = {"leave_url": page, "manage_url": page, "topics": topics, "items": ""}
    slots = Placeholders(sample.mark)
    context = {
        "words": sample.subject,
        "plain": PlaceholderTemplate(sample.text_snapshot, slots).fill(values),
        "styled": PlaceholderTemplate(sample.html_snapshot, slots).fill(values | {"topics": escape(topics)}),
    }
    with transaction.atomic():
        return send_transactional(mail_kinds.TEST.name, to=user.email, context=context)
