"""Let the database itself wake the worker, so that no way of making work for it can forget to.

Each table whose rows the worker waits for has a trigger, which names the loop to wake on the channel `newsroom_work`;
`newsroom/runtime/wake_ups.py` listens. A notice is sent when the transaction commits, and once, however often it is
given in it. Notices cost the sender of mail nothing: commits that notify wait for one another, so no row that changes
once for each mail gives one.

The conditions are in functions and not in the triggers: a trigger that names a column keeps migrations, ours and
Wagtail's, from changing its type.
"""

from django.db import migrations

# Table, loop, and when a new and a changed row wake it.
WAKING = [
    # A schedule that is set, moved or cancelled; what is no longer due has its failure forgotten.
    (
        "wagtailcore_revision",
        "clock",
        "NEW.approved_go_live_at IS NOT NULL",
        "NEW.approved_go_live_at IS DISTINCT FROM OLD.approved_go_live_at",
    ),
    (
        "articles_article",
        "clock",
        "NEW.live AND NEW.expire_at IS NOT NULL",
        "coalesce(NEW.expire_at, OLD.expire_at) IS NOT NULL AND (NEW.live, NEW.expire_at) IS DISTINCT FROM (OLD.live, OLD.expire_at)",
    ),
    (
        "outbox_outgoingmail",
        "outbox",
        "NEW.state IN ('waiting', 'deferred')",
        "NEW.state IN ('waiting', 'deferred') AND (NEW.state, NEW.next_at) IS DISTINCT FROM (OLD.state, OLD.next_at)",
    ),
    ("subscriptions_mailing", "mailings", "true", "(NEW.state, NEW.hold_until) IS DISTINCT FROM (OLD.state, OLD.hold_until)"),
    ("subscriptions_mailing", "deliveries", "NEW.state = 'sending'", "NEW.state = 'sending' AND OLD.state <> 'sending'"),
    # Nothing is pending again because of a mail that went as it should.
    ("subscriptions_delivery", "deliveries", "false", "NEW.state = 'pending' AND OLD.state <> 'pending'"),
    # What staff decide of these is to be counted.
    ("subscriptions_delivery", "mailings", "false", "OLD.state IN ('failed', 'uncertain') AND NEW.state <> OLD.state"),
    ("subscriptions_deliveryevent", "mailings", "true", "NEW.forgiven <> OLD.forgiven"),
    # Each cursor is moved on with every digest: only one that is due sooner is news.
    ("subscriptions_digestcursor", "mailings", "true", "NEW.next_at < OLD.next_at"),
    (
        "subscriptions_subscription",
        "mailings",
        "NEW.paused_until IS NOT NULL",
        "NEW.paused_until IS NOT NULL AND NEW.paused_until IS DISTINCT FROM OLD.paused_until",
    ),
    ("subscriptions_sendbudget", "mailings", "NEW.slowed_at IS NOT NULL", "NEW.slowed_at IS DISTINCT FROM OLD.slowed_at"),
    # A job that is to be done again, perhaps later; of a new one procrastinate gives notice itself.
    ("procrastinate_jobs", "queue", "false", "NEW.status = 'todo' AND OLD.status <> 'todo'"),
]  # fmt: skip

ON_CHANGE = """
CREATE FUNCTION newsroom_wake_{loop}_by_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF {inserted} THEN PERFORM pg_notify('newsroom_work', '{loop}'); END IF;
    ELSIF {updated} THEN
        PERFORM pg_notify('newsroom_work', '{loop}');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER wake_{loop} AFTER {events} ON {table}
    FOR EACH ROW EXECUTE FUNCTION newsroom_wake_{loop}_by_{table}();
"""

# New deliveries come by COPY, a million at a time.
NEW_DELIVERIES = """
CREATE FUNCTION newsroom_wake_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('newsroom_work', 'deliveries');
    RETURN NULL;
END $$;
CREATE TRIGGER wake_deliveries_by_new AFTER INSERT ON subscriptions_delivery
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_wake_deliveries();
"""


def triggers() -> str:
    """Return the SQL that gives each table its triggers."""
    made = []
    for table, loop, inserted, updated in WAKING:
        events = "UPDATE" if inserted == "false" else "INSERT OR UPDATE"
        made.append(ON_CHANGE.format(table=table, loop=loop, inserted=inserted, updated=updated, events=events))
    return "".join(made)


def functions() -> str:
    """Return the SQL that takes all of them away."""
    names = [f"newsroom_wake_{loop}_by_{table}" for table, loop, _inserted, _updated in WAKING]
    return "\n".join(f"DROP FUNCTION {name}() CASCADE;" for name in [*names, "newsroom_wake_deliveries"])


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0013_byline_keys"),
        ("articles", "0010_search_reads_a_short_list"),
        ("outbox", "0001_initial"),
        ("subscriptions", "0002_rights_over_addresses"),
        ("procrastinate", "0041_post_retry_failed_job"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunSQL([triggers(), NEW_DELIVERIES], functions())]
