"""Sections, people, tags and pictures that stories use: how much, and what happens when they go."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from articles.models import Article, Byline, NewsImage, Profile, Section, Tag
from articles.services import publishing

URL = "wagtailsnippets_articles_{}:{}"


@pytest.fixture
def superuser_client(client: Any, django_user_model: Any) -> Any:
    """A browser of somebody who may do everything."""
    client.force_login(django_user_model.objects.create_superuser("root", "root@breakwater.example", "x"))
    return client


@pytest.mark.parametrize("model", [Section, Profile])
def test_nobody_deletes_a_section_or_a_profile(superuser_client: Any, make_story: Any, model: Any) -> None:
    make_story()
    thing = model.objects.get()
    for act in (superuser_client.get, superuser_client.post):
        assert act(reverse(URL.format(model._meta.model_name, "delete"), args=[thing.pk])).status_code == 302
    assert model.objects.filter(pk=thing.pk).exists()
    page = superuser_client.get(reverse(URL.format(model._meta.model_name, "edit"), args=[thing.pk]))
    assert page.status_code == 200
    assert "/delete/" not in page.content.decode()


@pytest.mark.parametrize("model", [Section, Profile, Tag])
def test_usage_leads_to_the_stories_without_counting_references(
    superuser_client: Any, make_story: Any, model: Any, django_assert_max_num_queries: Any, business: Section
) -> None:
    make_story("Used there", tags=['State "Dept", US'])
    business.delete()
    thing = model.objects.get()
    with django_assert_max_num_queries(12):
        answer = superuser_client.get(reverse(URL.format(model._meta.model_name, "usage"), args=[thing.pk]))
    assert "Used there" in superuser_client.get(answer.url).content.decode()
    edit = superuser_client.get(reverse(URL.format(model._meta.model_name, "edit"), args=[thing.pk]))
    assert BeautifulSoup(edit.content, "html5lib").find("a", href=answer.url) is not None


def test_deleting_a_tag_says_how_many_stories_lose_it_and_breaks_none(
    superuser_client: Any, make_story: Any, make_draft: Any
) -> None:
    story, draft = make_story("Live", tags=["NATO"]), make_draft("Draft", tags=["NATO"])
    url = reverse(URL.format("tag", "delete"), args=[Tag.objects.get().pk])
    assert "2 stories, live or draft, lose this tag" in superuser_client.get(url).content.decode()
    superuser_client.post(url)
    assert not Tag.objects.exists()
    assert superuser_client.get(story.get_absolute_url()).status_code == 200
    for one in (story, draft):
        assert superuser_client.get(reverse(URL.format("article", "edit"), args=[one.pk])).status_code == 200
        publishing.publish(Article.objects.get(pk=one.pk).latest_revision)


def test_the_delete_page_of_a_picture_says_how_many_stories_use_it(
    superuser_client: Any, make_story: Any, make_draft: Any, image: NewsImage
) -> None:
    make_story("Live", lead_image=image)
    make_draft("Draft", body=_with_picture(image))
    page = superuser_client.get(reverse("wagtailimages:delete", args=[image.pk])).content.decode()
    assert "2 stories, live or draft, show this picture" in page


def test_a_draft_that_points_to_what_was_deleted_opens_and_is_refused_with_the_fields_name(
    editor_client: Any, make_story: Any, business: Section, desk: Profile, image: NewsImage
) -> None:
    story = make_story("As readers know it")
    story.section, story.lead_image, story.social_image = business, image, image
    story.bylines.all()[0].delete()
    story.bylines = [Byline(profile=desk)]
    story.body = _with_picture(image)
    story.tags.add(Tag.objects.create(name="NATO", slug="nato"))
    story.save_revision(changed=True)
    for thing in (business, desk, image, Tag.objects.get()):
        type(thing).objects.get(pk=thing.pk).delete()
    draft = Article.objects.get(pk=story.pk)
    for view in ("edit", "history", "usage"):
        assert editor_client.get(reverse(URL.format("article", view), args=[story.pk])).status_code == 200, view
    preview = reverse(URL.format("article", "revisions_view"), args=[story.pk, draft.latest_revision_id])
    assert editor_client.get(preview).status_code == 200
    with pytest.raises(publishing.PublishingRefusedError) as refusal:
        publishing.publish(draft.latest_revision)
    assert {"section", "bylines", "body"} <= set(refusal.value.error_dict)
    assert Article.objects.get(pk=story.pk).headline == "As readers know it"


def test_a_live_story_whose_picture_is_deleted_stays_readable(
    superuser_client: Any, make_story: Any, image: NewsImage
) -> None:
    story = make_story(lead_image=image, body=_with_picture(image))
    superuser_client.post(reverse("wagtailimages:delete", args=[image.pk]))
    assert not NewsImage.objects.exists()
    assert superuser_client.get(story.get_absolute_url()).status_code == 200


def _with_picture(image: NewsImage) -> str:
    picture = {"image": image.pk, "alt_text": "", "caption": "", "wide": False}
    return json.dumps([{"type": "paragraph", "value": "<p>Text.</p>"}, {"type": "picture", "value": picture}])


def test_the_usage_page_of_a_picture_lists_the_stories_one_may_touch(
    client: Any, reporter: Any, make_draft: Any, image: NewsImage
) -> None:
    make_draft("Mine", lead_image=image, owner=reporter)
    make_draft("Another's", lead_image=image)
    client.force_login(reporter)
    page = client.get(reverse("wagtailimages:image_usage", args=[image.pk])).content.decode()
    assert "Mine" in page
    assert "Another" not in page


def test_a_reporter_deletes_no_picture_of_others(client: Any, reporter: Any, image: NewsImage) -> None:
    client.force_login(reporter)
    client.post(reverse("wagtailimages:delete", args=[image.pk]))
    assert NewsImage.objects.exists()


def test_pictures_are_not_deleted_in_bulk(superuser_client: Any, image: NewsImage) -> None:
    url = reverse("wagtail_bulk_action", args=["articles", "newsimage", "delete"])
    answer = superuser_client.post(f"{url}?id={image.pk}&next=/admin/images/", follow=True)
    assert "one by one" in answer.content.decode()
    assert NewsImage.objects.exists()
