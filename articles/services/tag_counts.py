"""Count the live stories of tags, in the worker: a popular tag has hundreds of thousands."""

from collections.abc import Sequence

from django.db import connection
from procrastinate.contrib.django import app

COUNT = """
INSERT INTO articles_tagcount (tag_id, stories)
SELECT tag.id, (SELECT count(*) FROM articles_taglisting WHERE tag_id = tag.id)
FROM articles_tag AS tag WHERE %(all)s OR tag.id = ANY(%(tags)s) ORDER BY tag.id
ON CONFLICT (tag_id) DO UPDATE SET stories = excluded.stories
"""


def count(tags: Sequence[int] | None = None) -> None:
    """Update the counts of the tags with these keys, or of every tag."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"all": tags is None, "tags": list(tags or [])})


# Named as before it moved here: jobs that wait in the queue carry this name.
@app.task(name="articles.tasks.count_tags", queue="upkeep", priority=1, queueing_lock=None, retry=3)
def count_tags(tag_ids: list[int]) -> None:
    """Update the counts of these tags."""
    count(tag_ids)
