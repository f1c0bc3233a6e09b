"""Nobody gives, or takes away, more than they have."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

ADD = "wagtailusers_users:add"
EDIT = "wagtailusers_users:edit"
PASS_PHRASE = "another long pass phrase"


@pytest.fixture
def board_client(client: Any, board: Any, paper: Any) -> Any:
    """A browser in which a member of the Board is logged in."""
    client.force_login(board)
    return client


@pytest.fixture
def owner(db: Any) -> Any:
    """Whoever set the paper up, and may do everything."""
    return get_user_model().objects.create_superuser("owner", "owner@breakwater.example", "a long pass phrase")


@pytest.fixture
def treasurer(db: Any) -> Group:
    """A role that may do something the Board may not."""
    role = Group.objects.create(name="Treasurer")
    role.permissions.add(Permission.objects.get(codename="delete_article"))
    return role


def account(*roles: str, **fields: Any) -> dict[str, Any]:
    groups = list(Group.objects.filter(name__in=roles).values_list("pk", flat=True))
    return {
        "username": "leila",
        "email": "leila@breakwater.example",
        "first_name": "Leila",
        "last_name": "Haddou",
        "password1": PASS_PHRASE,
        "password2": PASS_PHRASE,
        "is_active": "on",
        "groups": groups,
    } | fields


def roles_of(user: Any) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def test_the_board_adds_a_reporter(board_client: Any) -> None:
    board_client.post(reverse(ADD), account("Reporter"))
    leila = get_user_model().objects.get(username="leila")
    assert roles_of(leila) == {"Reporter"}
    assert leila.check_password(PASS_PHRASE)


def test_the_board_cannot_make_a_superuser(board_client: Any) -> None:
    board_client.post(reverse(ADD), account("Reporter", is_superuser="on"))
    assert not get_user_model().objects.get(username="leila").is_superuser
    assert "is_superuser" not in board_client.get(reverse(ADD)).content.decode()


def test_the_board_cannot_make_a_superuser_of_somebody_there_is(board_client: Any, reporter: Any) -> None:
    board_client.post(reverse(EDIT, args=[reporter.pk]), account("Reporter", username="mara", is_superuser="on"))
    reporter.refresh_from_db()
    assert not reporter.is_superuser
    assert reporter.first_name == "Leila"  # the rest was saved


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_board_cannot_reach_the_account_of_a_superuser(board_client: Any, owner: Any, method: str) -> None:
    for view in ("edit", "delete"):
        getattr(board_client, method)(reverse(f"wagtailusers_users:{view}", args=[owner.pk]), account("Reporter"))
    owner.refresh_from_db()
    assert owner.check_password("a long pass phrase")
    assert owner.username == "owner"


def test_the_board_cannot_give_a_role_that_may_do_more(board_client: Any, treasurer: Group) -> None:
    answer = board_client.post(reverse(ADD), account("Treasurer"))
    assert "groups" in answer.context["form"].errors
    assert not get_user_model().objects.filter(username="leila").exists()


def test_the_board_cannot_take_such_a_role_for_itself(board_client: Any, board: Any, treasurer: Group) -> None:
    board_client.post(reverse(EDIT, args=[board.pk]), account("Editorial Board", "Treasurer", username="ines"))
    assert roles_of(board) == {"Editorial Board"}


def test_the_board_cannot_change_who_may_do_more(board_client: Any, reporter: Any, treasurer: Group) -> None:
    reporter.groups.add(treasurer)
    board_client.post(reverse(EDIT, args=[reporter.pk]), account("Reporter", username="mara"))
    reporter.refresh_from_db()
    assert roles_of(reporter) == {"Reporter", "Treasurer"}
    assert reporter.check_password("a long pass phrase")


@pytest.mark.parametrize("role", ["Reporter", "Editor", "Editorial Board", "Moderator", "Audience"])
def test_the_board_appoints_to_every_role_of_the_paper_also_to_one_that_may_do_what_it_may_not(
    board_client: Any, role: str
) -> None:
    beyond = Permission.objects.get(codename="delete_article")
    Group.objects.get(name=role).permissions.add(beyond)
    board_client.post(reverse(ADD), account(role))
    leila = get_user_model().objects.get(username="leila")
    assert roles_of(leila) == {role}
    board_client.post(reverse(EDIT, args=[leila.pk]), account("Reporter"))
    assert roles_of(leila) == {"Reporter"}


def test_a_role_gets_only_what_its_maker_has(board_client: Any, board: Any) -> None:
    wanted = Permission.objects.filter(
        content_type__app_label="articles", codename__in=["change_tag", "delete_article"]
    )
    form = {"name": "Stringer", "permissions": [p.pk for p in wanted], **empty_panels()}
    board_client.post(reverse("wagtailusers_groups:add"), form)
    assert not Group.objects.filter(name="Stringer").exists()
    form["permissions"] = [p.pk for p in wanted if p.codename == "change_tag"]
    board_client.post(reverse("wagtailusers_groups:add"), form)
    assert list(Group.objects.get(name="Stringer").permissions.values_list("codename", flat=True)) == ["change_tag"]


@pytest.mark.parametrize("role", ["Reporter", "Editor", "Editorial Board", "Moderator", "Audience"])
def test_the_roles_that_came_with_newsroom_stay_as_they_are(role: str, board_client: Any) -> None:
    group = Group.objects.get(name=role)
    before = set(group.permissions.values_list("pk", flat=True))
    board_client.post(reverse("wagtailusers_groups:edit", args=[group.pk]), {"name": "Mine", **empty_panels()})
    board_client.post(reverse("wagtailusers_groups:delete", args=[group.pk]))
    group.refresh_from_db()
    assert group.name == role
    assert set(group.permissions.values_list("pk", flat=True)) == before
    assert "stays as it is" in board_client.get(reverse("wagtailusers_groups:edit", args=[group.pk])).content.decode()


def test_nothing_is_given_in_bulk_that_could_not_be_given_singly(
    board_client: Any, reporter: Any, owner: Any, treasurer: Group
) -> None:
    bulk = "/admin/bulk/auth/user/{}/?id={}"
    board_client.post(bulk.format("assign_role", reporter.pk), {"role": treasurer.pk})
    board_client.post(bulk.format("set_active_state", owner.pk), {"mark_as_active": "False"})
    board_client.post(bulk.format("delete", owner.pk))
    assert roles_of(reporter) == {"Reporter"}
    owner.refresh_from_db()
    assert owner.is_active
    editors = Group.objects.get(name="Editor")
    board_client.post(bulk.format("assign_role", reporter.pk), {"role": editors.pk})
    assert roles_of(reporter) == {"Reporter", "Editor"}


@pytest.mark.parametrize("role", ["Reporter", "Editor", "Moderator", "Audience"])
def test_nobody_else_reaches_staff_or_roles(role: str, client: Any, make_user: Any, reporter: Any) -> None:
    client.force_login(make_user("somebody", role))
    group = Group.objects.get(name="Reporter")
    for name, args in [
        ("wagtailusers_users:index", []),
        (ADD, []),
        (EDIT, [reporter.pk]),
        ("wagtailusers_users:delete", [reporter.pk]),
        ("wagtailusers_groups:index", []),
        ("wagtailusers_groups:edit", [group.pk]),
    ]:
        assert client.post(reverse(name, args=args)).status_code in {302, 403, 405}
        assert client.get(reverse(name, args=args)).status_code == 302
    assert roles_of(reporter) == {"Reporter"}


def empty_panels() -> dict[str, str]:
    prefix = "image_permissions"
    return {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0", f"{prefix}-MAX_NUM_FORMS": "1000"}
