"""An address of every type of public page, chosen so that papers of different size are asked for the same.

What is asked for is taken from the newest stories: papers that grew at one pace show the same there, however old they
are. Only what lies far back, and the stories of all times, differ.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from articles.models import Article, Byline, OldAddress, Paper, Profile, SimplePage, Tag
from articles.paging import Cursor
from articles.theme.style_sheet import theme_of
from articles.views.lists import PAGE_SIZE
from comments.models import Comment, CommentThread
from comments.models.querysets import Sort

from .reader_pages import most_used

NEWEST = 100  # stories among which one is looked for that has everything
SPREAD = 40  # stories of all times

# There is one of each of these.
ALONE = (
    *(f"articles:{name}" for name in ("front", "popular", "corrections", "tags", "search", "report_thanks")),
    *(f"articles:{name}" for name in ("icon", "manifest", "robots", "sitemap", "sitemap_pages", "news_sitemap")),
    *("comments:feed", "comments:rules", "readers:sign_in", "readers:sign_in_sent"),
    *("subscriptions:subscribe", "subscriptions:sent"),
)

# Views of ours that are not asked for, and why; nor is any with a token, which is one reader's.
LEFT_OUT = {
    "articles:ads_txt": "robots.txt with other words, and often empty",
    "articles:media": "a file",
    "articles:reads": "counts, and shows nothing",
    "articles:security_txt": "robots.txt with other words, and often empty",
    "articles:sitemap_part": "the sitemap of a month, further on",
    "comments:like": "changes something",
    "comments:report": "changes something",
    "subscriptions:mail": "one mail, as it was sent",
    "subscriptions:mail_text": "one mail, as it was sent",
    "subscriptions:told": "asked by machines of the mail",
    "subscriptions:told_by_provider": "asked by machines of the mail",
    **dict.fromkeys(
        ["comments:notices", "subscriptions:choices"]
        + [
            f"readers:{name}" for name in ("change_address", "erase", "erased", "export", "my_page", "name", "sign_out")
        ],
        "one reader’s",
    ),
}


@dataclass(frozen=True)
class Page:
    """A type of page: the paths that are asked for in turn, and what they answer."""

    name: str
    paths: tuple[str, ...]
    status: int = 200


def pages() -> Iterator[Page]:
    """Yield the types of public pages that the paper has."""
    for view in ALONE:
        yield _page(view.partition(":")[2].replace("_", " "), view)
    yield _page("style sheet", "articles:theme", theme_of(Paper.load()).name)
    yield _page("feed of everything", "articles:feed", "rss.xml")
    yield Page("not found", ("/nothing-lives-here/",), 404)
    if simple := SimplePage.objects.filter(published=True).order_by("pk").last():
        yield _page("about", "articles:about")
        yield Page("simple page", (simple.get_absolute_url(),))
    if old := OldAddress.objects.order_by("pk").first():
        yield Page("old address", (old.path,), 301)
    newest = list(Article.objects.published().newest_first().select_related("section")[:NEWEST])
    if not newest:
        return
    story = next((one for one in newest if one.lead_image_id and one.tag_list and one.section), newest[0])
    yield from _of(story)
    yield from _lists(newest, story)
    yield from _found(newest, story)
    yield from _talk()
    yield Page("story, each time another", tuple(one.get_absolute_url() for one in _of_all_times()))


def _page(name: str, view: str, /, *args: Any, query: dict[str, Any] | None = None, **kwargs: Any) -> Page:
    path = reverse(view, args=args, kwargs=kwargs)
    return Page(name, (f"{path}?{urlencode(query)}" if query else path,))


def _of(story: Article) -> Iterator[Page]:
    """Yield what there is of one story."""
    yield Page("story", (story.get_absolute_url(),))
    yield Page("story in Markdown", (story.markdown_path,))
    yield _page("report of an error", "articles:report_error", story.address)
    for view in ("thread", "write", "fragment", "story_feed"):
        yield _page(f"comments of a story, {view}", f"comments:{view}", story.address)


def _lists(newest: list[Article], story: Article) -> Iterator[Page]:
    """Yield lists that have the story, and a sitemap; with their second page, and one from the middle of the paper."""
    yield Page("archive", (reverse("articles:archive"),), 302)
    day = timezone.localdate(newest[0].first_published_at) - timedelta(days=1)  # a whole one
    yield _page("archive, day", "articles:archive_day", day)
    yield _page("archive, month", "articles:archive_month", f"{day:%Y}", f"{day:%m}")
    yield _page("sitemap of a month", "articles:sitemap_month", f"{day:%Y}", f"{day:%m}")
    credited = most_used(Byline.objects.filter(article__in=newest).exclude(profile=None), "profile")
    profile = Profile.objects.filter(pk=credited).first()
    tag = max(story.tag_list, key=lambda tag: (tag.listings.count(), tag.pk), default=None)
    in_section = Article.objects.published().filter(section=story.section).newest_first()
    for name, thing, places in (
        ("section", story.section, in_section.values_list("first_published_at", "pk")),
        ("tag", tag, _listed(tag)),
        ("byline", profile, _listed(profile)),
    ):
        if thing:
            yield _page(name, f"articles:{name}", thing.slug)
            yield _page(f"feed of a {name}", f"articles:{name}_feed", slug=thing.slug, name="atom.xml")
            for which, number in (("second page", PAGE_SIZE - 1), ("far back", places.count() // 2)):
                for place in places[number : number + 1]:
                    query = {"before": Cursor(*place)}
                    yield _page(f"{name}, {which}", f"articles:{name}", thing.slug, query=query)


def _listed(thing: Tag | Profile | None) -> Any:
    """Return the places of the stories that are listed under a tag or a byline."""
    if thing is None:
        return []
    return thing.listings.order_by("-published_at", "-article").values_list("published_at", "article")


def _found(newest: list[Article], story: Article) -> Iterator[Page]:
    """Yield searches."""
    words = newest[0].headline.split()
    first = Article.objects.published().order_by("pk")[0]
    days_ago = timezone.localdate(newest[0].first_published_at) - timedelta(days=2)
    oldest = Article.objects.published().order_by("first_published_at")[0]
    searches: dict[str, dict[str, Any]] = {
        "a common word": {"q": max(words, key=len)},
        "two common words": {"q": " ".join(words[-2:])},
        "a or b or c": {"q": " or ".join(words[-3:])},
        "a phrase": {"q": f'"{" ".join(words[-2:])}"'},
        "a word of the first story": {"q": max(first.headline.split(), key=len)},
        "a word in no story": {"q": "qwertzuiop"},
        "a common word, days ago": {"q": words[-1], "until": days_ago},
        "a common word, long ago": {"q": words[-1], "until": timezone.localdate(oldest.first_published_at)},
    }
    if story.section:
        searches["a common word in a section"] = {"q": words[-1], "section": story.section.slug}
    if story.tag_list:
        searches["a common word under a tag"] = {"q": words[-1], "tag": story.tag_list[0].slug}
    for name, query in searches.items():
        yield _page(f"search, {name}", "articles:search", query=query)


def _talk() -> Iterator[Page]:
    """Yield the largest thread, in each order, with one of its comments."""
    thread = CommentThread.objects.order_by("-published_count", "pk").first()
    if thread is None or not thread.published_count:
        return
    story = Article.objects.published().get(pk=thread.article_id)
    yield Page("story with most comments", (story.get_absolute_url(),))
    for sort in Sort.values:
        yield _page(f"largest thread, {sort}", "comments:thread", story.address, query={"sort": sort})
    comment = Comment.objects.visible().filter(thread=thread).order_by("pk")[0]
    yield _page("one comment", "comments:comment", comment.public_id)


def _of_all_times() -> list[Article]:
    """Return stories spread over the whole life of the paper, by their numbers."""
    live = Article.objects.published()
    keys = live.order_by("pk").values_list("pk", flat=True)
    first, last = keys.first() or 0, keys.last() or 0
    step = max(1, (last - first) // SPREAD)
    found = [live.filter(pk__gte=key).order_by("pk").defer("body").first() for key in range(first, last + 1, step)]
    return [story for story in found if story]
