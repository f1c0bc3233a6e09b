"""A page that somebody looks at says so once, in a real browser."""

from playwright.sync_api import Page

from articles.reads import totals
from articles.reads.counter import counter
from tests import whole_paper

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_a_view_is_counted_once_and_the_way_back_does_not_count_again(new_page, site) -> None:
    path = whole_paper.build()["story"]
    page: Page = new_page(user_agent=FIREFOX)
    story = whole_paper.Article.objects.get(address=path.strip("/"))
    before = totals.totals([story.pk])[story.pk]
    for go in (lambda: page.goto(path), page.reload):
        with page.expect_response("**/reads/") as answer:
            go()
        assert answer.value.status == 204
    page.goto("/corrections/")
    counter.flush()
    assert totals.totals([story.pk])[story.pk] == before + 2
