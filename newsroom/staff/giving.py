"""Decide what one member of staff may do to the account of another.

Nobody gives, or takes away, what they do not have themselves, but the Editorial Board appoints to every role of the
paper, also to those that may do what it may not, such as moderate. So nobody can raise anybody, themselves included,
beyond that, nor reach an account that may do more, by setting its password for example.
"""

from typing import Any

from django.contrib.auth.models import Group, Permission

from ..roles import BOARD, PERMISSIONS


def own_permissions(user: Any) -> Any:
    """Return the permissions that `user` has, as rows."""
    if user.is_superuser:
        return Permission.objects.all()
    of_roles = Permission.objects.filter(group__user=user)
    return (of_roles | Permission.objects.filter(user=user)).distinct() if user.is_active else Permission.objects.none()


def permissions_to_give(manager: Any) -> Any:
    """Return the permissions that accounts may have which `manager` changes: their own; for the Board every role's."""
    own = own_permissions(manager)
    if not manager.is_active or not manager.groups.filter(name=BOARD).exists():
        return own
    return (own | Permission.objects.filter(group__name__in=PERMISSIONS).distinct()).distinct()


def may_manage(manager: Any, account: Any) -> bool:
    """Return whether `manager` may change or delete `account`: only one without rights that they may not give."""
    if manager == account or manager.is_superuser:
        return True
    if account.is_superuser:
        return False
    # Of an inactive account too: making it active again gives its rights back.
    rights = Permission.objects.filter(group__user=account) | Permission.objects.filter(user=account)
    return not rights.exclude(pk__in=permissions_to_give(manager).values("pk")).exists()


def roles_to_give(manager: Any) -> Any:
    """Return the roles that `manager` may give."""
    if manager.is_superuser:
        return Group.objects.order_by("name")
    beyond = Permission.objects.exclude(pk__in=permissions_to_give(manager).values("pk"))
    return Group.objects.exclude(permissions__in=beyond).order_by("name")


def is_built_in(role: Group) -> bool:
    """Return whether `role` came with Newsroom. Only a migration may change its rights."""
    return role.name in PERMISSIONS
