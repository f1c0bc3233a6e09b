from django.db import migrations

from ..roles import make_again


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0006_subscription_rights"), ("articles", "0004_selection_front_reads")]

    operations = [migrations.RunPython(make_again("articles"), migrations.RunPython.noop)]
