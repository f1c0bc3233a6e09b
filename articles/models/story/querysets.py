"""Named queries for stories. `published()` is the only gate to what readers may see."""

from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce

from ... import page_extensions
from ...paging import Cursor
from .. import text_search
from .states import StateQuerySet


class ArticleQuerySet(StateQuerySet):
    """Queries for stories."""

    def published(self) -> Self:
        """Return the stories that readers may see."""
        return self.filter(live=True)

    def newest_first(self) -> Self:
        """Order by first publication, newest first; the id breaks ties."""
        return self.order_by("-first_published_at", "-id")

    def beginning_at(self, cursor: Cursor | None) -> Self:
        """Return the story at `cursor` and those after it in `newest_first()`; all if it is None."""
        if cursor is None:
            return self
        return self.filter(
            Q(first_published_at__lt=cursor.at) | Q(first_published_at=cursor.at, id__lte=cursor.id),
            first_published_at__lte=cursor.at,
        )

    def between(self, start: datetime, end: datetime) -> Self:
        """Return the stories first published from `start` up to, not including, `end`."""
        return self.filter(first_published_at__gte=start, first_published_at__lt=end)

    def for_teasers(self) -> Self:
        """Fetch with what a teaser prints, without the body."""
        return self.for_choice().prefetch_related(_bylines())

    def for_choice(self) -> Self:
        """Fetch with what a teaser prints, without body and bylines."""
        stories: Self = page_extensions.bring(self, page_extensions.TEASER)
        return stories.select_related("section", "lead_image").defer(*HEAVY_FIELDS).prefetch_related(_tags())

    def for_cards(self) -> Self:
        """Fetch newest first, with what a card prints: headline, standfirst, picture."""
        return self.newest_first().select_related("lead_image").only(*CARD, *(f"lead_image__{f}" for f in PICTURE))

    def with_words(self) -> Self:
        """Annotate with `words`, the number of words in the body."""
        return self.annotate(words=F("render__words"))

    def for_page(self, *, prefetch: bool = True) -> Self:
        """Fetch with what the story's page prints; without `prefetch`, child rows are left to `selection.story`."""
        stories: Self = page_extensions.bring(
            self, page_extensions.HEAD, page_extensions.UNDER_STORY, page_extensions.STRUCTURED
        )
        stories = stories.select_related("section", "lead_image", "social_image", "render")
        if not prefetch:
            return stories
        return stories.prefetch_related(_bylines(elsewhere=True), _tags(), "sources", "corrections", "update_notes")

    def for_feeds(self) -> Self:
        """Fetch with what a feed contains, without child rows; the body as rendered, not as edited."""
        return self.select_related("lead_image", "social_image", "render").defer(*HEAVY_FIELDS)

    def touchable_by(self, user: Any) -> Self:
        """Return the stories that `user` may see and edit in the admin: editors all, a reporter their own."""
        return self if user.has_perm("articles.publish_article") else self.filter(owner=user)

    def choosable_by(self, user: Any) -> Self:
        """Return the stories that `user` may choose in a form: live ones, and those that `user` may edit."""
        return self if user.has_perm("articles.publish_article") else self.filter(Q(owner=user) | Q(live=True))

    def last_edited_first(self) -> Self:
        """Order by latest revision, newest first; stories without one come last."""
        return self.order_by(F("latest_revision_id").desc(nulls_last=True), "-id")

    def for_desk(self) -> Self:
        """Fetch with what the desk's list shows: section, bylines, state, `edited`; without the body."""
        edited = Coalesce("latest_revision__created_at", "created_at")
        return (self.select_related("section").defer(*HEAVY_FIELDS).prefetch_related(_names()).with_state()).annotate(
            edited=edited
        )

    def lacking(self, most: int) -> Self:
        """Return some live stories without section, byline profile, or alt text or credit of their lead image.

        Their keys are queried first: in a single query, PostgreSQL would read all stories.
        """
        live = self.model._default_manager.published()
        pictures = list(_rows_of("NewsImage").lacking().values_list("pk", flat=True)[:most])
        nameless = _rows_of("Byline").filter(profile=None, article__live=True).order_by()
        keys = {
            *live.filter(section=None).values_list("pk", flat=True)[:most],
            *nameless.values_list("article", flat=True)[:most],
            *(live.filter(lead_image__in=pictures).values_list("pk", flat=True)[:most] if pictures else ()),
        }
        return self.filter(pk__in=keys)

    def keys_showing(self, picture: Any, most: int) -> set[int]:
        """Return the keys of up to `most` stories with `picture` as lead or social image or in their body."""
        from django.contrib.contenttypes.models import ContentType
        from wagtail.models import ReferenceIndex

        of_stories = ReferenceIndex.objects.filter(
            to_content_type=ContentType.objects.get_for_model(picture),
            to_object_id=str(picture.pk),
            base_content_type=self.model.get_base_content_type(),
        )
        shown = self.filter(lead_image=picture).values_list("pk", flat=True)[:most]
        shared = self.filter(social_image=picture).values_list("pk", flat=True)[:most]
        found = {*shown, *shared, *map(int, of_stories.values_list("object_id", flat=True)[:most])}
        return set(sorted(found, reverse=True)[:most])

    def matching(self, words: str, *, vector: str = "desk") -> Self:
        """Return the stories whose `vector` ("desk" or "public") matches these words, in web search syntax."""
        from django.contrib.postgres.search import SearchQuery

        query: Any = SearchQuery(words, config=text_search.configuration(), search_type="websearch")
        return self.filter(**{f"search__{vector}": query})


