from django.db import migrations

from ..roles import make_again


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0003_review_workflow"), ("outbox", "0001_initial")]

    operations = [migrations.RunPython(make_again("outbox"), migrations.RunPython.noop)]
