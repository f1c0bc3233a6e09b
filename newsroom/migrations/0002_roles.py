from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

from newsroom.roles import PERMISSIONS, make_roles


def make(apps, schema_editor):
    # Django creates permissions only after all migrations; the roles need them now.
    for label in ("articles", "auth", "wagtailadmin", "wagtailimages"):
        create_permissions(
            installed.get_app_config(label), verbosity=0, apps=apps, using=schema_editor.connection.alias
        )
    make_roles(apps)
    # Wagtail's own roles are about its page tree, which we do not use.
    apps.get_model("auth", "Group").objects.filter(name__in=["Editors", "Moderators"]).delete()


def unmake(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=PERMISSIONS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0001_initial"),
        ("articles", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(make, unmake)]
