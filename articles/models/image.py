"""Pictures, with the words that must go with them."""

from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, ImageQuerySet
from wagtail.search import index

from fastpath.cache_tags import CacheTagged

from ..images import renditions
from ..validators import CLEAN_TEXT

LACKING = models.Q(alt_text="") | models.Q(credit="")


class NewsImageQuerySet(ImageQuerySet):
    """Recipes for pictures."""

    def lacking(self) -> "NewsImageQuerySet":
        """Pictures that no story may be published with, as long as they have no alt text or no credit."""
        return self.filter(LACKING)


class NewsImage(CacheTagged, AbstractImage):
    """A picture. Its alt text is required; a story cannot be published with a picture without credit."""

    cache_tag_prefix = "image"

    description = None  # Wagtail's word for alt text; we have one field and one word
    alt_text = models.CharField(
        "alt text",
        max_length=300,
        validators=CLEAN_TEXT,
        help_text="What is in the picture, for someone who cannot see it.",
    )
    caption = models.CharField(
        max_length=500,
        blank=True,
        validators=CLEAN_TEXT,
        help_text="Printed under the picture. A story can use another.",
    )
    credit = models.CharField(
        max_length=200,
        blank=True,
        validators=CLEAN_TEXT,
        help_text="Such as “Photograph: Rafael Itoh”. A story cannot be published without it.",
    )

    objects = NewsImageQuerySet.as_manager()
    made: str
    decorative, contextual_alt_text = False, None  # as Wagtail's constructor sets them, which is not asked

    admin_form_fields = (
        "title",
        "file",
        "alt_text",
        "caption",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )
    search_fields = [
        *(field for field in AbstractImage.search_fields if field.field_name != "description"),
        index.SearchField("alt_text"),
        index.SearchField("caption"),
        index.SearchField("credit"),
    ]

    class Meta:
        verbose_name = "picture"
        verbose_name_plural = "pictures"
        indexes = [
            # the problems on the desk's dashboard
            models.Index(fields=["id"], condition=LACKING, name="image_lacking"),
        ]

    @property
    def default_alt_text(self) -> str:
        """What Wagtail offers as alt text where a picture is placed."""
        return self.alt_text

    @property
    def focus_classes(self) -> str:
        """The focal point as CSS classes, in tenths of width and height; empty when it is the middle."""
        if self.focal_point_x is None or self.focal_point_y is None:
            return ""
        return f"fx{round(10 * self.focal_point_x / self.width)} fy{round(10 * self.focal_point_y / self.height)}"

    def renditions_made(self) -> str:
        """The renditions that exist, as `pictures.load_renditions` fetched them; none are made here."""
        if not hasattr(self, "made"):
            renditions.load_renditions([self])
        return self.made


class NewsRendition(AbstractRendition):
    """A picture at one width in one format, made ahead by the worker."""

    image = models.ForeignKey(NewsImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="articles_rendition_once_per_spec"
            )
        ]
