"""The screens of staff accounts."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import CreateView, DeleteView, EditView, UserViewSet

from .giving import may_manage, roles_to_give


class RolesMixin:
    """The part of the form that says what somebody may do."""

    field_order = ("username", "first_name", "last_name", "email", "groups", "password1", "password2", "is_active")

    def __init__(self: Any, *args: Any, manager: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # An account that may do everything is made on the command line, by the operator.
        self.fields.pop("is_superuser", None)
        self.manager = manager
        groups = self.fields["groups"]
        groups.queryset = roles_to_give(manager)
        groups.label = "Roles"
        groups.help_text = (
            "A person may hold several. The Board gives every role of the paper, and others that do no more than it."
        )

    def clean_groups(self: Any) -> list[Group]:
        """Keep the roles that are not this manager's to take away."""
        chosen = list(self.cleaned_data["groups"])
        held = Group.objects.filter(user=self.instance) if self.instance.pk else Group.objects.none()
        return chosen + list(held.exclude(pk__in=roles_to_give(self.manager).values("pk")))


class StaffCreationForm(RolesMixin, UserCreationForm):
    """A new account."""


class StaffEditForm(RolesMixin, UserEditForm):
    """An account there is."""


class ManagerMixin:
    """Tells the form who fills it in, and refuses accounts that may do more."""

    def get_form_kwargs(self: Any) -> dict[str, Any]:
        """Add who fills in the form."""
        return super().get_form_kwargs() | {"manager": self.request.user}  # type: ignore[misc]

    def get_object(self: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the account, if it is this manager's to change."""
        account = super().get_object(*args, **kwargs)  # type: ignore[misc]
        if not may_manage(self.request.user, account):
            raise PermissionDenied
        return account


class StaffCreateView(ManagerMixin, CreateView):
    """Add somebody."""


class StaffEditView(ManagerMixin, EditView):
    """Change an account."""


class StaffDeleteView(ManagerMixin, DeleteView):
    """Delete an account."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Nothing is given here."""
        kwargs = super().get_form_kwargs()
        kwargs.pop("manager")
        return kwargs


class StaffViewSet(UserViewSet):
    """Staff."""

    menu_label = "Staff"
    copy_view_enabled = False
    add_view_class = StaffCreateView
    edit_view_class = StaffEditView
    delete_view_class = StaffDeleteView

    def get_form_class(self, for_update: bool = False) -> Any:
        """Return our forms."""
        return StaffEditForm if for_update else StaffCreationForm
