"""Show and remove the breaking banner: a line on every page, with a link and an end time."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Article, FrontArrangement, Paper
from . import arranging

Change = FrontArrangement.Change
DOWN: dict[str, Any] = {
    "breaking_headline": "",
    "breaking_address": "",
    "breaking_story": None,
    "breaking_until": None,
}


def put_up(text: str, *, story: Article | None = None, until: datetime | None = None, user: Any = None) -> None:
    """Show `text` on every page until `until`, with a link to the live `story` if one is given.

    Raises ValidationError if there is no text, the story is not live, or the time is over.
    """
    if story and not story.is_published():
        raise ValidationError(_("Readers cannot see this story. Publish it first."))
    if until and until <= timezone.now():
        raise ValidationError(_("This time is over already."))
    if not text.strip():
        raise ValidationError(_("Write what the banner says."))
    address = story.get_absolute_url() if story else ""
    with transaction.atomic():
        _set(breaking_headline=text.strip(), breaking_address=address, breaking_story=story, breaking_until=until)
        arranging.note(Change.BANNER, user=user, story=story, words=text.strip())


def take_down(*, user: Any = None) -> None:
    """Remove the banner."""
    with transaction.atomic():
        _set(**DOWN)
        arranging.note(Change.BANNER_OFF, user=user)


def update_address(story: Article) -> None:
    """Update the link of the banner if it is about `story`."""
    if Paper.current().breaking_story_id == story.pk:
        Paper.objects.filter(breaking_story=story).update(breaking_address=story.get_absolute_url())


def remove_story(story: Article) -> None:
    """Remove the banner if it is about `story`, which is no longer live."""
    Paper.objects.filter(breaking_story=story).update(**DOWN)


def _set(**values: Any) -> None:
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=Paper.load().pk)
    for name, value in values.items():
        setattr(paper, name, value)
    paper.full_clean()
    paper.save(update_fields=list(values))