HEAVY_FIELDS = ("body",)
PICTURE = ("file", "width", "height", "alt_text", "focal_point_x", "focal_point_y")
CARD = ("live", "headline", "standfirst", "address", "kind", "language", "section", "lead_image")


class ListingQuerySet(models.QuerySet):
    """Queries for the listings of a tag or a byline."""

    def beginning_at(self, cursor: Cursor) -> Self:
        """Return the listing at `cursor` and those after it, newest first."""
        return self.filter(
            Q(published_at__lt=cursor.at) | Q(published_at=cursor.at, article_id__lte=cursor.id),
            published_at__lte=cursor.at,
        )


class RecommendationQuerySet(models.QuerySet):
    """Queries for recommendations."""

    def to_show(self) -> Self:
        """Return those whose story is live, in order, with what a teaser prints, in one query."""
        rows = self.filter(story__live=True).select_related("story__lead_image", "tag")
        story = (*CARD, *(f"lead_image__{name}" for name in PICTURE))
        return rows.only("under", "reason", "tag__name", *(f"story__{name}" for name in story)).order_by("position")


class ChartQuerySet(models.QuerySet):
    """Queries for the charts."""

    def in_short(self, stories: int, tags: int) -> Self:
        """Return the first entries of each chart; those of the week only if the day has too few."""
        Chart = self.model.Chart  # noqa: N806 - a class
        longer = self.filter(chart=Chart.DAY, position=stories - 1)
        first = self.filter(Q(chart=Chart.TRENDS, position__lt=tags) | Q(chart=Chart.DAY, position__lt=stories))
        return first | self.filter(~Exists(longer), chart=Chart.WEEK, position__lt=stories)

    def to_show(self) -> Self:
        """Return all charts in order, without stories that are not live, in one query."""
        rows = self.filter(Q(article=None) | Q(article__live=True)).select_related("article__section", "tag")
        place = ("chart", "reads", "rise", "course", "tag__name", "tag__slug")
        section = ("article__section__name", "article__section__slug")
        return rows.only(*place, *section, *(f"article__{name}" for name in CARD)).order_by("chart", "position")


def _bylines(*, elsewhere: bool = False) -> Prefetch:
    """Return the prefetch of bylines with profile and portrait; with `elsewhere`, also the URLs of their links."""
    bylines = _rows_of("Byline").select_related("profile__portrait").order_by("sort_order")
    if elsewhere:
        links = _rows_of("ProfileLink").filter(profile=OuterRef("profile")).order_by("sort_order")
        bylines = bylines.annotate(elsewhere=ArraySubquery(links.values("url")))
    return Prefetch("bylines", bylines)


def _names() -> Prefetch:
    """Return the prefetch of bylines with the name of their profile."""
    return Prefetch(
        "bylines",
        _rows_of("Byline")
        .select_related("profile")
        .only("article", "role", "profile__name", "profile__slug", "profile__kind")
        .order_by("sort_order"),
    )


def _tags() -> Prefetch:
    """Return the prefetch of tags, in the order they were added."""
    return Prefetch("tagged_items", _rows_of("TaggedArticle").select_related("tag").order_by("pk"))


def _rows_of(model: str) -> Any:
    """Return the manager of a model of this app, by name: the models import this module."""
    return apps.get_model("articles", model).objects
