"""A change of a story names its day, too: the sitemaps of a month with many stories tell of some of its days each."""

from importlib import import_module

from django.db import migrations

TELL_TIME = """
CREATE FUNCTION newsroom_tell_time(moment timestamptz) RETURNS void LANGUAGE sql AS $$
    SELECT pg_notify('newsroom_pages', newsroom_month_key(moment)),
        pg_notify('newsroom_pages', 'day-' || to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD'))
$$;
"""

# As they were, but for newsroom_tell_time().
STORY = """
CREATE OR REPLACE FUNCTION newsroom_article_page_keys() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was boolean := TG_OP <> 'INSERT' AND OLD.live;
    is_now boolean := TG_OP <> 'DELETE' AND NEW.live;
    unseen text[] := '{latest_revision_id,has_unpublished_changes,locked,locked_at,locked_by_id,owner_id,go_live_at,
        expire_at,embargo_until,live_revision_id,created_at}';
BEGIN
    IF NOT was AND NOT is_now THEN RETURN NULL; END IF;
    IF was AND is_now AND to_jsonb(OLD) - unseen = to_jsonb(NEW) - unseen THEN RETURN NULL; END IF;
    PERFORM pg_notify('newsroom_pages', CASE WHEN is_now THEN 'article-' ELSE '!article-' END
        || CASE WHEN is_now THEN NEW.id ELSE OLD.id END);
    IF was THEN PERFORM newsroom_tell_time(OLD.first_published_at); END IF;
    IF is_now THEN PERFORM newsroom_tell_time(NEW.first_published_at); END IF;
    IF was AND is_now AND OLD.section_id IS NOT DISTINCT FROM NEW.section_id
        AND OLD.first_published_at IS NOT DISTINCT FROM NEW.first_published_at THEN RETURN NULL; END IF;
    PERFORM pg_notify('newsroom_pages', 'stories');
    IF was AND OLD.section_id IS NOT NULL THEN
        PERFORM pg_notify('newsroom_pages', 'section-' || OLD.section_id || '-stories');
    END IF;
    IF is_now AND NEW.section_id IS NOT NULL THEN
        PERFORM pg_notify('newsroom_pages', 'section-' || NEW.section_id || '-stories');
    END IF;
    RETURN NULL;
END $$;
"""
ADDITION = """
CREATE OR REPLACE FUNCTION newsroom_addition_page_keys() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    story bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.article_id ELSE NEW.article_id END;
BEGIN
    PERFORM pg_notify('newsroom_pages', 'article-' || story);
    PERFORM newsroom_tell_time(first_published_at) FROM articles_article WHERE id = story AND live;
    IF TG_TABLE_NAME = 'articles_correction' THEN PERFORM pg_notify('newsroom_pages', 'corrections'); END IF;
    RETURN NULL;
END $$;
"""

CUTS = """
CREATE TRIGGER page_keys AFTER INSERT OR UPDATE OR DELETE ON articles_sitemapcut FOR EACH ROW
    WHEN (current_setting('newsroom.quiet', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION newsroom_page_keys('{}', 'sitemaps');
"""


def before(name: str) -> str:
    """Return the SQL that makes the function `name` again as the migration before made it."""
    made = import_module("newsroom.migrations.0010_page_keys").FUNCTIONS
    start = made.index(f"CREATE FUNCTION {name}(")
    return str(made[start : made.index("END $$;", start)]).replace("CREATE", "CREATE OR REPLACE", 1) + "END $$;"


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0010_page_keys"), ("articles", "0009_sitemap_cuts")]

    operations = [
        migrations.RunSQL(TELL_TIME, "DROP FUNCTION newsroom_tell_time(timestamptz)"),
        migrations.RunSQL(STORY, before("newsroom_article_page_keys")),
        migrations.RunSQL(ADDITION, before("newsroom_addition_page_keys")),
        migrations.RunSQL(CUTS, "DROP TRIGGER page_keys ON articles_sitemapcut"),
    ]
