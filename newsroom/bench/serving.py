"""The whole stack under load, from outside: web processes of our own, `wrk` against them and against nginx.

It publishes a story of its own and takes it away after. nginx serves the same bytes, made ready before
(`gzip_static`), with two workers, in turns with us, so that whatever else this machine does troubles both alike.
"""

import gzip
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

from django.urls import reverse
from django.utils import timezone

from articles.feeds import sitemap_parts
from articles.models import Article, Byline, Paper, Profile, Section
from articles.services import publishing
from comments.models import CommentThread
from fastpath.page_cache import staff_cookie

from . import every_page, load
from .measuring import Figure
from .seed import comments

TITLE = "Serving, with two web processes"
SLUG = "serving-measured-"
COMMENTS = 34  # under the story; some thirty of them are published
LEAST_BYTES = 16 * 1024  # of the compressed story
STREAK = 6  # answers in a row that show it: each process has been asked, in all likelihood
STACK_MIB = 350
STORIES = 500  # rendered one after the other

# What readers send: cookies of ours and of others, addresses as newsletters and networks spread them.
LUA = """
local n = 0
local queries = {"", "?utm_source=mail&utm_medium=link", "?fbclid=IwAR0x7", "", "?ref=front", ""}
request = function()
  n = n + 1
  local headers = {["Accept-Encoding"] = "gzip", ["Cookie"] = "reader=r" .. n .. "; theme=dark; sessionid=x" .. n,
                   ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"}
  return wrk.format("GET", wrk.path .. queries[n % #queries + 1], headers)
end
"""
# A story after the other. Each thread begins at another.
ANOTHER = """
local paths = {{{paths}}}
local threads = 0
function setup(thread) thread:set("at", threads * 97); threads = threads + 1 end
request = function()
  at = at + 1
  return wrk.format("GET", paths[at % #paths + 1])
end
"""


def figures(seconds: int, rounds: int = 3) -> Iterator[Figure]:
    """Yield what the whole stack does, `seconds` a round. Nothing in a paper without stories or sections."""
    model = Article.objects.published().newest_first().exclude(section=None).first()
    if model is None:
        return
    _remove()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-bench-")))
        stack.callback(_remove)
        story = _publish(model, "A long story, measured", words=6_000)
        comments.fill(COMMENTS, slugs=SLUG)
        yield Figure("comments under the story", CommentThread.objects.get(article=story).published_count, "")
        site, parts = stack.enter_context(load.our_stack())
        path = story.get_absolute_url()
        yield Figure("jobs that the worker has not done by then", load.jobs_left(), "", "0")
        yield from _against_nginx(site, path, folder, seconds, rounds)
        yield from _uncached(site, path, folder, seconds, rounds)
        yield from every_page.figures(site, path, rounds)
        yield from every_page.after_publishing(
            site, lambda number: _publish(model, f"Published, and the front looked at {number}", words=300)
        )
        yield from _until_visible(site, model)
        yield Figure("memory of database, web and worker after it", load.memory(parts), "MiB PSS", f"{STACK_MIB}")


def _against_nginx(site: str, path: str, folder: Path, seconds: int, rounds: int) -> Iterator[Figure]:
    script = folder / "readers.lua"
    script.write_text(LUA)
    body = gzip.decompress(load.fetch(site + path, {"Accept-Encoding": "gzip"}))
    packed = load.fetch(site + path, {"Accept-Encoding": "gzip"})
    www = folder / "www"
    www.mkdir()
    (www / "story").write_bytes(body)
    (www / "story.gz").write_bytes(packed)
    yield Figure("story, compressed", len(packed), "bytes", f"at least {LEAST_BYTES:,}")
    ours, theirs = [], []
    with load.nginx(folder) as nginx:
        for _ in range(rounds):
            ours.append(load.wrk(site + path, seconds, "-s", str(script))[0])
            theirs.append(load.wrk(f"{nginx}/story", seconds, "-s", str(script))[0])
    yield Figure("story from the page cache", statistics.median(ours), "/s")
    yield Figure("  lowest and highest", min(ours), f"/s to {max(ours):,.0f} /s")
    yield Figure("nginx with the same bytes, ready-made", statistics.median(theirs), "/s")
    yield Figure("  lowest and highest", min(theirs), f"/s to {max(theirs):,.0f} /s")
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    yield Figure("page cache against nginx", ratio, "times", "at least 0.5")


