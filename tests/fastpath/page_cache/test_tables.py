"""Each table of ours has a trigger that purges pages, or is listed here with the reason why it needs none."""

from django.apps import apps
from django.db import connection

OURS = ("articles", "comments", "readers", "outbox", "subscriptions", "newsroom")
TELLING = "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgname = 'page_keys'"

# Whole apps that no page for everybody shows anything of.
SILENT_APPS = {
    "readers": "who readers are is for themselves; a name that is printed is the commenter's",
    "outbox": "mail",
    "subscriptions": "who is mailed what; the form offers sections, tags and profiles, which tell by themselves",
    "newsroom": "signs of life of workers",
}
SILENT = {
    "articles_oldaddress": "redirects are not kept",
    "articles_articlesearch": "answers to searches are not kept",
    "articles_searchword": "answers to searches are not kept",
    "articles_articlereads": "pages show the charts that are made of them, which tell",
    "articles_errorreport": "for the desk",
    "articles_publishingfailure": "for the desk",
    "articles_recommendationrule": "pages show the recommendations that are made by it, which tell",
    "articles_setasidedraft": "for its writer",
    "comments_appeal": "for moderators",
    "comments_commentrevision": "a text is never altered; which of them is published the comment says, and tells",
    "comments_commenterorigin": "for moderators",
    "comments_moderationreason": "for moderators and the author",
    "comments_moderationdecision": "for moderators and the author",
    "comments_commenternote": "for moderators",
    "comments_wordtoauthor": "for the author",
    "comments_banneddomain": "a rule",
    "comments_replynotification": "mail",
    "comments_flag": "for moderators; a report that takes a comment away changes the comment, which tells",
    "comments_reaction": "likes are shown a minute late",
    "comments_wordrule": "a rule",
}


def tables(*labels: str) -> set[str]:
    """Return the tables of the apps `labels`."""
    return {
        model._meta.db_table
        for label in labels
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def test_every_table_that_readers_see_something_of_tells_of_its_changes(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TELLING)
        telling = {name for (name,) in cursor.fetchall()}
    silent = set(SILENT) | tables(*SILENT_APPS)
    assert tables(*OURS) - telling - silent == set(), "give it a trigger (as migration 0010 does), or a reason here"
    assert telling & silent == set()
    assert set(SILENT) <= tables(*OURS)
