"""Call a set-aside draft a conflict copy, as the code now does. The table keeps its name."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Rename the model in the state, and its content type; no table changes."""

    dependencies = [("articles", "0010_search_reads_a_short_list")]

    operations = [
        migrations.AlterModelTable(name="setasidedraft", table="articles_setasidedraft"),
        migrations.RenameModel(old_name="SetAsideDraft", new_name="ConflictCopy"),
        migrations.AlterField(
            model_name="conflictcopy",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="conflict_copies",
                to="articles.article",
            ),
        ),
    ]
