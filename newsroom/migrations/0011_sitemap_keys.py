"""A change of a story names its day, too: the sitemaps of a month with many stories tell of some of its days each."""

import re
from importlib import import_module

from django.db import migrations

TELL_TIME = """
CREATE FUNCTION newsroom_tell_time(moment timestamptz) RETURNS void LANGUAGE sql AS $$
    SELECT pg_notify('newsroom_pages', newsroom_month_key(moment)),
        pg_notify('newsroom_pages', 'day-' || to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD'))
$$;
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


def after(name: str) -> str:
    """Return the SQL that makes the function `name` as it was, but that it tells of a time by newsroom_tell_time()."""
    return re.sub(
        r"pg_notify\('newsroom_pages', newsroom_month_key\(([^)]+)\)\)", r"newsroom_tell_time(\1)", before(name)
    )


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0010_page_keys"), ("articles", "0009_sitemap_cuts")]

    operations = [
        migrations.RunSQL(TELL_TIME, "DROP FUNCTION newsroom_tell_time(timestamptz)"),
        migrations.RunSQL(after("newsroom_article_page_keys"), before("newsroom_article_page_keys")),
        migrations.RunSQL(after("newsroom_addition_page_keys"), before("newsroom_addition_page_keys")),
        migrations.RunSQL(CUTS, "DROP TRIGGER page_keys ON articles_sitemapcut"),
    ]
