"""Builders with sensible defaults; a test names only what it is about."""

import io
import json
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image

from articles.models import Article, Byline, NewsImage, Paper, Profile, Section, Source


def section(name: str = "World", **fields: Any) -> Section:
    """Return a saved section."""
    return Section.objects.create(name=name, slug=fields.pop("slug", slugify(name)), **fields)


def profile(name: str, **fields: Any) -> Profile:
    """Return a saved profile."""
    return Profile.objects.create(name=name, slug=fields.pop("slug", slugify(name)), **fields)


def picture_file(
    width: int = 1200, height: int = 800, format_name: str = "JPEG", name: str = "cranes.jpg"
) -> ContentFile:
    """Return an uploadable picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (108, 150, 182)).save(buffer, format_name)
    return ContentFile(buffer.getvalue(), name=name)


def image(title: str = "Cranes", **fields: Any) -> NewsImage:
    """Return a saved picture that lacks nothing."""
    defaults = {
        "alt_text": "Three harbour cranes at dusk",
        "caption": "The quay on Friday.",
        "credit": "Photograph: Rafael Itoh",
    }
    file = fields.pop("file", None) or picture_file()
    return NewsImage.objects.create(title=title, file=file, **(defaults | fields))


def paragraphs(*texts: str) -> str:
    """Return a story's body made of paragraphs, as the database keeps it."""
    return json.dumps([{"type": "paragraph", "value": f"<p>{text}</p>"} for text in texts])


def draft(headline: str, *, bylines: Any = (), sources: Any = (), tags: Any = (), **fields: Any) -> Article:
    """Return a saved draft with one revision. `bylines` are profiles or (profile, role)."""
    fields.setdefault("body", paragraphs("The last clause to be agreed was about bakeries."))
    with Paper.current().as_current():
        return _draft(headline, bylines, sources, tags, fields)


def _draft(headline: str, bylines: Any, sources: Any, tags: Any, fields: dict[str, Any]) -> Article:
    article = Article(headline=headline, **fields)
    for number, given in enumerate(bylines):
        who, role = given if isinstance(given, tuple) else (given, Byline.Role.WORDS)
        article.bylines.add(Byline(profile=who, role=role, sort_order=number))
    article.sources = [Source(sort_order=number, **source) for number, source in enumerate(sources)]
    article.full_clean()
    article.save()
    if tags:
        article.tags.add(*tags)
        article.save()
    article.save_revision()
    article.refresh_from_db()
    return article


def let_its_time_come(story: Article, *, at: datetime | None = None) -> None:
    """Move the approved schedule of `story` to `at` or just into the past, as if the hours had gone by."""
    revision = story.revisions.get(approved_go_live_at__isnull=False)
    revision.approved_go_live_at = at or timezone.now() - timedelta(seconds=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
