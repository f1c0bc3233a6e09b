"""The reviews of a story under way, read once with all they point to."""

from functools import partial
from typing import Any

from wagtail.models import WorkflowState

from .. import related_objects


def under_way(story: Any) -> list[WorkflowState]:
    """Return the reviews of `story` under way: one, or none.

    Wagtail would read again what it shows, checks and logs of them; and, before it saves one, ask for each thing it
    points to whether it is there, which PostgreSQL sees to.
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
