"""How many questions the desk's pages ask the database about a story that has much of everything."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Workflow

from articles.models import Article, NewsImage
from tests import builders
from tests.admin_forms import EDIT, post_story, story_form

MOST_TO_OPEN, MOST_TO_SAVE = 58, 45  # of the first, up to eight say how it is read, talked about and mailed
MOST_TO_PUBLISH = 69


def words_and_pictures(image: NewsImage, number: int) -> list[Any]:
    """Return blocks as the database keeps them."""
    picture = {"type": "picture", "value": {"image": image.pk, "caption": "", "alt_text": "", "wide": False}}
    return [{"type": "paragraph", "value": "<p>The clause about bakeries.</p>"}, *[picture] * number]


@pytest.fixture
def make_rich(make_story: Any, image: NewsImage, mara: Any, desk: Any, editor: Any) -> Any:
    """Make a live story with bylines, tags and pictures, and a draft beside it that is in review."""

    def make(headline: str, *, tags: int, pictures: int) -> Article:
        who = [mara, desk, builders.profile(f"Third for {headline}")]
        story: Article = make_story(headline, bylines=who, tags=[f"Tag {n}" for n in range(tags)], lead_image=image)
        story.social_image = image
        story.body = story.body.stream_block.to_python(words_and_pictures(image, pictures))
        story.save_revision(changed=True)
        Workflow.objects.get().start(Article.objects.get(pk=story.pk), editor)
        return Article.objects.get(pk=story.pk)

    return make


def asked(act: Any) -> int:
    """Return how many queries `act` takes; begins and ends of transactions are none."""
    with CaptureQueriesContext(connection) as queries:
        act()
    return sum("SAVEPOINT" not in (query["sql"] or "prepared") for query in queries)


def open_form(client: Any, story: Article) -> None:
    assert client.get(reverse(EDIT, args=[story.pk])).status_code == 200


def test_the_form_of_a_story_with_everything_opens_with_few_queries(editor_client: Any, make_rich: Any) -> None:
    story = make_rich("Rich", tags=5, pictures=2)
    open_form(editor_client, story)
    assert asked(lambda: open_form(editor_client, story)) <= MOST_TO_OPEN


def test_more_tags_and_pictures_take_no_more(editor_client: Any, make_rich: Any) -> None:
    few, many = make_rich("Few", tags=1, pictures=1), make_rich("Many", tags=12, pictures=9)
    open_form(editor_client, few)
    assert asked(lambda: open_form(editor_client, many)) == asked(lambda: open_form(editor_client, few))


def test_saving_it_takes_few_queries_too(editor_client: Any, make_rich: Any) -> None:
    story = make_rich("Rich", tags=5, pictures=2)
    form = story_form(story, section=story.section, tags=", ".join(f'"Tag {n}"' for n in range(5)))
    url = reverse(EDIT, args=[story.pk])
    assert asked(lambda: editor_client.post(url, form)) <= MOST_TO_SAVE


def chosen(pictures: list[NewsImage]) -> list[tuple[str, Any]]:
    """Return blocks as their editors send them."""
    return [("picture", {"image": picture.pk, "caption": "", "alt_text": ""}) for picture in pictures]


def send(client: Any, story: Article, pictures: list[NewsImage], **pressed: str) -> Any:
    """Return what sends the form of `story` with these pictures in its text."""
    tags = ", ".join(f'"Tag {n}"' for n in range(5))
    who = [line.profile for line in story.bylines.all()]
    form = story_form(
        story, section=story.section, lead_image=pictures[0], tags=tags, bylines=who, body=chosen(pictures)
    )
    return lambda: client.post(reverse(EDIT, args=[story.pk]), form | pressed)


def test_publishing_takes_few_queries_for_the_first_time_and_in_review(
    editor_client: Any, make_rich: Any, make_draft: Any, image: NewsImage, mara: Any, desk: Any
) -> None:
    draft = make_draft("Draft", bylines=[mara, desk], tags=[f"Tag {n}" for n in range(5)], lead_image=image)
    reviewed = make_rich("Reviewed", tags=5, pictures=2)
    for story in (draft, reviewed, make_rich("Warm", tags=5, pictures=2)):
        assert asked(send(editor_client, story, [image, image], **{"action-publish": "1"})) <= MOST_TO_PUBLISH
        assert Article.objects.get(pk=story.pk).live_revision_id == Article.objects.get(pk=story.pk).latest_revision_id


def test_the_pictures_of_a_text_are_read_together(editor_client: Any, make_rich: Any, paper: Any) -> None:
    pictures = [builders.image(f"Picture {n}") for n in range(9)]
    few, many = make_rich("Few", tags=1, pictures=1), make_rich("Many", tags=1, pictures=1)
    send(editor_client, make_rich("Warm", tags=1, pictures=1), pictures)()
    assert asked(send(editor_client, many, pictures)) == asked(send(editor_client, few, pictures[:2]))


def test_what_a_draft_points_to_is_there_without_asking_again(make_rich: Any, django_assert_num_queries: Any) -> None:
    draft = make_rich("Rich", tags=3, pictures=1).get_latest_revision_as_object()
    with django_assert_num_queries(0):
        assert [line.profile.name for line in draft.bylines.all()][:1] == ["Mara Lindqvist"]
        assert [tag.name for tag in draft.tag_list] == ["Tag 0", "Tag 1", "Tag 2"]
        assert draft.lead_image == draft.social_image
        assert draft.section.name == "World"


def test_tags_are_found_whatever_their_case_and_new_ones_are_made(editor_client: Any, make_draft: Any) -> None:
    story = make_draft(tags=["NATO"])
    post_story(editor_client, story, section=story.section, tags='nato, "State Department"')
    tags = Article.objects.get(pk=story.pk).get_latest_revision_as_object().tag_list
    assert {tag.name for tag in tags} == {"NATO", "State Department"}
