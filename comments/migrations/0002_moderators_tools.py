import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0001_initial"),
        ("readers", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BannedDomain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("domain", models.CharField(max_length=253)),
                ("note", models.CharField(blank=True, help_text="For the desk alone.", max_length=500)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("lifted_at", models.DateTimeField(null=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CommenterNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=1000)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="WordToAuthor",
            fields=[
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="word_to_author",
                        serialize=False,
                        to="comments.moderationdecision",
                    ),
                ),
                ("text", models.CharField(max_length=1000, verbose_name="To its author")),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AlterModelOptions(
            name="comment",
            options={
                "default_permissions": (),
                "permissions": [
                    ("moderate", "Can moderate comments"),
                    ("feature", "Can feature and pin comments"),
                    ("ban", "Can suspend and ban commenters"),
                    ("settings", "Can change how comments work"),
                    ("see_address", "Can see the mail addresses of commenters"),
                ],
            },
        ),
        migrations.AddField(
            model_name="sitecommentsettings",
            name="mail_moderators",
            field=models.BooleanField(
                default=True, help_text="Mail everybody who moderates, at most once an hour, while comments wait."
            ),
        ),
        migrations.AddIndex(
            model_name="commenter",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("display_name"), name="text_pattern_ops"
                ),
                models.F("id"),
                name="commenter_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="moderationdecision",
            index=models.Index(
                condition=models.Q(("by", "staff")), fields=["-created_at", "-id"], name="moderationdecision_of_staff"
            ),
        ),
        migrations.AddField(
            model_name="banneddomain",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="banneddomain",
            name="lifted_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="commenternote",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="commenternote",
            name="commenter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="comments.commenter"
            ),
        ),
        migrations.AddField(
            model_name="wordtoauthor",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="banneddomain",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at", None)), fields=("domain",), name="banneddomain_once"
            ),
        ),
    ]
