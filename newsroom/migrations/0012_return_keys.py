"""A story that comes back to readers brings back what stood beside it, and tells of that, too.

Its corrections, the comments on it, its place in the charts and where it is recommended stay in their rows while it is
away, and pages leave them out; so the rows do not tell of its return. A new story has none of them.
"""

from django.db import migrations

RETURN = """
CREATE FUNCTION newsroom_return_page_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('newsroom_pages', 'corrections')
        WHERE EXISTS (SELECT FROM articles_correction WHERE article_id = NEW.id);
    PERFORM pg_notify('newsroom_pages', 'comments')
        WHERE EXISTS (SELECT FROM comments_commentthread WHERE article_id = NEW.id AND published_count > 0);
    PERFORM pg_notify('newsroom_pages', 'charts')
        WHERE EXISTS (SELECT FROM articles_chartentry WHERE article_id = NEW.id);
    PERFORM pg_notify('newsroom_pages', 'article-' || under_id || '-recommended')
        FROM articles_recommendation WHERE story_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER page_keys_of_return AFTER UPDATE OF live ON articles_article FOR EACH ROW
    WHEN (NEW.live AND NOT OLD.live AND current_setting('newsroom.quiet', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION newsroom_return_page_keys();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0011_sitemap_keys"),
        ("articles", "0010_search_reads_a_short_list"),
        ("comments", "0004_texts_are_deleted_by_index"),
    ]

    operations = [migrations.RunSQL(RETURN, "DROP FUNCTION newsroom_return_page_keys() CASCADE")]
