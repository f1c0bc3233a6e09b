"""Register views, permissions and log actions in the Wagtail admin."""

from typing import Any

from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from .desk import dashboard, front_page, menus, planning, session, style_sheet  # noqa: F401 - some register themselves
from .desk.components import page  # noqa: F401
from .desk.paper import corrections, error_reports, picture_usage, uncredited_pictures  # noqa: F401
from .desk.paper.usage import NeverDeletedPolicy
from .desk.rights import StoryPermissionPolicy, check_arguments
from .desk.stories import conflict_copies, corrections_and_notices, recommended
from .models import Article, Profile, Section, StoryLogEntry

# Before the viewset: Wagtail caches the first policy it looks up.
register_permission_policy(Article, StoryPermissionPolicy(Article))
register_permission_policy(Section, NeverDeletedPolicy(Section))
register_permission_policy(Profile, NeverDeletedPolicy(Profile))

from .desk.paper import settings_form  # noqa: E402, F401 - sets the form of the paper's settings
from .desk.paper.viewsets import PaperViewSetGroup  # noqa: E402
from .desk.stories.form_views import StoryViewSet  # noqa: E402

register_snippet(StoryViewSet)
register_snippet(PaperViewSetGroup)


@hooks.register("register_admin_urls")
def desk_urls() -> list[Any]:
    """Return the addresses of our own views in the admin."""
    patterns = [
        *corrections_and_notices.urlpatterns,
        *conflict_copies.urlpatterns,
        *corrections.urlpatterns,
        *front_page.urlpatterns,
        *uncredited_pictures.urlpatterns,
        *planning.urlpatterns,
        *recommended.urlpatterns,
        *error_reports.urlpatterns,
    ]
    for pattern in patterns:
        if str(pattern.pattern).startswith("stories/"):
            check_arguments(pattern)  # their views, or `only_own` around them, check the permission
    return patterns


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Register the log model of stories, and our own log actions."""
    # Not by `register_model`: Wagtail's reports would query the table of entries once for each model in it.
    actions.log_entry_models_by_type.register(Article, value=StoryLogEntry)
    actions.register_action("newsroom.withdraw", "Withdraw", "Withdrawn")
    actions.register_action("newsroom.reinstate", "Reinstate", "Reinstated")
    actions.register_action("newsroom.correct", "Correct", "Corrected")
    actions.register_action("newsroom.note_update", "Note an update", "Update noted")
    actions.register_action("newsroom.add_tag", "Add a tag", "Tag added")
    actions.register_action("newsroom.move", "Move to another section", "Moved to another section")
    actions.register_action("newsroom.settle_report", "Settle a reader’s report", "Reader’s report settled")
    actions.register_action("newsroom.take_up", "Take up a text set aside", "Text set aside taken up")
