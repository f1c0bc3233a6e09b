"""An index for the desk's list of what was first published between two days."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Without a lock: stories are read and written while it is built."""

    atomic = False
    dependencies = [("articles", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            "article",
            models.Index(
                fields=["-first_published_at", "-id"],
                condition=models.Q(first_published_at__isnull=False),
                name="article_published_newest",
            ),
        ),
    ]
