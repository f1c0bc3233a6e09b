"""Jobs of the queue: deletion of old mail. Sending needs none: the worker reads the rows."""

from procrastinate.contrib.django import app

from . import retention


@app.periodic(cron="37 4 * * *")
@app.task(queue="upkeep")
def forget_old_mail(timestamp: int) -> None:
    """Delete old mail."""
    retention.forget_old()
