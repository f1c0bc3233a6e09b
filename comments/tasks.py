"""Queued and periodic tasks of the app."""

from procrastinate.contrib.django import app

from .services import counts, notices, origins, threads, upkeep


@app.task(queue="comments", retry=3)
def send_reply_notices() -> None:
    """Send the notices of replies that are wanted at once."""
    notices.send_instant()


@app.periodic(cron="* * * * *")
@app.task(queue="comments", queueing_lock="comments.minute", pass_context=False)
def each_minute(timestamp: int) -> None:
    """Close the threads that are due, and mail the moderators, at most hourly, that comments wait."""
    threads.close_due()
    notices.mail_moderators()


@app.periodic(cron="20 6 * * *")
@app.task(queue="comments", queueing_lock="comments.morning", retry=3)
def each_morning(timestamp: int) -> None:
    """Send each day's replies."""
    notices.send_daily()


@app.periodic(cron="40 3 * * *")
@app.task(queue="comments", queueing_lock="comments.night")
def each_night(timestamp: int) -> None:
    """Delete expired data and correct the counters."""
    origins.forget_old()
    upkeep.forget()
    counts.recount()
