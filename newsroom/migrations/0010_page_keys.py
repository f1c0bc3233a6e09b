"""The database itself says which pages a change touches, so that no door that changes something can forget it.

Each table that readers see something of has a trigger, which names what changed on the channel `newsroom_pages`; the
page caches listen (fastpath/page_cache/listener.py). What a page shows, fastpath/cache_tags.py notes in the same words. A
notice is sent when the transaction commits, and once, however often it is given in it. Who writes a million rows says
nothing of each (`fastpath.page_cache.bulk_changes`).
"""

from django.db import migrations

# newsroom_page_keys(columns that no page shows, key, …): a key is sent with the row's values in the place of {column}.
FUNCTIONS = """
CREATE FUNCTION newsroom_page_keys() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb; after jsonb; version jsonb; key text; filled text;
BEGIN
    IF TG_OP <> 'INSERT' THEN before := to_jsonb(OLD) - TG_ARGV[0]::text[]; END IF;
    IF TG_OP <> 'DELETE' THEN after := to_jsonb(NEW) - TG_ARGV[0]::text[]; END IF;
    IF before = after THEN RETURN NULL; END IF;
    FOREACH version IN ARRAY ARRAY[before, after] LOOP
        CONTINUE WHEN version IS NULL;
        FOR place IN 1 .. TG_NARGS - 1 LOOP
            key := substring(TG_ARGV[place] FROM '{(.*)}');
            filled := regexp_replace(TG_ARGV[place], '{.*}', coalesce(version ->> key, ''));
            IF key IS NULL OR version ->> key IS NOT NULL THEN
                PERFORM pg_notify('newsroom_pages', filled);
            END IF;
        END LOOP;
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_month_key(moment timestamptz) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT 'month-' || to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM') $$;

-- A story. Drafts are nobody's business; one that leaves the site leaves every page at once.
CREATE FUNCTION newsroom_article_page_keys() RETURNS trigger LANGUAGE plpgsql AS $$
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
    IF was THEN PERFORM pg_notify('newsroom_pages', newsroom_month_key(OLD.first_published_at)); END IF;
    IF is_now THEN PERFORM pg_notify('newsroom_pages', newsroom_month_key(NEW.first_published_at)); END IF;
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

-- What was put right or noted under a story: a sitemap tells when.
CREATE FUNCTION newsroom_addition_page_keys() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    story bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.article_id ELSE NEW.article_id END;
BEGIN
    PERFORM pg_notify('newsroom_pages', 'article-' || story);
    PERFORM pg_notify('newsroom_pages', newsroom_month_key(first_published_at))
        FROM articles_article WHERE id = story AND live;
    IF TG_TABLE_NAME = 'articles_correction' THEN PERFORM pg_notify('newsroom_pages', 'corrections'); END IF;
    RETURN NULL;
END $$;

-- A comment that readers see, or saw; likes are shown a minute late.
CREATE FUNCTION newsroom_comment_page_keys() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unseen text[] := '{current_revision_id,waiting_since,reported_at,score_flags,like_count,submission,version}';
    was boolean := TG_OP <> 'INSERT' AND (OLD.status = 'published' OR OLD.reply_count > 0);
    is_now boolean := TG_OP <> 'DELETE' AND (NEW.status = 'published' OR NEW.reply_count > 0);
BEGIN
    IF NOT was AND NOT is_now THEN RETURN NULL; END IF;
    IF was AND is_now AND to_jsonb(OLD) - unseen = to_jsonb(NEW) - unseen THEN RETURN NULL; END IF;
    PERFORM pg_notify('newsroom_pages', 'thread-' || t.article_id), pg_notify('newsroom_pages', 'comments')
        FROM comments_commentthread AS t
        WHERE t.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.thread_id ELSE NEW.thread_id END;
    RETURN NULL;
END $$;

-- A commenter's name, badge or standing, wherever they are published.
CREATE FUNCTION newsroom_commenter_page_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.display_name, OLD.role) IS NOT DISTINCT FROM (NEW.display_name, NEW.role) THEN RETURN NULL; END IF;
    PERFORM pg_notify('newsroom_pages', 'thread-' || article_id), pg_notify('newsroom_pages', 'comments') FROM (
        SELECT DISTINCT t.article_id FROM comments_comment AS c JOIN comments_commentthread AS t ON t.id = c.thread_id
        WHERE c.author_id = NEW.id AND (c.status = 'published' OR c.reply_count > 0)) AS threads;
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_thread_page_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - '{version,premod}'::text[] = to_jsonb(NEW) - '{version,premod}'::text[] THEN
        RETURN NULL;
    END IF;
    PERFORM pg_notify('newsroom_pages', 'thread-' || coalesce(NEW.article_id, OLD.article_id));
    IF TG_OP = 'UPDATE' AND OLD.published_count <> NEW.published_count THEN
        PERFORM pg_notify('newsroom_pages', 'article-' || NEW.article_id || '-comments');
    END IF;
    RETURN NULL;
END $$;
"""

