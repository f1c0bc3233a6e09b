"""`manage.py seed` makes a large paper that behaves like one, and takes it away again."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from articles.models import (
    Article,
    ArticleRender,
    ArticleSearch,
    Byline,
    BylineListing,
    Profile,
    Section,
    Tag,
    TaggedArticle,
    TagListing,
)
from articles.services import derived_data
from comments.models import Comment, Commenter, CommentThread
from comments.moderation_queues import QUEUES
from comments.services.counts import Drift, recount
from newsroom.bench.seed import comments, stories

NUMBER = 300


@pytest.fixture
def seeded(paper, image, capsys):
    call_command("seed", NUMBER, "--years", "3")
    return Article.objects.filter(slug__startswith="seeded-").newest_first()


def test_every_story_is_published_with_everything_that_belongs_to_it(seeded):
    assert seeded.published().count() == NUMBER == ArticleRender.objects.count() == ArticleSearch.objects.count()
    assert TagListing.objects.count() == TaggedArticle.objects.count() >= NUMBER
    assert BylineListing.objects.count() == Byline.objects.count() >= NUMBER
    assert Profile.objects.count() == 60
    assert Tag.objects.count() == 400
    assert seeded.first().first_published_at.year - seeded.last().first_published_at.year in {2, 3}


def test_progress_and_speed_are_printed(seeded, capsys):
    call_command("seed", 5)
    assert "5 of 5 stories" in capsys.readouterr().out


def test_what_is_derived_is_what_publishing_would_have_made(seeded):
    for story in seeded.select_related("render")[:5]:
        made = ArticleSearch.objects.get(article=story)
        html, words, vector = story.render.html, story.render.words, made.public
        derived_data.refresh(story)
        again = ArticleRender.objects.get(article=story)
        assert (again.html.split(), again.words) == (html.split(), words)
        assert lexemes(ArticleSearch.objects.get(article=story).public) == lexemes(vector)
        assert story.full_clean() is None


def lexemes(vector):
    return {part.split(":")[0] for part in vector.split()}


def test_pages_of_seeded_stories_answer(client, seeded):
    story = seeded[7]
    tag, profile = story.tag_list[0], story.bylines.first().profile
    for page in (story, story.section, tag, profile):
        response = client.get(page.get_absolute_url())
        assert response.status_code == 200
        assert story.headline in response.content.decode() or page != story
    assert client.get("/").status_code == 200


def test_the_desk_finds_opens_and_saves_a_seeded_story(client, board, seeded):
    client.force_login(board)
    story = seeded[0]
    assert client.get(reverse(Article.snippet_viewset.get_url_name("edit"), args=[story.pk])).status_code == 200
    assert story in Article.objects.matching(story.headline)


def test_the_same_seed_writes_the_same_stories_and_another_seed_others(paper):
    stories.fill(20, seed=7)
    first = list(Article.objects.order_by("pk").values_list("headline", flat=True))
    stories.remove()
    stories.fill(20, seed=7)
    assert list(Article.objects.order_by("pk").values_list("headline", flat=True)) == first
    stories.remove()
    stories.fill(20, seed=8)
    assert list(Article.objects.order_by("pk").values_list("headline", flat=True)) != first


def test_tags_have_a_long_tail(seeded):
    uses = sorted((tag.listings.count() for tag in Tag.objects.all()), reverse=True)
    assert uses[0] > 10 * max(1, uses[100])


def test_seeding_twice_adds_to_what_is_there(seeded):
    call_command("seed", 10)
    assert Article.objects.count() == NUMBER + 10
    assert (Tag.objects.count(), Profile.objects.count()) == (400, 60)


def test_stories_go_into_the_sections_that_the_paper_has(paper, world):
    stories.fill(20)
    assert set(Article.objects.values_list("section__name", flat=True)) == {"World"}


def test_remove_takes_all_of_it_away_and_nothing_else(make_story, seeded, board):
    own = make_story("Our own", tags=["NATO"])
    kept = seeded[3].tag_list[0]
    own.tags.add(kept)
    own.save()
    edited = seeded[5]
    edited.save_revision(user=board).publish()
    call_command("seed", "--remove")
    assert list(Article.objects.all()) == [own]
    assert {tag.name for tag in Tag.objects.all()} == {"NATO", kept.name}
    assert list(Section.objects.all()) == [own.section]
    assert list(Profile.objects.values_list("name", flat=True)) == ["Mara Lindqvist"]
    assert ArticleSearch.objects.count() == ArticleRender.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("options", [["0"], ["5", "--years", "0"]])
def test_senseless_wishes_are_refused(options):
    with pytest.raises(CommandError, match="at least one story"):
        call_command("seed", *options)


def test_help_shows_an_example(capsys):
    with pytest.raises(SystemExit):
        call_command("seed", "--help")
    assert "manage.py seed 100000" in " ".join(capsys.readouterr().out.split())


def test_seeded_comments_are_as_if_readers_had_written_them_and_go_without_a_trace(paper, monkeypatch):
    monkeypatch.setattr(comments, "CHUNK", 150)
    stories.fill(3)
    comments.fill(250)
    comments.fill(150)
    assert Comment.objects.count() == 400
    assert Comment.objects.filter(reply_count__gt=1).exists()
    assert Comment.objects.visible().count() == sum(CommentThread.objects.values_list("published_count", flat=True))
    assert QUEUES["held"].count() > 0
    assert recount() == Drift()
    stories.remove()
    assert not Comment.objects.exists()
    assert not Commenter.objects.exists()
