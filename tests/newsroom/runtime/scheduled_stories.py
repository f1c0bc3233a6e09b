"""Schedules stories in a running paper. Run inside it: manage.py shell -c "…schedule(…)"."""

from datetime import timedelta

from django.utils import timezone

from articles.services import publishing
from tests import builders


def schedule(number: int, *, a_second: int) -> None:
    """Schedule `number` stories, `a_second` of them for each second from soon on."""
    world, mara = builders.section("World"), builders.profile("Mara Lindqvist")
    stories = []
    for count in range(number):
        tomorrow = timezone.now() + timedelta(days=1)
        story = builders.draft(
            f"Story number {count}", section=world, bylines=[mara], tags=["Night trains"], go_live_at=tomorrow
        )
        publishing.publish(story.latest_revision)
        stories.append(story)
    start = timezone.now() + timedelta(seconds=4)
    for count, story in enumerate(stories):  # all at once: the making took its time
        builders.let_its_time_come(story, at=start + timedelta(seconds=count // a_second))
