"""The roles of the paper and what each may do. A person may hold several."""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions

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
    "articles.arrange_front",
    "articles.add_tag",
    "articles.change_tag",
    "subscriptions.view_mailing",
    "subscriptions.send_mailing",
    "comments.moderate",
    "comments.feature",
]
_SUBSCRIBERS = [
    *(f"subscriptions.view_{thing}" for thing in ("mailing", "delivery", "subscription", "topic", "consentevent")),
    "subscriptions.run_mailing",
    "subscriptions.add_subscription",
    "subscriptions.change_subscription",
    "subscriptions.see_address",
    "subscriptions.export_subscription",
    "subscriptions.view_deliveryevent",
    "subscriptions.change_deliveryevent",
    "outbox.view_suppression",
    "outbox.change_suppression",
]
_MODERATE = ["comments.moderate", "comments.feature", "comments.ban", "comments.settings"]
_RUN = [
    *_EDIT,
    *_MODERATE,
    "comments.see_address",
    "articles.withdraw_article",
    "articles.change_paper",
    *(
        f"articles.{verb}_{thing}"
        for verb in ("add", "change", "view")
        for thing in ("section", "profile", "simplepage")
    ),
    "articles.delete_simplepage",
    "outbox.view_outgoingmail",
    "outbox.change_outgoingmail",
    *_SUBSCRIBERS,
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
    MODERATOR: _ADMIN + _MODERATE,
    AUDIENCE: _ADMIN + _SUBSCRIBERS,
}

# What each role may do with pictures, everywhere in the library.
IMAGE_PERMISSIONS: dict[str, list[str]] = {
    REPORTER: ["add_image", "choose_image"],
    EDITOR: ["add_image", "change_image", "choose_image"],
    BOARD: ["add_image", "change_image", "choose_image"],
}


def make_roles(apps: Any) -> None:
    """Create the roles, or give them again what they may do. `apps` is Django's registry, as migrations have it.

    A right over a table that a later migration makes is left out until that migration calls this again.
    """
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    collection_permission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    root = apps.get_model("wagtailcore", "Collection").objects.order_by("path").first()
    for role, names in PERMISSIONS.items():
        group, _ = group_model.objects.get_or_create(name=role)
        group.permissions.set([found for name in names for found in _permission(permission_model, name)])
        for codename in IMAGE_PERMISSIONS.get(role, []):
            permission = permission_model.objects.get(
                content_type__app_label="wagtailimages", content_type__model="image", codename=codename
            )
            collection_permission.objects.get_or_create(group=group, collection=root, permission=permission)


def make_again(*labels: str) -> Any:
    """Return what a migration runs once the tables of the apps `labels` are there: rights first, then roles."""

    def make(apps: Any, schema_editor: Any) -> None:
        for label in labels:  # Django creates permissions only after all migrations; the roles need them now
            config = installed.get_app_config(label)
            create_permissions(config, verbosity=0, apps=apps, using=schema_editor.connection.alias)
        make_roles(apps)

    return make


def _permission(permission_model: Any, name: str) -> Any:
    app, codename = name.split(".")
    return permission_model.objects.filter(content_type__app_label=app, codename=codename)
