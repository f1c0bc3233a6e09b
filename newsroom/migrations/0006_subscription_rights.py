from django.db import migrations

from ..roles import make_again


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0005_comment_rights"), ("subscriptions", "0001_initial")]

    operations = [migrations.RunPython(make_again("subscriptions", "outbox"), migrations.RunPython.noop)]
