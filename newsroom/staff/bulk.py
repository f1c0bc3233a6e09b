"""Bulk actions on accounts, with the same limits as for one account."""

from typing import Any

from wagtail import hooks
from wagtail.users.views.bulk_actions import AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction

from .giving import may_manage, roles_to_give


class BoundsMixin:
    """Leave out accounts that have more rights than the person who acts."""

    def check_perm(self: Any, obj: Any) -> bool:
        """Return whether the action is allowed on this account."""
        return super().check_perm(obj) and may_manage(self.request.user, obj)  # type: ignore[misc]


class GiveRole(BoundsMixin, AssignRoleBulkAction):
    """Give a role to several."""

    def get_form(self) -> Any:
        """Offer only what this manager may give."""
        form = super().get_form()
        form.fields["role"].queryset = roles_to_give(self.request.user)
        return form


class SetActive(BoundsMixin, SetActiveStateBulkAction):
    """Let several log in, or not."""


class Delete(BoundsMixin, DeleteBulkAction):
    """Delete several."""


# Later than Wagtail's, which they replace by having the same `action_type`.
for action in (GiveRole, SetActive, Delete):
    hooks.register("register_bulk_action", action, order=10)
