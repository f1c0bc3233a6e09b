"""What the migrations gave to the roles."""

import pytest
from django.contrib.auth.models import Group

from newsroom.roles import PERMISSIONS


@pytest.mark.parametrize("role", PERMISSIONS)
@pytest.mark.django_db
def test_a_role_holds_every_right_it_should_have(role: str) -> None:
    held = Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")
    assert set(PERMISSIONS[role]) <= {".".join(right) for right in held}
