"""The app's work for the queue. Mail itself is not: the worker asks the rows."""

from procrastinate.contrib.django import app

from . import retention


@app.periodic(cron="37 4 * * *")
@app.task(queue="upkeep")
def forget_old_mail(timestamp: int) -> None:
    """Forget what was sent long ago."""
    retention.forget_old()
