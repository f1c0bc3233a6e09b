import django.contrib.postgres.indexes
from django.db import migrations

LABELS = """
UPDATE articles_articlesearch AS search
SET published_at = story.first_published_at,
    labels = ARRAY['m:' || to_char(story.first_published_at AT TIME ZONE 'UTC', 'YYYY-MM')]
        || CASE WHEN story.section_id IS NULL THEN '{}' ELSE ARRAY['s:' || story.section_id] END
        || ARRAY(SELECT 't:' || tag_id FROM articles_taglisting WHERE article_id = story.id)
        || ARRAY(SELECT 'p:' || profile_id FROM articles_bylinelisting WHERE article_id = story.id)
FROM articles_article AS story
WHERE story.id = search.article_id AND story.live AND search.public IS NOT NULL
"""

COUNTS = """
INSERT INTO articles_tagcount (tag_id, stories) SELECT tag_id, count(*) FROM articles_taglisting GROUP BY tag_id
"""

# The headlines will do to begin with; the rest comes as stories are published.
WORDS = """
INSERT INTO articles_searchword (word)
SELECT DISTINCT word
FROM articles_article, unnest(tsvector_to_array(to_tsvector('simple', headline || ' ' || standfirst))) AS word
WHERE live AND word ~ '^[[:alpha:]]{3,40}$'
"""


class Migration(migrations.Migration):
    """Labels what is published already, then replaces the index of words by one of words and labels."""

    dependencies = [("articles", "0005_search_and_distribution")]

    operations = [
        migrations.RunSQL(LABELS, migrations.RunSQL.noop),
        migrations.RunSQL(COUNTS, migrations.RunSQL.noop),
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="articlesearch",
            index=django.contrib.postgres.indexes.GinIndex(fields=["public", "labels"], name="article_search_found"),
        ),
        migrations.RemoveIndex(model_name="articlesearch", name="article_search_public"),
    ]
