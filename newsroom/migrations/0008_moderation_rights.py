from django.db import migrations

from ..roles import make_again


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0007_arrange_front"), ("comments", "0002_moderators_tools")]

    operations = [migrations.RunPython(make_again("comments"), migrations.RunPython.noop)]
