"""Wagtail hooks: admin URLs and log actions."""

from typing import Any

from wagtail import hooks

from .desk import dashboard, menu, urls  # noqa: F401 - some register themselves


@hooks.register("register_admin_urls")
def audience_urls() -> list[Any]:
    """Return the URLs of the mail desk."""
    return urls.urlpatterns


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Register the log entries of mailings and subscribers."""
    actions.register_action("newsroom.mail", "Mail", "Planned to be mailed")
    actions.register_action("newsroom.mail_correction", "Mail correction", "Planned the mail of a correction")
    for action, label, message in (
        ("mailing_at_once", "Mail at once", "Ended the hold of the mail"),
        ("mailing_pause", "Pause mail", "Paused the mail"),
        ("mailing_resume", "Resume mail", "Let the mail go on"),
        ("mailing_cancel", "Cancel mail", "Cancelled the mail"),
        ("mailing_retry", "Retry mail", "Had what failed tried again"),
        ("mailing_again", "Mail again", "Had what nobody knew of handed over again"),
        ("mailing_assume", "Call sent", "Took what nobody knew of for sent"),
        ("subscribers_in", "Bring in subscribers", "Brought in subscribers"),
        ("subscribers_out", "Take out subscribers", "Took all subscribers away as a file"),
        ("subscriber_ended", "End subscriptions", "Ended the subscriptions of a reader"),
        ("bounces_forgiven", "Forgive bounces", "Let a reader be mailed again"),
        ("suppression_add", "Never mail", "Had an address never mailed"),
        ("suppression_lift", "Mail again", "Let an address be mailed again"),
    ):
        actions.register_action(f"newsroom.{action}", label, message)
