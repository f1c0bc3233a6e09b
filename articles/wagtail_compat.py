"""Uses of undocumented names of Wagtail, each with its reason.

A new version may remove or change them without notice; that is corrected here. Classes of Wagtail that we extend are
imported where we do so; tests/private_names.py lists those, too, and the methods that we override.
"""

from contextlib import AbstractContextManager
from typing import Any, cast

# The attribute in which Wagtail's lists cache a story's current workflow states; without it they are queried again.
_WORKFLOW_STATES = "_current_workflow_states"


def remember_workflow_states(story: Any, states: list[Any]) -> None:
    """Cache `states` as the current workflow states of `story`.

    Wagtail would query them for every button, lock and panel of the form.
    """
    setattr(story, _WORKFLOW_STATES, states)


def forget_workflow_states(story: Any) -> None:
    """Drop the cached workflow states of `story`; Wagtail queries them when it next needs them."""
    story.__dict__.pop(_WORKFLOW_STATES, None)


def remembers_workflow_states(story: Any) -> bool:
    """Return whether the workflow states of `story` are cached, by Wagtail's lists or `remember_workflow_states`."""
    return hasattr(story, _WORKFLOW_STATES)


def reference_index_left_alone() -> AbstractContextManager[None]:
    """Disable the signals that update the reference index: they would read the story again for every child row."""
    from wagtail.signal_handlers import disable_reference_index_auto_update  # needs all apps

    return cast(AbstractContextManager[None], disable_reference_index_auto_update())
