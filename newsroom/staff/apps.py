"""Wagtail's app of accounts and groups, with our screens."""

from wagtail.users.apps import WagtailUsersAppConfig


class StaffConfig(WagtailUsersAppConfig):
    """The app config by which Wagtail finds our screens of staff and roles."""

    user_viewset = "newsroom.staff.accounts.StaffViewSet"
    group_viewset = "newsroom.staff.role_screens.RoleViewSet"
