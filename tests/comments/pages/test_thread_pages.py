"""Thread pages and conversations: one query or two, nested, complete."""

import pytest

from comments.thread_pages import pages

pytestmark = pytest.mark.django_db


def test_a_page_costs_one_query_however_many_comments(make_story, say, django_assert_num_queries, make_reader):
    story = make_story()
    first = say(story)
    replies = [say(story, to=first) for _ in range(12)]
    deep = say(story, to=replies[0])
    for _ in range(25):
        say(story)
    thread = first.thread
    with django_assert_num_queries(1):
        page = pages.thread_page(thread, "oldest")
        [node.comment.author.display_name for node in page.nodes]
    assert len(page.nodes) == pages.ROOTS
    assert page.next
    assert page.nodes[0].comment.pk == first.pk
    assert page.nodes[0].count() == pages.REPLIES
    assert page.nodes[0].more == 13 - pages.REPLIES
    with django_assert_num_queries(1):
        rest = pages.thread_page(thread, "oldest", page.next)
    assert len(rest.nodes) == 6
    assert rest.next is None
    assert deep.depth == 2
