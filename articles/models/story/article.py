"""The story."""

import re
from contextlib import nullcontext
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import HashIndex
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    ReferenceIndex,
    RevisionMixin,
    TaskState,
    WorkflowMixin,
)

from fastpath.cache_tags import CacheTagged
from fastpath.child_rows import child_rows_of
from fastpath.translations import label

from ...addresses import full_address, slug_of
from ...blocks import STORY_BLOCKS
from ...validators import CLEAN_TEXT, SLUG_RULES
from ...wagtail_compat import reference_index_left_alone, remembers_workflow_states
from .. import child_rows, related_objects
from ..address import OldAddress
from ..paper import Paper
from ..tag import Tag
from . import reviews
from .derived import reading_minutes
from .querysets import ArticleQuerySet


class TaggedArticle(ItemBase):
    """A tag on a story, as edited; readers see `TagListing`."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_articles")
    content_object = ParentalKey("articles.Article", on_delete=models.CASCADE, related_name="tagged_items")

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="taggedarticle_once")]


class Article(
    CacheTagged, PreviewableMixin, WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, ClusterableModel
):
    """A story, from first draft to archive.

    While it is not live the row holds the latest draft; once live the row holds what readers see,
    and drafts are only in revisions. `published()` is the only gate to what readers may see.
    """

    class Kind(models.TextChoices):
        """The genre, which readers are always shown."""

        NEWS = "news", _("News")
        ANALYSIS = "analysis", _("Analysis")
        OPINION = "opinion", _("Opinion")
        EDITORIAL = "editorial", _("Editorial")
        LETTER = "letter", _("Letter")
        FEATURE = "feature", _("Feature")

    class CommentPolicy(models.TextChoices):
        """The comment policy, where it differs from the section's."""

        INHERIT = "inherit", "As the section"
        OPEN = "open"
        PREMODERATED = "premoderated", "Each read by a moderator first"
        CLOSED = "closed"

    cache_tag_prefix = "article"
    VOICES = frozenset({Kind.OPINION, Kind.EDITORIAL, Kind.LETTER})

    live = models.BooleanField(default=False, editable=False)  # Wagtail's default is True: any create() would be public

    headline = models.CharField(max_length=300, validators=CLEAN_TEXT)
    standfirst = models.TextField(
        max_length=600, blank=True, validators=CLEAN_TEXT, help_text="One or two sentences under the headline."
    )
    slug = models.SlugField(
        max_length=160,
        blank=True,
        validators=SLUG_RULES,
        help_text="The last part of the address; made from the headline if left empty.",
    )
    address = models.CharField(  # noqa: DJ001 - null: drafts have none, and none is not a duplicate
        max_length=300,
        unique=True,
        null=True,
        editable=False,
        help_text="The path without outer slashes, fixed at first publication: world/2026/11/slug.",
    )
    section = models.ForeignKey("articles.Section", null=True, blank=True, on_delete=models.SET_NULL)
    section.wagtail_reference_index_ignore = True
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.NEWS)
    dateline = models.CharField(
        max_length=80, blank=True, validators=CLEAN_TEXT, help_text="Where it was reported from, such as “Brussels”."
    )
    body = StreamField(STORY_BLOCKS, blank=True)
    lead_image = models.ForeignKey(
        "articles.NewsImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="lead_of"
    )
    lead_caption = models.CharField(
        "caption", max_length=500, blank=True, validators=CLEAN_TEXT, help_text="Only if it should differ here."
    )
    tags = ClusterTaggableManager(through=TaggedArticle, blank=True)

    seo_title = models.CharField(
        "title for search engines", max_length=120, blank=True, validators=CLEAN_TEXT, help_text="If not the headline."
    )
    seo_description = models.CharField(
        "description", max_length=300, blank=True, validators=CLEAN_TEXT, help_text="If not the standfirst."
    )
    social_image = models.ForeignKey(
        "articles.NewsImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    comment_policy = models.CharField("comments", max_length=20, choices=CommentPolicy, default=CommentPolicy.INHERIT)
    in_news_sitemap = models.BooleanField(
        "offer to news search",
        default=True,
        db_default=True,
        help_text="For two days after publication, if its section is offered.",
    )
    language = models.CharField(max_length=12, blank=True, help_text="If not the paper’s, as in “fr”.")
    embargo_until = models.DateTimeField(
        "embargoed until", null=True, blank=True, help_text="It cannot be published before this time."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="stories",
        verbose_name="reporter",
    )
    owner.wagtail_reference_index_ignore = True
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ArticleQuerySet.as_manager()
    default_exclude_fields_in_copy = [
        *RevisionMixin.default_exclude_fields_in_copy,
        "address",
        "slug",
        "owner",
        "created_at",
        "live",
        "live_revision",
        "first_published_at",
        "last_published_at",
    ]

    class Meta:
        verbose_name = "story"
        verbose_name_plural = "stories"
        permissions = [
            ("publish_article", "Can publish stories"),
            ("lock_article", "Can lock stories"),
            ("unlock_article", "Can unlock stories"),
            ("correct_article", "Can correct published stories"),
            ("withdraw_article", "Can withdraw stories for legal reasons"),
        ]
        default_permissions = ("add", "change", "delete", "view")
        indexes = [
            # front page, archive, feeds
            models.Index(
                fields=["-first_published_at", "-id"], condition=models.Q(live=True), name="article_live_newest"
            ),
            # a section's page, and its strip on the front page
            models.Index(
                fields=["section", "-first_published_at", "-id"],
                condition=models.Q(live=True),
                name="article_live_section",
            ),
            # the worker's look for what expires; Wagtail has no index for it
            models.Index(
                fields=["expire_at"], condition=models.Q(live=True, expire_at__isnull=False), name="article_expiring"
            ),
            # the warning that another story has the same headline
            HashIndex(fields=["headline"], name="article_headline"),
            # the desk's list
            models.Index(fields=["-created_at", "-id"], name="article_created_newest"),
            # the same, of one section; of one reporter
            models.Index(fields=["section", "-created_at", "-id"], name="article_section_newest"),
            models.Index(fields=["owner", "-created_at", "-id"], name="article_owner_newest"),
            # the desk's list of drafts and of expired stories; the one of live stories with a draft
            models.Index(fields=["-created_at", "-id"], condition=models.Q(live=False), name="article_not_live_newest"),
            models.Index(
                fields=["-created_at", "-id"],
                condition=models.Q(live=True, has_unpublished_changes=True),
                name="article_live_with_draft",
            ),
            # the desk's list of what was first published between two days, and may be off the site again
            models.Index(
                fields=["-first_published_at", "-id"],
                condition=models.Q(first_published_at__isnull=False),
                name="article_published_newest",
            ),
            # the desk's list by last edit; the dashboard's list of somebody's own stories
            models.Index(
                models.F("latest_revision").desc(nulls_last=True), models.F("id").desc(), name="article_edited_newest"
            ),
            models.Index(
                "owner",
                models.F("latest_revision").desc(nulls_last=True),
                models.F("id").desc(),
                name="article_owner_edited_newest",
            ),
            # planning: times that drafts ask for; embargoes
            models.Index(
                fields=["go_live_at"],
                condition=models.Q(live=False, go_live_at__isnull=False),
                name="article_asks_to_go_live",
            ),
            models.Index(
                fields=["embargo_until"], condition=models.Q(embargo_until__isnull=False), name="article_embargoed"
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    # What readers see ------------------------------------------------------------------

    def is_published(self) -> bool:
        """Return whether readers may see it; equivalent to `ArticleQuerySet.published()`."""
        return self.live

    @property
    def published_at(self) -> Any:
        """Return when it first went live; None before."""
        return self.first_published_at

    @property
    def updated_at(self) -> Any:
        """Return when the live text last changed, if that was at least a minute after publication; else None."""
        first, last = self.first_published_at, self.last_published_at
        return last if first and last and (last - first).total_seconds() >= 60 else None

    @property
    def modified_at(self) -> Any:
        """Return when its text, corrections or update notes last changed."""
        notes = [note.at for note in (*child_rows_of(self, "corrections"), *child_rows_of(self, "update_notes"))]
        return max([moment for moment in (self.published_at, self.updated_at, *notes) if moment], default=None)

    def get_kind_display(self) -> str:
        """Return the label of its kind; cached, where Django's method searches every catalogue each time."""
        return label(self.Kind(self.kind))

    @property
    def is_voice(self) -> bool:
        """Return whether it is an opinion; its headline is then set in the light weight."""
        return self.kind in self.VOICES

    @property
    def minutes(self) -> int:
        """Return the reading time in minutes; needs `with_words()`."""
        return reading_minutes(getattr(self, "words", 0) or 0)

    @property
    def tag_list(self) -> list[Any]:
        """Return its tags in the order they were added."""
        return [item.tag for item in child_rows_of(self, "tagged_items", "tag")]  # or one may be deleted in between

    @property
    def picture_caption(self) -> str:
        """Return the caption of the lead image."""
        return self.lead_caption or (self.lead_image.caption if self.lead_image else "")

    def get_absolute_url(self) -> str:
        """Return the path of the story; before publication, the one it would get now."""
        return f"{get_script_prefix()}{self.address or self.coming_address()}/"

    def coming_address(self) -> str:
        """Return the address it gets if published at its scheduled time, or now."""
        when = self.first_published_at or max(self.go_live_at or timezone.now(), timezone.now())
        month = timezone.localtime(when, Paper.current().tzinfo()).strftime("%Y/%m")
        section = self.section.slug if self.section else "story"
        return f"{section}/{month}/{self.slug or self.slug_from_headline()}"

    @property
    def full_url(self) -> str:
        """Return the address with the site's host."""
        return full_address(self.get_absolute_url())

    @property
    def markdown_path(self) -> str:
        """Return the path of its Markdown version."""
        return f"{self.get_absolute_url().rstrip('/')}.md"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the story; without `update_fields` also its child rows and Wagtail's reference index."""
        whole = kwargs.get("update_fields") is None
        lines = child_rows.save_child_rows(self) if self.pk and whole else nullcontext()
        with transaction.atomic():
            with lines, reference_index_left_alone():
                super().save(*args, **kwargs)
            if whole:
                ReferenceIndex.create_or_update_for_object(self)

    # Editing --------------------------------------------------------------------------

    def slug_from_headline(self) -> str:
        """Return a slug made of the headline's first words."""
        return slug_of(self.headline, longest=80, otherwise="story")

    _found_free = ""  # an address that `clean` has found to be free

    def clean_fields(self, exclude: Any = None) -> None:
        """Validate the fields, except foreign keys that are known to exist: each would cost a query."""
        super().clean_fields(exclude={*(exclude or ()), *related_objects.ROW_FIELDS, *related_objects.loaded(self)})

    def validate_unique(self, exclude: Any = None) -> None:
        """Leave the address to `clean`, whose message names the story that has it."""
        super().validate_unique(exclude={*(exclude or ()), "address"})

    def clean(self) -> None:
        """Fill in the slug, and refuse one that another story, draft or old address has."""
        super().clean()
        self.headline = re.sub(r"[\r\n\t]+", " ", self.headline).strip()
        if not self.slug:
            wanted = self.slug_from_headline()
            self.slug, n = wanted, 2
            while self._slug_holder():
                self.slug, n = f"{wanted}-{n}", n + 1
        elif holder := self._slug_holder():
            raise ValidationError({"slug": f"{holder} has this address. Change a word."})
        if self.go_live_at and self.expire_at and self.go_live_at >= self.expire_at:
            raise ValidationError({"expire_at": "It would expire before it is published."})
        if self.embargo_until and self.go_live_at and self.go_live_at < self.embargo_until:
            raise ValidationError({"go_live_at": "This is before the embargo ends."})

    def _slug_holder(self) -> str:
        """Return the name of what has the address this story would get, or an empty string.

        A free address is remembered, because the form, the save and the publication all validate the story.
        """
        wanted = self.wanted_address()
        if wanted == self._found_free:
            return ""
        draft = Q(address=None, slug=self.slug, section=self.section_id)
        others = Article.objects.exclude(pk=self.pk).filter(Q(address=wanted) | draft)
        for other in others.only("headline", "address").order_by("address")[:1]:  # drafts, without one, come last
            return f"The {'story' if other.address else 'draft'} “{other.headline}”"
        if OldAddress.objects.taken_by_another(f"/{wanted}/", self):
            return "Another story once had this address and"
        self._found_free = wanted
        return ""

    def wanted_address(self) -> str:
        """Return the address with the present slug; section and month stay as first published."""
        if self.address:
            return f"{self.address.rsplit('/', 1)[0]}/{self.slug}"
        return self.coming_address()

    @classmethod
    def from_serializable_data(cls, data: Any, check_fks: bool = True, strict_fks: bool = False) -> Any:
        """Build a story from the content of a revision, with its related objects."""
        story = super().from_serializable_data(data, check_fks=False, strict_fks=strict_fks)
        if check_fks:
            related_objects.resolve(story)
        return story

    def with_content_json(self, content: Any) -> Self:
        """Return the story with the content of a revision; fields that are not versioned keep their values."""
        with related_objects.cached(self):
            story: Self = super().with_content_json(content)
        story.owner_id = self.owner_id
        story.address = self.address
        story.created_at = self.created_at
        story.last_published_at = self.last_published_at
        story.live_revision_id = self.live_revision_id
        story.expired = self.expired
        story._found_free = self._found_free
        return story

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Save a revision, and in the same transaction the vector of the desk's search."""
        from ...services import derived_data

        with transaction.atomic():
            revision = super().save_revision(*args, **kwargs)
            derived_data.index_for_desk(self)
            # Reviewers see the text that approval would publish: the latest.
            TaskState.objects.filter(
                status=TaskState.STATUS_IN_PROGRESS,
                workflow_state__base_content_type=self.get_base_content_type(),
                workflow_state__object_id=str(self.pk),
            ).update(revision=revision)
        return revision

    def get_latest_revision_as_object(self) -> Any:
        """Return the story with its latest draft and related objects, without reading its row again as Wagtail does."""
        if self.has_unpublished_changes and (revision := self.get_latest_revision()):
            return self.with_content_json(revision.content)
        related_objects.resolve(self)
        return self

    def get_workflow(self) -> Any:
        """Return the workflow of stories; cached, because a form needs it often."""
        return self._workflow

    @cached_property
    def _workflow(self) -> Any:
        return self.get_default_workflow()

    @property
    def current_workflow_state(self) -> Any:
        """Return the current review or None; the one given to Wagtail, if any was."""
        remembered = remembers_workflow_states(self)
        return super().current_workflow_state if remembered else next(iter(reviews.under_way(self)), None)

    # Publishing: every way to publish in Wagtail calls these -------------------------------

    def publish(self, revision: Any, user: Any = None, **options: Any) -> None:
        """Publish or schedule `revision`; see `articles.services.publishing.publish`."""
        from ...services import publishing

        publishing.publish(revision, user=user, **options)

    def unpublish(
        self, set_expired: bool = False, commit: bool = True, user: Any = None, log_action: Any = True
    ) -> None:
        """Take the story off the site; see `articles.services.publishing.unpublish`."""
        from ...services import publishing

        publishing.unpublish(self, user=user, expired=set_expired, log_action=log_action)

    # Preview ---------------------------------------------------------------------------

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        """Return the template of the public page."""
        return "articles/story.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """Return the context that the story's view gives the template."""
        from ...services.story_context import story_context

        return {**super().get_preview_context(request, mode_name), **story_context(self, preview=True)}


class Byline(Orderable):
    """A profile credited on a story, with its role."""

    class Role(models.TextChoices):
        """The work that is credited."""

        WORDS = "words"
        PHOTOGRAPHS = "photographs"
        ILLUSTRATION = "illustration"
        TRANSLATION = "translation"
        AGENCY = "agency"

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="bylines")
    profile = models.ForeignKey("articles.Profile", null=True, on_delete=models.SET_NULL, related_name="+")
    profile.wagtail_reference_index_ignore = True
    role = models.CharField(max_length=20, choices=Role, default=Role.WORDS)

    def __str__(self) -> str:
        return str(self.profile)

    def clean_fields(self, exclude: Any = None) -> None:
        """Validate the fields, except a profile that was just read."""
        super().clean_fields(exclude={*(exclude or ()), *related_objects.loaded(self)})


class Source(Orderable):
    """An outlet or document that the story is based on."""

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="sources")
    name = models.CharField(max_length=200, validators=CLEAN_TEXT, help_text="The outlet, document or “Interviews”.")
    title = models.CharField(max_length=300, blank=True, validators=CLEAN_TEXT)
    url = models.URLField("link", max_length=1000, blank=True)

    def __str__(self) -> str:
        return self.name
