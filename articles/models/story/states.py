"""The states of a story as the desk names them, and the queries for the stories in each."""

from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.dateformat import format as format_date
from wagtail.models import Revision, WorkflowState


class State(models.TextChoices):
    """The states to filter by. A live story may also be in review or scheduled, with its next text."""

    DRAFT = "draft"
    IN_REVIEW = "in-review", "In review"
    RETURNED = "returned", "Returned to its reporter"
    SCHEDULED = "scheduled"
    LIVE = "live"
    LIVE_WITH_DRAFT = "live-with-draft", "Live with draft"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class StateQuerySet(models.QuerySet):
    """Queries for stories by state."""

    def in_state(self, state: str) -> Self:
        """Return the stories in `state`. Reviews, schedules and withdrawals are few and read first."""
        match State(state):
            case State.IN_REVIEW:
                return self.filter(pk__in=_story_ids(_reviews(WorkflowState.STATUS_IN_PROGRESS)))
            case State.RETURNED:
                return self.filter(pk__in=_story_ids(_reviews(WorkflowState.STATUS_NEEDS_CHANGES)))
            case State.SCHEDULED:
                return self.filter(pk__in=_story_ids(schedules()))
            case State.LIVE:
                return self.filter(live=True)
            case State.LIVE_WITH_DRAFT:
                return self.filter(live=True, has_unpublished_changes=True)
            case State.EXPIRED:
                return self.filter(live=False, expired=True)
            case State.WITHDRAWN:
                return self.filter(withdrawal__isnull=False)
            case _:
                under_way = Exists(_of_this_story(_reviews())) | Exists(_of_this_story(schedules()))
                return self.filter(~under_way, live=False, expired=False, withdrawal=None)

    def with_state(self) -> Self:
        """Annotate the stories with what `words()` needs."""
        withdrawals = apps.get_model("articles", "Withdrawal").objects
        return self.annotate(
            review=Subquery(_of_this_story(_reviews()).values("status")[:1]),
            scheduled_for=Subquery(_of_this_story(schedules()).values("approved_go_live_at")[:1]),
            is_withdrawn=Exists(withdrawals.filter(article=OuterRef("pk"))),
        )


def words(story: Any) -> str:
    """Return the state of `story`, which was fetched `with_state()`, in words."""
    if story.is_withdrawn:
        return "Withdrawn"
    at = story.scheduled_for
    when = format_date(timezone.localtime(at), "j M, H:i") if at else ""
    if story.live:
        parts = ["Live with draft" if story.has_unpublished_changes else "Live"]
        parts += [f"changes on {when}"] if when else []
        parts += [_REVIEW_WORDS[story.review].lower()] if story.review else []
        return ", ".join(parts)
    if when:
        return f"Scheduled for {when}"
    if story.review:
        return _REVIEW_WORDS[story.review]
    if story.expired:
        return "Expired"
    return "Unpublished" if story.address else "Draft"


def reviews_waiting() -> "models.QuerySet[WorkflowState]":
    """Return the reviews of stories that wait for an editor, oldest first."""
    return _reviews(WorkflowState.STATUS_IN_PROGRESS).order_by("current_task_state__started_at", "pk")


def schedules() -> "models.QuerySet[Revision]":
    """Return the approved schedules of stories (revisions), annotated with the key of each one's `story`."""
    approved = Revision.objects.filter(approved_go_live_at__isnull=False, base_content_type=_type_of_stories())
    return approved.annotate(story=_STORY)


def reviewers_notes(stories: list[Any]) -> dict[int, str]:
    """Return the comment of the editor who sent each of `stories` back, by key of the story, where there is one."""
    returned = _reviews(WorkflowState.STATUS_NEEDS_CHANGES).filter(object_id__in=[str(story.pk) for story in stories])
    notes = returned.values_list("object_id", "current_task_state__comment") if stories else []
    return {int(key): note.strip() for key, note in notes if note and note.strip()}


# Wagtail stores the key of a story as text.
_STORY = Cast("object_id", BigIntegerField())

_REVIEW_WORDS = {
    WorkflowState.STATUS_IN_PROGRESS: "In review",
    WorkflowState.STATUS_NEEDS_CHANGES: "Returned",
}


def _reviews(*statuses: str) -> "models.QuerySet[WorkflowState]":
    """Return the current reviews; Wagtail has a partial index of just these."""
    return WorkflowState.objects.filter(
        status__in=statuses or tuple(_REVIEW_WORDS), base_content_type=_type_of_stories()
    )


def _type_of_stories() -> Any:
    """Return the content type of stories; the model itself imports this module."""
    return apps.get_model("articles", "Article").get_base_content_type()


def _story_ids(rows: Any) -> Any:
    """Return the keys of the stories that these rows of Wagtail are about."""
    return rows.annotate(story=_STORY).values("story")


def _of_this_story(rows: Any) -> Any:
    """Return those of `rows` that are about the story of the outer query."""
    return rows.filter(object_id=Cast(OuterRef("pk"), CharField()))
