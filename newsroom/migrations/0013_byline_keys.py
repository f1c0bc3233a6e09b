"""A byline that gets its first story, or loses its last, tells of that: a sitemap names the bylines that have some."""

from django.db import migrations

FIRST_AND_LAST = """
CREATE FUNCTION newsroom_first_byline_page_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('newsroom_pages', 'bylines') WHERE EXISTS (
        SELECT FROM added WHERE NOT EXISTS (
            SELECT FROM articles_bylinelisting AS before
            WHERE before.profile_id = added.profile_id AND before.id NOT IN (SELECT id FROM added)));
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_last_byline_page_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('newsroom_pages', 'bylines') WHERE EXISTS (
        SELECT FROM removed WHERE NOT EXISTS (
            SELECT FROM articles_bylinelisting AS still WHERE still.profile_id = removed.profile_id));
    RETURN NULL;
END $$;

CREATE TRIGGER page_keys_of_first AFTER INSERT ON articles_bylinelisting REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT WHEN (current_setting('newsroom.quiet', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION newsroom_first_byline_page_keys();

CREATE TRIGGER page_keys_of_last AFTER DELETE ON articles_bylinelisting REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT WHEN (current_setting('newsroom.quiet', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION newsroom_last_byline_page_keys();
"""

BACK = """
DROP FUNCTION newsroom_first_byline_page_keys() CASCADE;
DROP FUNCTION newsroom_last_byline_page_keys() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0012_return_keys")]

    operations = [migrations.RunSQL(FIRST_AND_LAST, BACK)]
