"""What the app adds to the admin."""

from typing import Any

from wagtail import hooks


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What a story's history says of its mail."""
    actions.register_action("newsroom.mail", "Mail", "Planned to be mailed")
    actions.register_action("newsroom.mail_correction", "Mail correction", "Planned the mail of a correction")