OWN = {
    "articles_article": "newsroom_article_page_keys()",
    "articles_correction": "newsroom_addition_page_keys()",
    "articles_updatenote": "newsroom_addition_page_keys()",
    "comments_comment": "newsroom_comment_page_keys()",
    "comments_commentthread": "newsroom_thread_page_keys()",
}

# Table: the columns that no page shows, and the keys.
KEYS = {
    "articles_articlerender": ("", "article-{article_id}"),
    "articles_byline": ("", "article-{article_id}"),
    "articles_bylinelisting": ("", "profile-{profile_id}-stories"),
    "articles_chartentry": ("id", "charts"),
    "articles_frontarrangement": ("", "front"),
    "articles_newsimage": ("collection_id,title,uploaded_by_user_id,created_at,file_size,file_hash", "image-{id}"),
    "articles_newsrendition": ("", "image-{image_id}"),
    "articles_paper": ("", "paper"),
    "articles_profile": ("", "profile-{id}"),
    "articles_profilelink": ("", "profile-{profile_id}"),
    "articles_recommendation": ("id", "article-{under_id}-recommended"),
    "articles_section": ("", "paper"),
    "articles_simplepage": ("", "page-{id}", "pages"),
    "articles_source": ("", "article-{article_id}"),
    "articles_tag": ("", "tag-{id}", "tags"),
    "articles_tagcount": ("", "tags"),
    "articles_taggedarticle": ("", "article-{content_object_id}"),
    "articles_taglisting": ("", "tag-{tag_id}-stories"),
    "articles_withdrawal": ("", "article-{article_id}"),
    "comments_sectioncommentsettings": ("", "paper"),
    "comments_sitecommentsettings": ("words_version,moderators_mailed_at", "paper"),
}


UNLESS_QUIET = "WHEN (current_setting('newsroom.quiet', true) IS DISTINCT FROM 'on')"


def triggers() -> str:
    """Return the SQL that gives each table its trigger."""
    calls = OWN | {
        table: f"newsroom_page_keys('{{{unseen}}}', {', '.join(repr(key) for key in keys)})"
        for table, (unseen, *keys) in KEYS.items()
    }
    return "\n".join(
        f"CREATE TRIGGER page_keys AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW {UNLESS_QUIET} EXECUTE FUNCTION {call};"
        for table, call in calls.items()
    )


COMMENTER = """
CREATE TRIGGER page_keys AFTER UPDATE OF display_name, role ON comments_commenter
    FOR EACH ROW EXECUTE FUNCTION newsroom_commenter_page_keys();
"""

GONE = """
DROP FUNCTION newsroom_page_keys() CASCADE;
DROP FUNCTION newsroom_article_page_keys() CASCADE;
DROP FUNCTION newsroom_addition_page_keys() CASCADE;
DROP FUNCTION newsroom_comment_page_keys() CASCADE;
DROP FUNCTION newsroom_commenter_page_keys() CASCADE;
DROP FUNCTION newsroom_thread_page_keys() CASCADE;
DROP FUNCTION newsroom_month_key(timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0009_audience_rights"),
        ("articles", "0007_pictures_read_once"),
        ("comments", "0004_texts_are_deleted_by_index"),
    ]

    operations = [migrations.RunSQL([FUNCTIONS, triggers(), COMMENTER], GONE)]
