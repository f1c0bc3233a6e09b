"""Whatever a paper is made of: no story stands on a page twice, no heading over nothing, and nothing hidden anywhere.

Random papers hold stories in every state, in random sections, under random tags, in slots, pinned, banned and read.
What is chosen ahead (recommended, charts, slots) is chosen while all of them are live, so that it is out of date.
"""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from bs4 import BeautifulSoup
from django.db.models import Q
from django.utils import timezone

from articles.front import arranging
from articles.models import Article, ArticleReads, RecommendationRule, Tag
from articles.selection import charts, recommended
from articles.services import publishing
from tests import builders

# Feeds, sitemaps, search and other outputs that are no pages: none may hold a word of a story that is hidden.
OUTPUTS: tuple[str, ...] = ()

STATES = ("live",) * 6 + ("draft", "embargoed", "scheduled", "expired", "withdrawn", "unpublished")
KINDS = ("news", "news", "news", "feature", "opinion", "letter")
VERDICTS = ("pin", "ban")
HIDDEN, LIVE = "Zquill", "Verity"  # in the headlines, and in no template


class RandomPaper:
    """A paper made of the numbers that `seed` gives."""

    def __init__(self, seed, image):
        self.random = random = Random(seed)  # noqa: S311 - a test
        self.image, self.now = image, timezone.now()
        self.sections = [builders.section(name) for name in ("World", "Sport")[: random.randint(1, 2)]]
        self.sections.append(builders.section("Opinion", apart=True))
        self.people = [builders.profile(name, bio=random.choice(["", "Writes."])) for name in ("Ada Brekke", "Jo Lund")]
        self.tags = ["Gas", "NATO", "Ferries", "Work"]
        self.stories = [self._story(number) for number in range(random.choice([1, 3, 8, 14]))]
        self._have_all_read()
        self._arrange()
        for story in self.stories:
            self._hide(story)

    def _story(self, number):
        random = self.random
        state = random.choice(STATES)
        story = builders.draft(
            f"{LIVE if state == 'live' else HIDDEN} {number} " + "and so on " * random.randint(0, 6),
            standfirst=random.choice(["", "What it says."]),
            section=random.choice(self.sections),
            kind=random.choice(KINDS),
            lead_image=random.choice([None, self.image]),
            bylines=random.sample(self.people, random.randint(1, 2)),
            tags=random.sample(self.tags, random.randint(0, 3)),
            body=builders.paragraphs(" ".join(["word"] * random.choice([10, 1000]))),
        )
        if state not in {"draft", "embargoed", "scheduled"}:
            publishing.publish(story.latest_revision, at=self.now - timedelta(hours=random.expovariate(1 / 40)))
        elif state != "draft":
            story.go_live_at = self.now + timedelta(hours=1)
            story.embargo_until = story.go_live_at if state == "embargoed" else None
            publishing.publish(story.save_revision())
        story.state = state
        return story

    def _have_all_read(self):
        hour = self.now.replace(minute=0, second=0, microsecond=0)
        for story in self.random.sample(self.stories, len(self.stories) // 2):
            for hours in self.random.sample(range(200), 5):
                reads = self.random.randint(1, 400)
                ArticleReads.objects.create(article=story, hour=hour - timedelta(hours=hours), reads=reads)
        for _ in range(len(self.stories) // 2):
            under, story = self.random.choice([None, *self.stories]), self.random.choice(self.stories)
            if under != story:
                verdict = self.random.choice(VERDICTS) if under else "ban"
                RecommendationRule.objects.update_or_create(under=under, story=story, defaults={"verdict": verdict})
        charts.make(self.now)
        for story in self.stories:
            recommended.choose(story.pk)

    def _arrange(self):
        names = [slot.name for slot in arranging.slots(self.sections)]
        for story in self.random.sample(self.stories, len(self.stories) // 2):
            if story.state in {"draft", "embargoed", "scheduled"}:
                continue
            starts = self.random.choice([None, None, self.now - timedelta(hours=1), self.now + timedelta(hours=1)])
            seen = arranging.in_force().number
            arranging.place(Article.objects.get(pk=story.pk), self.random.choice(names), starts=starts, seen=seen)

    def _hide(self, story):
        if story.state == "withdrawn":
            publishing.withdraw(story, reason="A court ordered it.")
        elif story.state in {"expired", "unpublished"}:
            publishing.unpublish(story, expired=story.state == "expired")

    def addresses(self):
        """Return the address of every page that shows stories."""
        live = [story.get_absolute_url() for story in Article.objects.published()]
        lists = [thing.get_absolute_url() for thing in (*self.sections, *self.people, *Tag.objects.all())]
        return ["/", "/popular/", "/corrections/", *lists, *live]


@pytest.fixture(params=range(6), ids=lambda seed: f"paper {seed}")
def random_paper(request, paper, image):
    random_paper = RandomPaper(request.param, image)
    if request.param % 2:  # what was chosen ahead knows nothing of it
        Tag.objects.filter(name="Gas").delete()
        random_paper.sections[0].name, random_paper.sections[0].slug = "Abroad", "abroad"
        random_paper.sections[0].save()
    return random_paper


def shown_twice(page, addresses):
    """Return the stories that a reader sees twice in what the page chose, or that the page itself is."""
    links = Counter(
        a["href"]
        for a in page.main.select("a[href]:not([aria-hidden])")
        if a["href"] in addresses and not a.find_parent(class_="share")
    )
    return [href for href, times in links.items() if times > 1]


def empty_headings(page):
    """Return the headings of the page that stand over nothing."""
    return [
        heading.get_text(strip=True)
        for heading in page.main.select("h2, h3")
        if not heading.get_text(strip=True)
        or ((block := heading.find_parent("section")) and block.get_text(strip=True) == heading.get_text(strip=True))
    ]


def test_a_random_paper_keeps_what_every_paper_promises(client, random_paper):
    _look_at_pages(client, random_paper)
    _look_at_other_outputs(client, random_paper)


def _look_at_pages(client, random_paper):
    stories = {story.get_absolute_url(): story for story in Article.objects.published()}
    for address in random_paper.addresses():
        answer = client.get(address)
        assert answer.status_code == 200, address
        source = answer.content.decode()
        page = BeautifulSoup(source, "html5lib")
        assert HIDDEN not in source, address
        assert shown_twice(page, stories) == [], address
        assert empty_headings(page) == [], address
        if address in stories:
            _look_under(stories[address], page)
        if address == "/":
            assert bool(page.select("section.lead h2 a")) is bool(stories)


def _look_under(story, page):
    """Nothing under a story leads to it, or is banned there."""
    shown = {a["href"].strip("/") for a in page.main.select("h3 a, .also a, .pop a")}
    assert story.address not in shown
    bans = RecommendationRule.objects.filter(verdict="ban").filter(Q(under=story) | Q(under=None))
    banned = set(bans.values_list("story__address", flat=True))
    assert not banned & {a["href"].strip("/") for a in page.select(".recommended h3 a")}


def _look_at_other_outputs(client, random_paper):
    for address in OUTPUTS:
        answer = client.get(address)
        assert HIDDEN not in (b"".join(answer) if answer.streaming else answer.content).decode(), address
    for story in random_paper.stories:
        if story.state != "live":
            assert client.get(f"/{story.address or story.coming_address()}/").status_code in {404, 410}
