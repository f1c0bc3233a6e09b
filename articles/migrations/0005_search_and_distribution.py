import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

import articles.models.paper


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_selection_front_reads"),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="TagCount",
            fields=[
                (
                    "tag",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="count",
                        serialize=False,
                        to="articles.tag",
                    ),
                ),
                ("stories", models.PositiveIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="article",
            name="in_news_sitemap",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="For two days after publication, if its section is offered.",
                verbose_name="offer to news search",
            ),
        ),
        migrations.AddField(
            model_name="articlesearch",
            name="labels",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=24), null=True, size=None
            ),
        ),
        migrations.AddField(
            model_name="articlesearch",
            name="published_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="paper",
            name="ads_txt",
            field=models.TextField(
                blank=True,
                help_text="Who may sell the paper’s advertising, a line each, as the networks give it; empty: nobody is told.",
                max_length=20000,
                validators=[
                    django.core.validators.ProhibitNullCharactersValidator(),
                    django.core.validators.RegexValidator(
                        "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\u2028\\u2029]",
                        "Remove the control character (it may have come with pasted text).",
                        inverse_match=True,
                    ),
                ],
                verbose_name="ads.txt",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="ai_crawlers",
            field=models.CharField(
                choices=[
                    ("all", "Welcome"),
                    ("answers", "May answer questions with a link, not train"),
                    ("none", "Stay away"),
                ],
                default="answers",
                help_text="What robots.txt asks of them; a crawler may disregard it.",
                max_length=12,
                verbose_name="AI crawlers",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="feeds_in_full",
            field=models.BooleanField(
                default=True,
                help_text="Off: feeds hold the standfirst and a link.",
                verbose_name="whole stories in feeds",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="security_contact",
            field=models.CharField(
                blank=True,
                help_text="Where weaknesses of the site are reported: a mail address or a page. Printed in security.txt.",
                max_length=200,
                validators=[
                    django.core.validators.ProhibitNullCharactersValidator(),
                    django.core.validators.RegexValidator(
                        "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\u2028\\u2029]",
                        "Remove the control character (it may have come with pasted text).",
                        inverse_match=True,
                    ),
                    articles.models.paper._clean_contact,
                ],
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="security_policy",
            field=models.URLField(
                blank=True, help_text="A page that says what happens to such reports.", max_length=500
            ),
        ),
        migrations.AddField(
            model_name="section",
            name="in_news_sitemap",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="Off: its stories are not offered to news search, which wants news only.",
            ),
        ),
        migrations.AddIndex(
            model_name="searchword",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["word"], name="searchword_alike", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]
