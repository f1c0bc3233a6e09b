"""The screens of roles. Those that came with Newsroom are for reading; the Board may make others."""

from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.images.forms import GroupImagePermissionFormSet
from wagtail.users.forms import GroupForm
from wagtail.users.views.groups import CreateView, DeleteView, EditView, GroupViewSet

from .giving import is_built_in, own_permissions, roles_to_give

FIXED = "This role came with Newsroom and stays as it is. Add another one for other rights."


class RoleForm(GroupForm):
    """Names a role and ticks what it may do, out of what its maker may do."""

    registered_permissions: Any

    def __init__(self, *args: Any, manager: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Wagtail keeps the permissions of a role that are not among these.
        self.registered_permissions = Permission.objects.filter(pk__in=self.registered_permissions.values("pk")).filter(
            pk__in=own_permissions(manager).values("pk")
        )
        self.fields["permissions"].queryset = self.registered_permissions.select_related("content_type")
        if is_built_in(self.instance):
            self.fields["name"].help_text = FIXED
            for field in self.fields.values():
                field.disabled = True


class RoleMixin:
    """Tells the form who fills it in. Only rights in pictures are given by collection; there are no pages."""

    def get_form_kwargs(self: Any) -> dict[str, Any]:
        """Add who fills in the form."""
        return super().get_form_kwargs() | {"manager": self.request.user}  # type: ignore[misc]

    @property
    def permission_panel_forms(self: Any) -> list[Any]:
        """Return the one panel, made once."""
        if not hasattr(self, "_panels"):
            kwargs = self.get_permission_panel_form_kwargs(GroupImagePermissionFormSet)
            self._panels = [GroupImagePermissionFormSet(**kwargs)]
        return self._panels


class RoleCreateView(RoleMixin, CreateView):
    """Add a role."""


class RoleEditView(RoleMixin, EditView):
    """Change a role, or read what one that came with Newsroom may do."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, unless the role is fixed."""
        role = self.get_object()
        if is_built_in(role):
            messages.error(request, FIXED)
            return redirect(request.path)
        if not roles_to_give(request.user).filter(pk=role.pk).exists():
            raise PermissionDenied
        return super().post(request, *args, **kwargs)


class RoleDeleteView(DeleteView):
    """Delete a role that somebody here made."""

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        """Return the role, if it may go."""
        role = super().get_object(*args, **kwargs)
        if is_built_in(role) or not roles_to_give(self.request.user).filter(pk=role.pk).exists():
            raise PermissionDenied
        return role


class RoleViewSet(GroupViewSet):
    """Roles."""

    menu_label = "Roles"
    add_view_class = RoleCreateView
    edit_view_class = RoleEditView
    delete_view_class = RoleDeleteView

    def get_form_class(self, for_update: bool = False) -> Any:
        """Return our form."""
        return RoleForm
