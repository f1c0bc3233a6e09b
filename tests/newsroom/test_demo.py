"""The demo paper: original stories, whole and varied, and gone without a trace when it is not wanted."""

import re
from datetime import timedelta
from itertools import combinations
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.html import strip_tags

from articles.models import Article, NewsImage, Paper, Profile, Section, SimplePage, Tag
from articles.search.index import plain_text
from comments.models import CommentThread
from newsroom.demo import loader, story_file
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

INVASION = "us-expects-invasion"
PROSE = {"paragraph", "heading", "block_quote"}
FEWEST, SHORTEST, LONGEST, DAYS = 60, 300, 1_200, 40


@pytest.fixture(scope="module")
def texts(demo):
    """Each story's words, by slug."""
    return {story.slug: plain_text(story) for story in Article.objects.published()}


def recent():
    return Article.objects.published().exclude(slug=INVASION).newest_first()


def prose(story):
    """Return what is read from top to bottom, without tables, boxes and captions."""
    return "\n".join(strip_tags(str(block.value)) for block in story.body if block.block_type in PROSE)


def words(text):
    return re.findall(r"\w+(?:[’'-]\w+)*", text.lower())


def test_there_are_enough_stories_of_newspaper_length():
    lengths = {story.slug: len(words(prose(story))) for story in Article.objects.published()}
    assert len(lengths) >= FEWEST + 1
    assert {slug: length for slug, length in lengths.items() if not SHORTEST <= length <= LONGEST} == {}


def test_they_are_spread_over_forty_days():
    newest, oldest = recent().first().first_published_at, recent().last().first_published_at
    assert timezone.now() - timedelta(days=DAYS + 1) < oldest < newest - timedelta(days=DAYS - 5)
    assert timezone.now() - timedelta(days=1) < newest <= timezone.now()
    days = {timezone.localdate(story.first_published_at) for story in recent()}
    assert len(days) >= DAYS * 3 // 4


def test_no_two_stories_share_a_paragraph(texts):
    seen = {}
    for slug, text in texts.items():
        for paragraph in filter(lambda line: len(words(line)) >= 8, text.splitlines()):
            assert seen.setdefault(" ".join(words(paragraph)), slug) == slug, paragraph


def test_no_two_stories_are_nearly_the_same(texts):
    def shingles(text):
        return set(zip(*(words(text)[start:] for start in range(5)), strict=False))

    grams = {slug: shingles(text) for slug, text in texts.items()}
    alike = [(a, b) for a, b in combinations(grams, 2) if len(grams[a] & grams[b]) >= 0.05 * len(grams[a] | grams[b])]
    assert alike == []


def test_the_story_of_january_2022_is_told_under_the_editorial_board():
    story = Article.objects.published().get(slug=INVASION)
    assert (story.section.name, story.first_published_at.year, story.first_published_at.month) == ("World", 2022, 1)
    assert story.bylines.first().profile.name == "Editorial Board"
    assert story.bylines.count() == 2
    assert [tag.name for tag in story.tag_list] == [
        "State Department", "US State Department", "Ukraine", "President Vladimir Putin", "NATO", "Moscow",
    ]  # fmt: skip
    assert {"Fox News", "Becker News", "Reuters"} <= {source.name for source in story.sources.all()}


def test_the_furniture_is_varied():
    kinds = {block.block_type for story in Article.objects.published() for block in story.body}
    assert kinds >= {"paragraph", "heading", "pull_quote", "block_quote", "fact_box", "table", "embed"}
    assert {story.kind for story in Article.objects.published()} == set(Article.Kind.values)
    assert Article.objects.filter(corrections__isnull=False).distinct().count() >= 2
    assert Article.objects.filter(update_notes__isnull=False).exists()
    assert sum(story.bylines.count() > 1 for story in Article.objects.published()) >= 5
    assert Profile.objects.get(slug="editorial-board").bio


def test_every_picture_that_is_named_exists():
    named = set()
    for path in (loader.HERE / "stories").glob("*.md"):
        file = story_file.read(path)
        named |= {file.head["image"]["name"]} if "image" in file.head else set()
        named |= {block["value"]["image"] for block in file.blocks if block["type"] == "picture"}
    assert [name for name in named if not (loader.HERE / "images" / f"{name}.avif").exists()] == []


