"""How many questions each page asks the database: few, and no more in a large paper than in a small one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.images import renditions
from newsroom.bench import reader_pages
from newsroom.bench.seed import stories

MOST = {
    "front": 8,
    "story": 6,
    "section": 7,
    "section, far back": 7,
    "tag": 7,
    "byline": 7,
    "archive day": 7,
    "corrections": 8,
    "not found": 8,
}


@pytest.fixture
def fill(paper, image, world, settings):
    """Fill the paper with stories, many of them illustrated."""
    renditions.make_renditions(image)
    return lambda number: stories.fill(number, years=number / 3650)


def counted(client):
    counts = {}
    for name, path in reader_pages.pages():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(path)
        counts[name] = len(queries)
    return counts


def test_no_page_asks_more_than_it_may(client, fill, django_assert_max_num_queries):
    fill(300)
    pages = dict(reader_pages.pages())
    assert set(pages) == set(MOST)
    for name, path in pages.items():
        with django_assert_max_num_queries(MOST[name], info=name):
            client.get(path)


def test_a_paper_ten_times_as_large_asks_no_more(client, fill):
    fill(40)
    few = counted(client)
    fill(400)
    assert counted(client) == few


def test_a_story_with_more_of_everything_asks_no_more(client, make_story, image, mara, desk):
    source = {"name": "Reuters"}
    bare = make_story("Bare", lead_image=image, tags=["A"], sources=[source])
    rich = make_story("Rich", lead_image=image, bylines=[mara, desk], tags=["A", "B", "C", "D"], sources=[source] * 9)

    def count(story):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(story.get_absolute_url()).status_code == 200
        return len(queries)

    assert count(rich) == count(bare) <= 6


def test_a_logo_costs_no_query(client, paper, make_story, django_assert_num_queries, image):
    story = make_story()
    with CaptureQueriesContext(connection) as without:
        client.get(story.get_absolute_url())
    paper.logo = image
    paper.save()
    with django_assert_num_queries(len(without)):
        page = client.get(story.get_absolute_url()).content.decode()
    assert image.file.url in page
