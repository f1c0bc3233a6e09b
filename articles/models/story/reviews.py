"""The current reviews (Wagtail's workflow states) of a story, read once with their related objects."""

from functools import partial
from typing import Any

from wagtail.models import WorkflowState

from .. import related_objects


def under_way(story: Any) -> list[WorkflowState]:
    """Return the current reviews of `story`: one, or none.

    Wagtail would query the related objects again to show, check and log a review, and query each foreign key before
    saving it; PostgreSQL checks those anyway.
    """
    reviews = list(
        story.workflow_states.active().select_related(
            "workflow", "requested_by", "current_task_state__task", "current_task_state__revision"
        )
    )
    for review in reviews:
        review.content_object = story
        vars(review)["full_clean"] = partial(
            review.full_clean, exclude={field.name for field in related_objects.foreign_keys(review)}
        )
    return reviews