def test_every_picture_has_alt_text_and_credit_and_its_file():
    pictures = list(NewsImage.objects.all())
    assert len(pictures) >= 20
    assert [picture.title for picture in pictures if not (picture.alt_text.strip() and picture.credit.strip())] == []
    assert Article.objects.published().exclude(lead_image=None).count() >= 20


def test_every_page_answers_and_leads_to_no_host_of_the_real_world(client):
    things = [*Article.objects.all(), *Section.objects.all(), *Tag.objects.all(), *Profile.objects.all()]
    paths = [thing.get_absolute_url() for thing in (*things, *SimplePage.objects.all())]
    hosts, inside = {}, set()
    for path in ["/", "/corrections/", *paths]:
        response = client.get(path)
        assert response.status_code == 200, path
        page = BeautifulSoup(
            response.content, "lxml"
        )  # five times as fast; tests/articles/site reads every type of page as browsers do
        for element in page.select("[href], [src], [cite]"):
            address = urlsplit(element.get("href") or element.get("src") or element.get("cite"))
            hosts.setdefault(address.netloc, path)
            if not address.netloc and element.name == "a" and address.path.startswith("/"):
                inside.add(address.path)
    assert {host for host in hosts if host and host != "testserver" and not host.endswith(".example")} == set()
    assert {path for path in inside - set(paths) if client.get(path).status_code not in {200, 302}} == set()


def test_readers_comment_after_a_story_is_out_and_not_all_at_once():
    for thread in CommentThread.objects.filter(published_count__gt=10).select_related("article"):
        times = list(thread.comments.order_by("created_at").values_list("created_at", flat=True))
        assert times[0] > thread.article.first_published_at
        assert len(set(times)) > len(times) * 0.9


def test_there_is_an_account_for_every_role():
    roles = {group.name for person in get_user_model().objects.all() for group in person.groups.all()}
    assert roles >= {"Reporter", "Editor", "Editorial Board", "Moderator", "Audience"}


def test_the_demo_is_not_loaded_over_a_paper_that_has_content():
    number = Article.objects.count()
    call_command("load_demo", "--if-empty")
    with pytest.raises(CommandError, match="already has content"):
        call_command("load_demo")
    assert Article.objects.count() == number


def test_removing_it_leaves_an_empty_paper():
    call_command("remove_demo", "--yes")
    assert loader.is_empty()
    for model in (Profile, Tag, NewsImage, SimplePage, get_user_model()):
        assert list(model.objects.all()) == [], model.__name__


def test_removing_it_takes_back_what_the_paper_says_of_itself_but_not_what_we_wrote():
    paper = Paper.load()
    paper.tagline, paper.editor = "Our own line", "Our own editor"
    paper.save()
    call_command("remove_demo", "--yes")
    paper, plain = Paper.objects.get(), Paper()
    assert (paper.tagline, paper.editor) == ("Our own line", "Our own editor")
    assert (paper.name, paper.zone, paper.imprint) == (plain.name, plain.zone, "")
    assert not len(paper.footer_links)


def test_removing_it_keeps_what_a_story_of_our_own_uses():
    used = list(NewsImage.objects.filter(lead_of__isnull=False).distinct()[:3])
    portrayed = Profile.objects.exclude(portrait=None).first()
    body = f'[{{"type": "picture", "value": {{"image": {used[1].pk}}}}}]'
    section, tag = Section.objects.get(slug="world"), Tag.objects.get(name="NATO")
    own = builders.draft(
        "Our own", section=section, lead_image=used[0], social_image=used[2], body=body, bylines=[portrayed], tags=[tag]
    )
    call_command("remove_demo", "--yes")
    assert list(Article.objects.all()) == [own]
    assert (list(Section.objects.all()), list(Profile.objects.all()), list(Tag.objects.all())) == (
        [section], [portrayed], [tag],
    )  # fmt: skip
    assert set(NewsImage.objects.all()) == {*used, portrayed.portrait}
