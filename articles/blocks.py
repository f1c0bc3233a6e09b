"""The blocks a story's body is made of. Each has one template in templates/articles/blocks/."""

import re
from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from .models import related_objects
from .validators import CLEAN_TEXT

PARAGRAPH_FEATURES = ["h2", "bold", "italic", "link", "ul", "ol", "superscript", "subscript"]
SHORT_FEATURES = ["bold", "italic", "link"]
PULL_QUOTE_WORDS = 22


_EMPTY = re.compile(r"<p\b[^>]*>(?:\s|&nbsp;|<br\s*/?>)*</p>")


class ParagraphBlock(blocks.RichTextBlock):
    """Running text. Pasted text may bring small headings and lists, and the empty lines that mail is full of."""

    def clean(self, value: Any) -> Any:
        """Drop empty paragraphs: the space between paragraphs is the style sheet's."""
        cleaned = super().clean(value)
        cleaned.source = _EMPTY.sub("", cleaned.source) or cleaned.source
        return cleaned

    class Meta:
        icon = "pilcrow"
        template = "articles/blocks/paragraph.html"


class PullQuoteBlock(blocks.StructBlock):
    """A sentence of the story set large beside it."""

    text = blocks.TextBlock(rows=2, validators=CLEAN_TEXT, help_text=f"At most {PULL_QUOTE_WORDS} words read well.")
    attribution = blocks.CharBlock(required=False, max_length=200, validators=CLEAN_TEXT)

    class Meta:
        icon = "openquote"
        template = "articles/blocks/pull_quote.html"


class BlockQuoteBlock(blocks.StructBlock):
    """A passage of somebody else's text, with where it is from."""

    text = blocks.RichTextBlock(features=SHORT_FEATURES)
    source = blocks.CharBlock(required=False, max_length=300, validators=CLEAN_TEXT)
    url = blocks.URLBlock(required=False, max_length=500)

    class Meta:
        icon = "openquote"
        template = "articles/blocks/block_quote.html"


class PictureChooserBlock(ImageChooserBlock):
    """Chooses a picture; all that a form chooses are read at once, where Wagtail's own reads each twice."""

    def value_from_form(self, value: Any) -> Any:
        """Keep the number of what was chosen: `clean` reads it."""
        related_objects.defer(self.model_class, related_objects.submitted_key(value))
        return value

    def clean(self, value: Any) -> Any:
        """Return the picture; raise ValidationError if there is none."""
        key = value.pk if isinstance(value, self.model_class) else value
        found = related_objects.get_many(self.model_class, related_objects.submitted_key(key))
        return next(iter(found.values()), None) or blocks.FieldBlock.clean(self, key)


class PictureBlock(blocks.StructBlock):
    """A picture in the story; empty words are taken from the image library."""

    image = PictureChooserBlock()
    alt_text = blocks.CharBlock(
        required=False, max_length=300, validators=CLEAN_TEXT, help_text="Only if it should differ here."
    )
    caption = blocks.CharBlock(required=False, max_length=500, validators=CLEAN_TEXT)
    wide = blocks.BooleanBlock(required=False, help_text="Wider than the text.")

    class Meta:
        icon = "image"
        template = "articles/blocks/picture.html"


class EmbedBlock(blocks.StructBlock):
    """Something on another site, shown as a card that is a link: nothing of theirs loads with our page."""

    url = blocks.URLBlock(max_length=1000)
    title = blocks.CharBlock(max_length=200, validators=CLEAN_TEXT)

    class Meta:
        icon = "media"
        template = "articles/blocks/embed.html"


class TableBlock(TypedTableBlock):
    """Figures in rows and columns; number columns are set to the right."""

    class Meta:
        icon = "table"
        template = "articles/blocks/table.html"


class FactBoxBlock(blocks.StructBlock):
    """The background in brief."""

    title = blocks.CharBlock(max_length=120, validators=CLEAN_TEXT)
    text = blocks.RichTextBlock(features=["bold", "italic", "link", "ul", "ol"])

    class Meta:
        icon = "info-circle"
        template = "articles/blocks/fact_box.html"


def _table() -> TableBlock:
    return TableBlock(
        [
            ("text", blocks.CharBlock(required=False, max_length=300, validators=CLEAN_TEXT)),
            ("number", blocks.CharBlock(required=False, max_length=40, validators=CLEAN_TEXT)),
        ]
    )


STORY_BLOCKS = [
    (
        "paragraph",
        ParagraphBlock(features=PARAGRAPH_FEATURES),
    ),
    (
        "heading",
        blocks.CharBlock(max_length=160, validators=CLEAN_TEXT, icon="title", template="articles/blocks/heading.html"),
    ),
    ("picture", PictureBlock()),
    ("pull_quote", PullQuoteBlock()),
    ("block_quote", BlockQuoteBlock()),
    ("fact_box", FactBoxBlock()),
    ("table", _table()),
    ("embed", EmbedBlock()),
    (
        "related_story",
        SnippetChooserBlock(
            "articles.Article", icon="doc-full", label="Related story", template="articles/blocks/related_story.html"
        ),
    ),
]

PAGE_BLOCKS = [block for block in STORY_BLOCKS if block[0] in {"paragraph", "heading", "picture", "table"}]
