import django.contrib.postgres.indexes
from django.db import migrations

NAME = "article_search_found"


class Migration(migrations.Migration):
    """The index stays as it is and is not locked against anything; only its list of what is new becomes shorter."""

    dependencies = [("articles", "0009_sitemap_cuts")]

    operations = [
        migrations.RunSQL(
            f"ALTER INDEX {NAME} SET (gin_pending_list_limit = 256)",
            f"ALTER INDEX {NAME} RESET (gin_pending_list_limit)",
            state_operations=[
                migrations.RemoveIndex(model_name="articlesearch", name=NAME),
                migrations.AddIndex(
                    model_name="articlesearch",
                    index=django.contrib.postgres.indexes.GinIndex(
                        fields=["public", "labels"], name=NAME, gin_pending_list_limit=256
                    ),
                ),
            ],
        )
    ]
