"""How pictures reach readers: several widths in three formats, made ahead by the worker, never while one waits."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.db.models import Aggregate, F, JSONField
from django.db.models.functions import JSONArray
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError

from fastpath.process_cache import ProcessCache
from fastpath.queries import PreparedQuery, among

from ..addresses import full_address
from . import social_cards

if TYPE_CHECKING:
    from ..models import Article, NewsImage

WIDTHS = (320, 640, 960, 1440)

# Best first: a browser takes the first it knows. JPEG is what every browser knows.
FORMATS = {
    "avif": ("image/avif", "format-avif|avifquality-55"),
    "webp": ("image/webp", "format-webp|webpquality-74"),
    "jpeg": ("image/jpeg", "format-jpeg|jpegquality-78"),
}


@dataclass(frozen=True)
class Picture:
    """What a `<picture>` element needs. `sources` are (type, srcset), best format first; `src` is for old browsers."""

    src: str
    width: int
    height: int
    alt: str
    focus: str
    sources: tuple[tuple[str, str], ...]
    srcset: str


@dataclass(frozen=True)
class SocialImage:
    """The picture that other sites show beside a link. `url` is a full address."""

    url: str
    width: int
    height: int
    alt: str


def spec(width: int, format_name: str) -> str:
    """Return Wagtail's filter spec for one width and format."""
    return f"width-{width}|{FORMATS[format_name][1]}"


def widths_for(original: int) -> list[int]:
    """Return the widths to make of an image `original` pixels wide: none wider than it is, and at least one."""
    fitting = [width for width in WIDTHS if width < original]
    nearest = next((width for width in WIDTHS if width >= original), None)
    return [*fitting, nearest] if nearest else fitting


def make_renditions(image: "NewsImage") -> int:
    """Make every rendition of `image` that is missing, and return how many exist now.

    A file that is missing or broken makes none: the page then shows the original, or the alt text.
    """
    made = 0
    for width in widths_for(image.width):
        for name in FORMATS:
            try:
                image.get_rendition(spec(width, name))
            except (SourceImageIOError, InvalidFilterSpecError, OSError, SyntaxError):
                return made
            made += 1
    return made


_remembered = ProcessCache(2000)


@dataclass(frozen=True)
class Made:
    """A rendition that exists: its file, and its size."""

    name: str
    width: int
    height: int

    @cached_property
    def url(self) -> str:
        """Where browsers find it."""
        return default_storage.url(self.name)


def load_renditions(images: Iterable["NewsImage | None"]) -> None:
    """Fetch the renditions of all `images` with one query, so that `picture()` asks nothing."""
    wanted, known = [image for image in images if image is not None], _remembered.snapshot()
    missing = sorted({image.pk for image in wanted if image.pk not in known})
    if missing:
        known.update(dict.fromkeys(missing, "{}") | dict(_renditions().rows(missing)))
    for image in wanted:
        image.made = known[image.pk]


@cache
def _renditions() -> PreparedQuery:
    """The renditions of each of some images, as JSON: the same text means the same pictures."""
    from ..models import NewsRendition

    def recipe(images: Any) -> Any:
        found = NewsRendition.objects.filter(image__in=among(images)).order_by().values("image_id")
        size = JSONArray("file", "width", "height")
        return found.annotate(
            made=Aggregate(F("filter_spec"), size, function="jsonb_object_agg", output_field=JSONField())
        )

    return PreparedQuery(recipe, list)


@lru_cache(maxsize=4096)
def made_of(renditions: str) -> dict[str, Made]:
    """Return the renditions that an image was loaded with, by filter spec."""
    return {wanted: Made(*size) for wanted, size in json.loads(renditions).items()}


Parts = tuple[str, int, int, str, str, str]


def made_from(image: "NewsImage", *, alt: str | None = None) -> Parts:
    """Return all that the picture of `image` on a page is made from."""
    words = image.alt_text if alt is None else alt
    return image.file.name, image.width, image.height, words, image.focus_classes, image.renditions_made()


def picture(image: "NewsImage", *, alt: str | None = None) -> Picture:
    """Return `image` for a page, from the renditions that exist; the original where none do."""
    return made(*made_from(image, alt=alt))


def made(name: str, width: int, height: int, alt: str, focus: str, renditions: str) -> Picture:
    """Return the picture that is made from these parts."""
    known, widths = made_of(renditions), widths_for(width)
    srcsets = {
        kind: ", ".join(f"{made.url} {made.width}w" for at in widths if (made := known.get(spec(at, kind))))
        for kind in FORMATS
    }
    fallback = known.get(spec(min(widths, key=lambda at: abs(at - 960)), "jpeg"))
    return Picture(
        src=fallback.url if fallback else _address(name),
        width=width,
        height=height,
        alt=alt,
        focus=focus,
        sources=tuple((FORMATS[kind][0], srcset) for kind, srcset in srcsets.items() if srcset and kind != "jpeg"),
        srcset=srcsets["jpeg"],
    )


def _address(name: str) -> str:
    """Return where browsers find the original; a sample of the desk's is its own address."""
    return name if name.startswith("data:") else default_storage.url(name)


def social_image(story: "Article") -> SocialImage | None:
    """Return the picture for links to `story`: the one chosen for that, its lead image, or the card of its headline."""
    image = story.social_image or story.lead_image
    if image:
        sizes = social_sizes(story)
        return min(reversed(sizes), key=lambda size: abs(size.width - social_cards.WIDTH))
    card = story.render.social_card if hasattr(story, "render") else ""
    if not card:
        return None
    return SocialImage(full_address(default_storage.url(card)), social_cards.WIDTH, social_cards.HEIGHT, story.headline)


def social_sizes(story: "Article") -> list[SocialImage]:
    """Return that picture in every size there is, largest first, for readers that choose for themselves."""
    image = story.social_image or story.lead_image
    if not image:
        only = social_image(story)
        return [only] if only else []
    known = made_of(image.renditions_made())
    made = [known[wanted] for width in reversed(WIDTHS) if (wanted := spec(width, "jpeg")) in known]
    if not made:
        return [SocialImage(full_address(image.file.url), image.width, image.height, image.alt_text)]
    return [SocialImage(full_address(one.url), one.width, one.height, image.alt_text) for one in made]
