"""The roles of the paper and what each may do. A person may hold several."""

from typing import Any

REPORTER, EDITOR, BOARD = "Reporter", "Editor", "Editorial Board"
MODERATOR, AUDIENCE = "Moderator", "Audience"

_ADMIN = ["wagtailadmin.access_admin"]
_WRITE = ["articles.add_article", "articles.change_article", "articles.view_article"]
_EDIT = [
    *_WRITE,
    "articles.publish_article",
    "articles.lock_article",
    "articles.unlock_article",
    "articles.correct_article",
    "articles.add_tag",
    "articles.change_tag",
]
_RUN = [
    *_EDIT,
    "articles.withdraw_article",
    "articles.change_paper",
    *(
        f"articles.{verb}_{thing}"
        for verb in ("add", "change", "view")
        for thing in ("section", "profile", "simplepage")
    ),
    "articles.delete_simplepage",
    "auth.add_user",
    "auth.change_user",
    "auth.delete_user",
    "auth.add_group",
    "auth.change_group",
    "auth.delete_group",
]

PERMISSIONS: dict[str, list[str]] = {
    REPORTER: _ADMIN + _WRITE,
    EDITOR: _ADMIN + _EDIT,
    BOARD: _ADMIN + _RUN,
    MODERATOR: _ADMIN,
    AUDIENCE: _ADMIN,
}

# What each role may do with pictures, everywhere in the library.
IMAGE_PERMISSIONS: dict[str, list[str]] = {
    REPORTER: ["add_image", "choose_image"],
    EDITOR: ["add_image", "change_image", "choose_image"],
    BOARD: ["add_image", "change_image", "choose_image"],
}


def make_roles(apps: Any) -> None:
    """Create the roles, or give them again what they may do. `apps` is Django's registry, as migrations have it."""
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    collection_permission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    root = apps.get_model("wagtailcore", "Collection").objects.order_by("path").first()
    for role, names in PERMISSIONS.items():
        group, _ = group_model.objects.get_or_create(name=role)
        group.permissions.set([_permission(permission_model, name) for name in names])
        for codename in IMAGE_PERMISSIONS.get(role, []):
            permission = permission_model.objects.get(
                content_type__app_label="wagtailimages", content_type__model="image", codename=codename
            )
            collection_permission.objects.get_or_create(group=group, collection=root, permission=permission)


def _permission(permission_model: Any, name: str) -> Any:
    app, codename = name.split(".")
    return permission_model.objects.get(content_type__app_label=app, codename=codename)