def _uncached(site: str, path: str, folder: Path, seconds: int, rounds: int) -> Iterator[Figure]:
    """Ask as staff, for whom every page is rendered: first one after the other, then many at once."""
    mark = f"Cookie: {staff_cookie.NAME}={staff_cookie.sign()}"
    one = [load.wrk(site + path, seconds, "-H", mark, connections=1)[1] for _ in range(rounds)]
    yield Figure("story rendered, one at a time: median", statistics.median(one), "ms", "10")
    many = [load.wrk(site + path, seconds, "-H", mark, connections=8)[0] for _ in range(rounds)]
    yield Figure("story rendered, eight at a time", statistics.median(many), "/s", "at least 330")
    script = folder / "stories.lua"
    script.write_text(ANOTHER.format(paths=json.dumps(_some_stories())[1:-1]))
    others = [load.wrk(site, seconds, "-s", str(script), "-H", mark, connections=8)[0] for _ in range(rounds)]
    yield Figure("  another story each time", statistics.median(others), "/s")


def _some_stories() -> list[str]:
    """Return the paths of some live stories from all over the paper, the same each time."""
    newest = Article.objects.published().order_by("-pk").values_list("pk", flat=True)[0]
    keys = Random(1).sample(range(newest + 1), min(newest, 20 * STORIES))  # noqa: S311 - the same each time
    found = Article.objects.published().filter(pk__in=keys).only("address").order_by("address")[:STORIES]
    return [story.get_absolute_url() for story in found]


def _until_visible(site: str, model: Article) -> Iterator[Figure]:
    """Publish, and look at every page that must show it until all do; a page counts once it shows it six times."""
    listed = {
        "front": "/",
        "section": Section.objects.get(pk=model.section_id).get_absolute_url(),
        "tag": "",
        "feed": reverse("articles:feed", args=["rss.xml"]),
        "sitemap": _newest_sitemap(),
        "story": "",
    }
    slowest = 0.0
    for number in range(3):
        draft = _draft(model, f"Visible at once {number}", words=300)
        draft.tags.add(f"{SLUG}tag")
        revision = draft.save_revision()
        for path in filter(None, listed.values()):
            for _ in range(STREAK):
                load.fetch(site + path)
        story = publishing.publish(revision)
        published = time.perf_counter()
        listed |= {"tag": story.tag_list[0].get_absolute_url(), "story": story.get_absolute_url()}
        for path in listed.values():
            streak = 0
            while streak < STREAK:
                seen = story.slug.encode() in load.fetch(site + path, missing=b"")
                streak = streak + 1 if seen else 0
                if not seen:
                    slowest = max(slowest, time.perf_counter() - published)
                    time.sleep(0.005)
                if time.perf_counter() - published > 60:
                    raise RuntimeError(f"{path} did not show a story a minute after it was published.")
    yield Figure("publish to visible: the last old answer, of six kinds of page", slowest * 1000, "ms", "1000")


def _newest_sitemap() -> str:
    """Return the path of the sitemap that tells of what is published now."""
    with timezone.override(Paper.load().tzinfo()):
        month = timezone.localdate().replace(day=1)
        last = len(sitemap_parts.parts(month))
    name = [f"{month:%Y}", f"{month:%m}"]
    if last == 1:
        return reverse("articles:sitemap_month", args=name)
    return reverse("articles:sitemap_part", args=[*name, last])


def _publish(model: Article, headline: str, *, words: int) -> Article:
    return publishing.publish(_draft(model, headline, words=words).save_revision())


def _draft(model: Article, headline: str, *, words: int) -> Article:
    """Return a draft of our own, in the section of `model`, with as many words as it says, no two sentences alike."""
    numbers = Random(words)  # noqa: S311 - the same each time
    paragraphs = (" ".join(f"{numbers.randrange(2**20):x}" for _ in range(60)) for _ in range(words // 60))
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    slug = f"{SLUG}{headline.lower().replace(' ', '-').replace(',', '')}"
    story = Article(headline=headline, slug=slug, section=model.section)
    story.body = [("paragraph", text)]
    story.bylines = [Byline(profile=Profile.objects.order_by("pk").first(), role=Byline.Role.WORDS)]
    story.save()
    return story


def _remove() -> None:
    comments.remove(slugs=SLUG)
    for story in Article.objects.filter(slug__startswith=SLUG):
        publishing.unpublish(story)
        Article.objects.get(pk=story.pk).delete()
