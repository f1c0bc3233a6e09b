"""What the desk needs of Wagtail that its documentation does not promise, each with its reason.

A new version may drop or change it without a word. Here is where that is mended. Classes of Wagtail's that we extend
are imported where we do so; tests/private_names.py lists those, too, and the methods of theirs that we override.
"""

from contextlib import AbstractContextManager
from typing import Any, cast

# Where Wagtail's own lists keep the workflow states under way of a story; it asks for them again without.
_WORKFLOW_STATES = "_current_workflow_states"


def remember_workflow_states(story: Any, states: list[Any]) -> None:
    """Make `states` what Wagtail takes for the workflow states under way of `story`.

    It would read them for every button, lock and panel of the form.
    """
    setattr(story, _WORKFLOW_STATES, states)


def forget_workflow_states(story: Any) -> None:
    """Have Wagtail read the workflow states of `story` when it next needs them."""
    story.__dict__.pop(_WORKFLOW_STATES, None)


def remembers_workflow_states(story: Any) -> bool:
    """Return whether `story` holds its workflow states: Wagtail's lists and `remember_workflow_states` leave them."""
    return hasattr(story, _WORKFLOW_STATES)


def reference_index_left_alone() -> AbstractContextManager[None]:
    """Keep signals from updating the reference index within the block: they would read a story again for every line."""
    from wagtail.signal_handlers import disable_reference_index_auto_update  # needs all apps

    return cast(AbstractContextManager[None], disable_reference_index_auto_update())
