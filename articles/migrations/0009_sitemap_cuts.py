from django.db import migrations, models

# As articles.feeds.sitemap_parts does it: a sitemap has the first thousand stories of a month, the next has the next.
CUT = """
INSERT INTO articles_sitemapcut (at)
SELECT DISTINCT first_published_at FROM (
    SELECT first_published_at, row_number() OVER (
        PARTITION BY date_trunc('month', first_published_at AT TIME ZONE
            coalesce((SELECT zone FROM articles_paper ORDER BY id LIMIT 1), 'UTC'))
        ORDER BY first_published_at
    ) AS number FROM articles_article WHERE live
) AS stories
WHERE number > 1 AND number % 1000 = 1
"""


class Migration(migrations.Migration):
    """Where sitemaps end. The months that have too many stories are cut at once; that only reads stories."""

    dependencies = [("articles", "0008_story_log_entry")]

    operations = [
        migrations.CreateModel(
            name="SitemapCut", fields=[("at", models.DateTimeField(primary_key=True, serialize=False))]
        ),
        migrations.RunSQL(CUT, migrations.RunSQL.noop),
    ]
