"""Rebuild the data derived from stories: rendered body, search vectors, listings."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from wagtail.models import ReferenceIndex

from ..images import social_cards
from ..images.renditions import load_renditions
from ..languages import speaking
from ..models import Article, ArticleRender, ArticleSearch, BylineListing, Paper, TagListing
from ..search import index
from .tag_counts import count_tags


def refresh(story: Article) -> None:
    """Rebuild everything derived from the live `story`, and the bodies of stories that show it."""
    tags = {tag.pk for tag in story.tag_list}
    profiles = {byline.profile_id for byline in story.bylines.all() if byline.profile_id}
    at = story.first_published_at
    render(story)
    _update_listings(story, tags, profiles)
    vector = index.vector(story)
    labels = index.labels(at, story.section_id, sorted(tags), sorted(profiles))
    _upsert(ArticleSearch, story, public=vector, desk=vector, labels=labels, published_at=at)
    render_pointing_to(story)


def clear(story: Article) -> None:
    """Remove the public derived data of a `story` that is no longer live."""
    for card in ArticleRender.objects.filter(article=story).values_list("social_card", flat=True):
        transaction.on_commit(partial(social_cards.delete_card, card))
    ArticleRender.objects.filter(article=story).delete()
    ArticleSearch.objects.filter(article=story).update(public=None, labels=None, published_at=None)
    _defer_tag_counts(TagListing.objects.filter(article=story).values_list("tag_id", flat=True))
    TagListing.objects.filter(article=story).delete()
    BylineListing.objects.filter(article=story).delete()
    render_pointing_to(story)


def index_for_desk(story: Article) -> None:
    """Rebuild the vector of the desk's search from the latest text."""
    _upsert(ArticleSearch, story, desk=index.vector(story))


def render(story: Article) -> None:
    """Render and store the HTML of the body, with its number of words."""
    html = body_html(story)
    words = index.count_words(story)
    _upsert(ArticleRender, story, html=html, words=words)


def body_html(story: Article) -> str:
    """Return the body as HTML. Blocks that show something no longer public are empty."""
    load_renditions(block.value["image"] for block in story.body if block.block_type == "picture")
    with speaking(Paper.current().language):
        return render_to_string("articles/body.html", {"story": story})


def render_pointing_to(target: Any) -> None:
    """Render again the live stories whose body shows `target`: a related story or a picture."""
    ids = (
        ReferenceIndex.get_references_to(target)
        .filter(base_content_type=Article.get_content_type(), model_path__startswith="body")
        .values_list("object_id", flat=True)
    )
    for story in Article.objects.published().filter(pk__in=[int(pk) for pk in ids]):
        render(story)


def _upsert(model: Any, story: Article, **values: Any) -> None:
    """Update these columns of the one row that `model` has for `story`, or insert it."""
    row = model(article_id=story.pk, **values)
    model.objects.bulk_create([row], update_conflicts=True, unique_fields=["article"], update_fields=list(values))


def _update_listings(story: Article, tags: set[int], profiles: set[int]) -> None:
    """List the live `story` under exactly these tags and profiles."""
    _defer_tag_counts(_sync(TagListing, "tag_id", story, tags))
    _sync(BylineListing, "profile_id", story, profiles)


def _defer_tag_counts(tags: Iterable[int]) -> None:
    """Queue a job that counts the stories of `tags`."""
    if keys := sorted(tags):
        count_tags.defer(tag_ids=keys)


def _sync(model: Any, field: str, story: Article, wanted: set[int]) -> set[int]:
    """Make `model` list `story` under exactly `wanted`; return the keys that were added or removed."""
    rows = model.objects.filter(article=story)
    listed = dict(rows.values_list(field, "published_at"))
    if gone := listed.keys() - wanted:
        rows.filter(**{f"{field}__in": gone}).delete()
    at = story.first_published_at
    model.objects.bulk_create(
        [model(article=story, published_at=at, **{field: pk}) for pk in wanted if listed.get(pk) != at],
        update_conflicts=True,
        unique_fields=[field, "article_id"],
        update_fields=["published_at"],
    )
    return wanted ^ listed.keys()
