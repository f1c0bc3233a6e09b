import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_close_comments_after_a_fortnight"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="paper",
            name="breaking_story",
            field=models.ForeignKey(
                blank=True,
                help_text="If it leaves the site, so does the banner.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="breaking_until",
            field=models.DateTimeField(blank=True, help_text="Empty: until it is taken down.", null=True),
        ),
        migrations.CreateModel(
            name="FrontArrangement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.PositiveIntegerField(
                        help_text="Nobody changes what somebody else just changed.", unique=True
                    ),
                ),
                ("placements", models.JSONField(default=list)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("place", "placed"),
                            ("move", "moved"),
                            ("time", "set the times of"),
                            ("take-out", "took out"),
                            ("clear", "took everything out"),
                            ("restore", "restored an earlier arrangement"),
                            ("banner", "set the breaking banner"),
                            ("banner-off", "took down the breaking banner"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "words",
                    models.CharField(blank=True, help_text="Which slot, which times, which words.", max_length=300),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "permissions": [("arrange_front", "Can arrange the front page")],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ArticleReads",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.DateTimeField()),
                ("reads", models.PositiveIntegerField()),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reads",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "reads",
                "default_permissions": (),
                "indexes": [models.Index(fields=["hour"], name="articlereads_by_hour")],
                "constraints": [models.UniqueConstraint(fields=("article", "hour"), name="articlereads_once_an_hour")],
            },
        ),
        migrations.CreateModel(
            name="ChartEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "chart",
                    models.CharField(choices=[("day", "Day"), ("week", "Week"), ("trends", "Trends")], max_length=10),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "reads",
                    models.PositiveIntegerField(help_text="In its time; null where stories were counted.", null=True),
                ),
                ("rise", models.FloatField(help_text="How many times its usual level; of tags.", null=True)),
                ("course", models.JSONField(default=list, help_text="The level in eight steps up to now; of tags.")),
                (
                    "article",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.article"
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.tag"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "chart entries",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("chart", "position"), name="chartentry_one_a_place"),
                    models.CheckConstraint(
                        condition=models.Q(("article", None), ("tag", None), _connector="XOR"),
                        name="chartentry_a_story_or_a_tag",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("pinned", "Editors’ choice"),
                            ("tag", "Also about {tag}"),
                            ("text", "On a related subject"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "by_tags",
                    models.FloatField(default=0, help_text="What shared tags speak for it: the rarer, the more."),
                ),
                (
                    "by_text",
                    models.FloatField(default=0, help_text="How alike headlines and standfirsts are, from 0 to 1."),
                ),
                ("freshness", models.FloatField(default=0, help_text="1 for a story of today, halved each month.")),
                ("score", models.FloatField(default=0)),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recommended_under",
                        to="articles.article",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="articles.tag"
                    ),
                ),
                (
                    "under",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recommendations",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("under", "position"), name="recommendation_one_a_place")
                ],
            },
        ),
        migrations.CreateModel(
            name="RecommendationRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verdict", models.CharField(choices=[("pin", "Pinned"), ("ban", "Banned")], max_length=3)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recommendation_rules_on",
                        to="articles.article",
                    ),
                ),
                (
                    "under",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recommendation_rules",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("under", "story"), name="recommendationrule_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("under", None)),
                        fields=("story",),
                        name="recommendationrule_once_everywhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("under", models.F("story")), _negated=True),
                        name="recommendationrule_not_under_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("under__isnull", False), ("verdict", "ban"), _connector="OR"),
                        name="recommendationrule_only_bans_everywhere",
                    ),
                ],
            },
        ),
    ]
