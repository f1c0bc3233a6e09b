"""How pictures reach readers: several widths in three formats, made ahead by the worker, never while one waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError

from . import social_cards
from .addresses import full_address

if TYPE_CHECKING:
    from .models import Article, NewsImage

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


def widths_for(image: "NewsImage") -> list[int]:
    """Return the widths to make of `image`: none wider than it is, and at least one."""
    fitting = [width for width in WIDTHS if width < image.width]
    nearest = next((width for width in WIDTHS if width >= image.width), None)
    return [*fitting, nearest] if nearest else fitting


def make_renditions(image: "NewsImage") -> int:
    """Make every rendition of `image` that is missing, and return how many exist now.

    A file that is missing or broken makes none: the page then shows the original, or the alt text.
    """
    made = 0
    for width in widths_for(image):
        for name in FORMATS:
            try:
                image.get_rendition(spec(width, name))
            except (SourceImageIOError, InvalidFilterSpecError, OSError, SyntaxError):
                return made
            made += 1
    return made


def load_renditions(images: Iterable["NewsImage | None"]) -> None:
    """Fetch the renditions of all `images` with one query, so that `picture()` asks nothing."""
    from .models import NewsRendition

    wanted = [image for image in images if image is not None]
    found: dict[int, dict[str, Any]] = {image.pk: {} for image in wanted}
    if found:
        renditions = NewsRendition.objects.filter(image__in=list(found))
        for rendition in renditions.only("image_id", "filter_spec", "file", "width", "height"):
            found[rendition.image_id][rendition.filter_spec] = rendition
    for image in wanted:
        image.known_renditions = found[image.pk]


def picture(image: "NewsImage", *, alt: str | None = None) -> Picture:
    """Return `image` for a page, from the renditions that exist; the original where none do."""
    known = image.renditions_by_spec()
    srcsets = {
        name: ", ".join(
            f"{rendition.url} {rendition.width}w"
            for width in widths_for(image)
            if (rendition := known.get(spec(width, name)))
        )
        for name in FORMATS
    }
    fallback = known.get(spec(min(widths_for(image), key=lambda width: abs(width - 960)), "jpeg"))
    return Picture(
        src=fallback.url if fallback else image.file.url,
        width=image.width,
        height=image.height,
        alt=image.alt_text if alt is None else alt,
        focus=image.focus_classes,
        sources=tuple((FORMATS[name][0], srcset) for name, srcset in srcsets.items() if srcset and name != "jpeg"),
        srcset=srcsets["jpeg"],
    )


def social_image(story: "Article") -> SocialImage | None:
    """Return the picture for links to `story`: the one chosen for that, its lead image, or the card of its headline."""
    image = story.social_image or story.lead_image
    if image:
        known = image.renditions_by_spec()
        made = [known[wanted] for width in WIDTHS if (wanted := spec(width, "jpeg")) in known]
        shown = min(made, key=lambda rendition: abs(rendition.width - social_cards.WIDTH)) if made else image
        return SocialImage(full_address(shown.file.url), shown.width, shown.height, image.alt_text)
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
    known = image.renditions_by_spec()
    made = [known[wanted] for width in reversed(WIDTHS) if (wanted := spec(width, "jpeg")) in known]
    return [
        SocialImage(full_address(shown.file.url), shown.width, shown.height, image.alt_text)
        for shown in made or [image]
    ]
