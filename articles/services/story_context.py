"""The template context of a story's page, for readers and for the preview."""

from typing import Any

from fastpath.child_rows import child_rows_of

from ..formatting.credits import authors_of, credits_of
from ..images.renditions import load_renditions
from ..models import Article, ArticleRender
from ..search import index
from ..selection import blocks
from ..selection.pick import Pick
from . import derived_data

HERO_SIZES = "(width >= 1440px) 1184px, (width >= 1080px) 84vw, 100vw"


def story_context(found: Article, *, preview: bool = False) -> dict[str, Any]:
    """Return the context of the story's template. A preview renders the body now; readers get the stored one."""
    body = (
        ArticleRender(html=derived_data.body_html(found), words=index.count_words(found)) if preview else found.render
    )
    pick = Pick([*blocks.shown_in_body(found), *([found.pk] if found.pk else [])])
    under = blocks.under_story(pick, found)
    authors = authors_of(found)
    portraits = [profile.portrait for profile in authors]
    teased = [*under["more"], *(item.story for item in under["recommended"])]
    load_renditions([found.lead_image, found.social_image, *portraits, *(story.lead_image for story in teased)])
    return {
        "story": found,
        "section": found.section,
        "hero_sizes": HERO_SIZES,
        "body": body,
        "credits": credits_of(found),
        "authors": authors,
        "sources": child_rows_of(found, "sources"),
        "corrections": child_rows_of(found, "corrections") if found.pk else [],
        "update_notes": child_rows_of(found, "update_notes") if found.pk else [],
        "preview": preview,
        **under,
        **blocks.readers(pick, under_story=True),
    }
