from django.db import migrations

from ..roles import make_again


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0004_outbox_rights"), ("comments", "0001_initial")]

    operations = [migrations.RunPython(make_again("comments"), migrations.RunPython.noop)]
