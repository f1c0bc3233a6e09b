"""Data derived from stories when they are saved or published. It is not in revisions; a command rebuilds it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from .querysets import ListingQuerySet

WORDS_A_MINUTE = 230


def reading_minutes(words: int) -> int:
    """Return the reading time of this many words, in whole minutes, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))


class ArticleRender(models.Model):
    """The body as HTML, rendered when the story is published."""

    article = models.OneToOneField(
        "articles.Article", on_delete=models.CASCADE, primary_key=True, related_name="render"
    )
    html = models.TextField()
    words = models.PositiveIntegerField(default=0)
    social_card = models.CharField(
        max_length=100, blank=True, default="", help_text="Where the picture made of its headline is kept."
    )

    @property
    def minutes(self) -> int:
        """Return the reading time in minutes."""
        return reading_minutes(self.words)


class ArticleSearch(models.Model):
    """Search vectors: headline over standfirst over tags and bylines over body.

    `public` is the published text and null while the story is not live; `desk` is the latest text, for the admin.
    `labels` are what the published story can be filtered by (see `articles.search.index.labels`), in the same index.
    """

    article = models.OneToOneField(
        "articles.Article", on_delete=models.CASCADE, primary_key=True, related_name="search"
    )
    public = SearchVectorField(null=True)
    desk = SearchVectorField(null=True)
    labels = ArrayField(models.CharField(max_length=24), null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # the readers' search: words and filters are intersected inside the index. New entries are put in a list
            # that every search reads to its end, once a window, so it is kept shorter than PostgreSQL's 4 MB.
            GinIndex(fields=["public", "labels"], name="article_search_found", gin_pending_list_limit=256),
            GinIndex(fields=["desk"], name="article_search_desk"),
        ]


class SearchWord(models.Model):
    """A word that occurs in some story, for “did you mean”."""

    word = models.CharField(max_length=40, primary_key=True)

    class Meta:
        indexes = [GinIndex(fields=["word"], name="searchword_alike", opclasses=["gin_trgm_ops"])]  # “did you mean”

    def __str__(self) -> str:
        return self.word


class TagCount(models.Model):
    """The number of live stories of a tag, counted by the worker after each change, for the index of tags."""

    tag = models.OneToOneField("articles.Tag", on_delete=models.CASCADE, primary_key=True, related_name="count")
    stories = models.PositiveIntegerField()


class TagListing(models.Model):
    """A live story under one of its tags, for the tag's page."""

    tag = models.ForeignKey("articles.Tag", on_delete=models.CASCADE, related_name="listings")
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="tag_listings")
    published_at = models.DateTimeField()

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "article"], name="taglisting_once")]
        indexes = [
            models.Index(fields=["tag", "-published_at", "-article"], name="taglisting_newest")  # the tag's page
        ]


class BylineListing(models.Model):
    """A live story under one of its bylines, for the byline's page."""

    profile = models.ForeignKey("articles.Profile", on_delete=models.CASCADE, related_name="listings")
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="byline_listings")
    published_at = models.DateTimeField()

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "article"], name="bylinelisting_once")]
        indexes = [
            models.Index(
                fields=["profile", "-published_at", "-article"], name="bylinelisting_newest"
            )  # the byline's page
        ]


class SitemapCut(models.Model):
    """A boundary between two sitemaps of a month: stories first published before it are in the earlier one.

    Added by the worker (`articles.feeds.sitemap_parts`), and never moved, so that old sitemaps stay as they are.
    """

    at = models.DateTimeField(primary_key=True)
