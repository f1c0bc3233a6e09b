from django.db import migrations

from newsroom.roles import make_again


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0030_moderation_rights"),
        ("subscriptions", "0040_rights_over_addresses"),
    ]

    operations = [migrations.RunPython(make_again("subscriptions"), migrations.RunPython.noop)]
