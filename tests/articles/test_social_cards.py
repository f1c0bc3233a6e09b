"""A story without a picture gets one made of its headline, and loses it when it may no longer be said."""

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from articles.images import social_cards
from articles.models import ArticleRender, Paper
from articles.services import publishing
from articles.tasks import make_social_card
from tests import builders


def card_of(story):
    make_social_card(story.pk)
    return ArticleRender.objects.get(pk=story.pk).social_card


def test_a_story_without_a_picture_gets_a_card_of_its_headline(make_story, client, settings):
    story = make_story("Gas for seven countries")
    path = card_of(story)
    with default_storage.open(path) as file:
        assert Image.open(file).size == (1200, 630)
    html = client.get(story.get_absolute_url()).content.decode()
    assert f'<meta property="og:image" content="{settings.SITE_URL}/media/{path}">' in html
    assert '<meta name="twitter:card" content="summary_large_image">' in html


def test_a_story_with_a_picture_needs_none(make_story, image):
    assert card_of(make_story("Gas", lead_image=image)) == ""


def test_another_headline_is_another_card_and_the_old_one_is_deleted(make_story):
    story = make_story("Gas")
    before = card_of(story)
    story.headline = "More gas"
    publishing.publish(story.save_revision())
    after = card_of(story)
    assert after != before
    assert not default_storage.exists(before)
    assert default_storage.exists(after)


def test_a_withdrawn_story_s_card_is_deleted(make_story, django_capture_on_commit_callbacks):
    story = make_story("Gas")
    path = card_of(story)
    with django_capture_on_commit_callbacks(execute=True):
        publishing.withdraw(story, reason="A court ordered it.")
    assert not default_storage.exists(path)


@pytest.mark.parametrize(
    "headline",
    ["Short", "Łódź, Žižkov and Şişli agree — “at last”", "x" * 300, "Word " * 60],
)
def test_every_headline_we_have_letters_for_fits(headline, paper):
    assert social_cards.can_show(headline)
    card = social_cards.draw(headline, "World", paper)
    edge = card.crop((0, 0, social_cards.EDGE - 8, social_cards.HEIGHT))
    right = card.crop((social_cards.WIDTH - social_cards.EDGE + 8, 0, social_cards.WIDTH, social_cards.HEIGHT))
    assert edge.getcolors() == right.getcolors() == [(edge.width * edge.height, (255, 255, 255))]


def test_a_headline_in_letters_we_do_not_have_gets_no_card(make_story):
    assert card_of(make_story("Сім країн ділять газ", slug="gas")) == ""


def test_the_card_names_paper_and_section(make_story):
    story = make_story("Gas", section=builders.section("Business"))
    one = social_cards.path_of(story, Paper(name="The Breakwater"))
    other = social_cards.path_of(story, Paper(name="The Daily"))
    assert one != other
