"""Rights to see whole addresses, and to take all subscribers away as a file."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(
            name="subscription",
            options={
                "default_permissions": ("add", "change", "view"),
                "permissions": [
                    ("see_address", "Can see the whole addresses of readers"),
                    ("export_subscription", "Can take all subscribers away as a file"),
                ],
            },
        ),
    ]
