from django.db import migrations

from ..roles import PERMISSIONS, make_again


def make(apps, schema_editor):
    make_again("articles", "auth", "wagtailadmin", "wagtailimages")(apps, schema_editor)
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
