"""Wagtail's app of accounts and groups, with our screens."""

from wagtail.users.apps import WagtailUsersAppConfig


class StaffConfig(WagtailUsersAppConfig):
    """Where Wagtail looks for the screens of staff and roles."""

    user_viewset = "newsroom.staff.accounts.StaffViewSet"
    group_viewset = "newsroom.staff.role_screens.RoleViewSet"
