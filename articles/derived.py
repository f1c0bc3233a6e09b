"""Keeping what is derived from stories true: rendered body, search vectors, listings."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.template.loader import render_to_string
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update, update_reference_index_on_save

from . import search, social_cards

if TYPE_CHECKING:
    from .models import Article


@contextmanager
def indexing_references_once(story: "Article") -> Iterator[None]:
    """Let Wagtail note what the row of `story` points to after the block, and not at each save within it."""
    with disable_reference_index_auto_update():
        yield
    update_reference_index_on_save(story)


def refresh(story: "Article") -> None:
    """Rebuild everything derived from the live `story`, and the bodies that point to it."""
    from .models import ArticleSearch

    render(story)
    vector = search.vector(story)
    ArticleSearch.objects.update_or_create(article_id=story.pk, defaults={"public": vector, "desk": vector})
    _list(story)
    render_pointing_to(story)


def clear(story: "Article") -> None:
    """Remove what readers could find of a `story` that is no longer live."""
    from .models import ArticleRender, ArticleSearch, BylineListing, TagListing

    for card in ArticleRender.objects.filter(article=story).values_list("social_card", flat=True):
        transaction.on_commit(partial(social_cards.discard, card))
    ArticleRender.objects.filter(article=story).delete()
    ArticleSearch.objects.filter(article=story).update(public=None)
    TagListing.objects.filter(article=story).delete()
    BylineListing.objects.filter(article=story).delete()
    render_pointing_to(story)


def index_for_desk(story: "Article") -> None:
    """Rebuild the vector that the admin searches, from the latest text."""
    from .models import ArticleSearch

    ArticleSearch.objects.update_or_create(article_id=story.pk, defaults={"desk": search.vector(story)})


def render(story: "Article") -> None:
    """Make the HTML of the body and count its words."""
    from .models import ArticleRender

    html = body_html(story)
    words = search.count_words(story)
    ArticleRender.objects.update_or_create(article_id=story.pk, defaults={"html": html, "words": words})


def body_html(story: "Article") -> str:
    """Return the body as HTML. Blocks that point to something no longer public come out empty."""
    return render_to_string("articles/body.html", {"story": story})


def render_pointing_to(target: Any) -> None:
    """Render again the live stories whose body shows `target`: a related story or a picture."""
    from .models import Article

    ids = (
        ReferenceIndex.get_references_to(target)
        .filter(base_content_type=Article.get_content_type(), model_path__startswith="body")
        .values_list("object_id", flat=True)
    )
    for story in Article.objects.published().filter(pk__in=[int(pk) for pk in ids]):
        render(story)


def _list(story: "Article") -> None:
    """Put the live `story` under its tags and bylines, and nowhere else."""
    from .models import BylineListing, TagListing

    tags = {tag.pk for tag in story.tags.all()}
    profiles = {byline.profile_id for byline in story.bylines.all() if byline.profile_id}
    at = story.first_published_at
    _sync(TagListing, "tag_id", story, tags, at)
    _sync(BylineListing, "profile_id", story, profiles, at)


def _sync(model: Any, field: str, story: "Article", wanted: set[int], at: Any) -> None:
    rows = model.objects.filter(article=story)
    rows.exclude(**{f"{field}__in": wanted}).delete()
    model.objects.bulk_create(
        [model(article=story, published_at=at, **{field: pk}) for pk in wanted],
        update_conflicts=True,
        unique_fields=[field, "article_id"],
        update_fields=["published_at"],
    )
