from django.db import migrations

from ..roles import make_again


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0008_moderation_rights"),
        ("subscriptions", "0002_rights_over_addresses"),
    ]

    operations = [migrations.RunPython(make_again("subscriptions"), migrations.RunPython.noop)]
