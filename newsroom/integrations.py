"""Connect comments and subscriptions, which do not import each other."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comments import offers
from comments.offers import Offer
from subscriptions.models import Topic
from subscriptions.services import subscribing
from subscriptions.services.consent import Origin

NEW_STORIES = _("Mail me new stories")


def connect() -> None:
    """Offer a subscription beside the comment form: one link in one mail confirms both."""
    offers.register(Offer("stories", NEW_STORIES, _mail_stories))


def _mail_stories(reader: Any, story: Any) -> None:
    origin = Origin("comment form", str(NEW_STORIES))
    subscribing.subscribe(reader, [Topic.objects.everything()], "instant", origin, source_article=story)
