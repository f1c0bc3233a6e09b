"""Loads the demo paper through the same doors an editor uses, and removes it again."""

import json
import os
import secrets
import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files import File
from django.db import models, transaction
from django.utils import timezone
from wagtail.blocks import StreamValue
from wagtail.models import ReferenceIndex

from articles.models import (
    Article,
    Byline,
    NewsImage,
    Paper,
    Profile,
    ProfileLink,
    Section,
    SimplePage,
    Source,
    Tag,
)
from articles.services import publishing, tag_counts
from comments.models import Commenter
from readers.models import Reader
from subscriptions.models import Topic

from ..models import DemoItem
from ..roles import EDITOR
from . import comments_loader, readers, story_file, subscriptions_loader

HERE = Path(__file__).parent
Say = Callable[[str], None]


def staff_file() -> Path:
    """Return where the demo staff's passwords are kept."""
    return Path(settings.DATA_DIR) / "demo-staff.json"


def is_empty() -> bool:
    """Return whether this paper has no story and no section yet."""
    return not Article.objects.exists() and not Section.objects.exists()


def load(say: Say = lambda line: None) -> int:
    """Load the whole demo paper, all or nothing, and return the number of stories.

    Raises BadStoryError if a file of the demo cannot be read.
    """
    files = [story_file.read(path) for path in sorted((HERE / "stories").glob("*.md"))]
    with transaction.atomic():
        loading = _Loading(_description())
        staff = loading.everything_but_stories()
        for number, file in enumerate(files, 1):
            loading.draft(file)
            if number % 20 == 0 or number == len(files):
                say(f"{number} of {len(files)} stories written")
        for number, file in enumerate(files, 1):
            loading.publish(file)
            if number % 20 == 0 or number == len(files):
                say(f"{number} of {len(files)} stories published")
        loading.have_it_read()
        tag_counts.count()
        number = comments_loader.load(loading.articles, loading.now, loading.note)
        say(f"{number} comments written")
        number = subscriptions_loader.load(loading.now, loading.note)
        say(f"{number} subscribers, and what they were mailed")
    _write_privately(staff_file(), json.dumps(staff, indent=1))
    return len(files)


def _description() -> dict[str, Any]:
    """Return what the demo says of the paper, its sections and people."""
    return tomllib.loads((HERE / "paper.toml").read_text(encoding="utf-8"))


def remove() -> int:
    """Remove what the demo brought, except what later stories use; returns how many things went."""
    with transaction.atomic():
        gone = subscriptions_loader.leave()
        newest_first = DemoItem.objects.order_by("-pk")
        for item in sorted(newest_first, key=lambda item: item.label != Article._meta.label):  # they use the rest
            thing = item.find()
            if thing is not None and not _in_use(thing):
                thing.delete()
                gone += 1
        if DemoItem.objects.exists():
            paper = Paper.load()
            _forget(paper, _description()["paper"])
            paper.save()
        DemoItem.objects.all().delete()
        readers.leave()
    staff_file().unlink(missing_ok=True)
    return gone


def _describe(paper: Paper, description: dict[str, Any]) -> None:
    """Let `paper` say of itself what the demo's description says."""
    for name, value in description.items():
        if name.endswith("_links"):
            value = json.dumps(
                [{"type": "link", "value": {"label": label, "address": address}} for label, address in value]
            )
        setattr(paper, name, value)


def _forget(paper: Paper, description: dict[str, Any]) -> None:
    """Let `paper` no longer say what the demo's description says; what somebody has changed stays."""
    demo, plain = Paper(), Paper()
    _describe(demo, description)
    for name in description:
        if _without_keys(getattr(paper, name)) == _without_keys(getattr(demo, name)):
            setattr(paper, name, getattr(plain, name))


def _without_keys(value: Any) -> Any:
    """Return a list of links without the keys that each got when it was saved; anything else as it is."""
    return [dict(block.value) for block in value] if isinstance(value, StreamValue) else value


def _in_use(thing: models.Model) -> bool:
    """Return whether a row that is not the demo's needs `thing`. Demo stories are deleted before."""
    if isinstance(thing, Section):
        return Article.objects.filter(section=thing).exists()
    if isinstance(thing, Profile):
        return Byline.objects.filter(profile=thing).exists()
    if isinstance(thing, Tag):
        return thing.tagged_articles.exists()
    if isinstance(thing, Commenter):
        return thing.comments.exists()
    if isinstance(thing, Reader):
        return Commenter.objects.filter(reader=thing).exists()
    if isinstance(thing, Topic):
        return thing.subscriptions.exists()
    if isinstance(thing, NewsImage):
        return ReferenceIndex.get_references_to(thing).exists()
    return False


def _write_privately(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


class _Loading:
    """One load of the demo: what exists so far, by slug."""

    def __init__(self, description: dict[str, Any]) -> None:
        self.description = description
        self.now = timezone.now()
        self.sections: dict[str, Section] = {}
        self.profiles: dict[str, Profile] = {}
        self.images: dict[str, NewsImage] = {}
        self.articles: dict[str, Article] = {}
        self.paper = Paper.load()

    def everything_but_stories(self) -> list[dict[str, str]]:
        _describe(self.paper, self.description["paper"])
        self.paper.save()
        for position, head in enumerate(self.description["sections"]):
            slug = head["name"].lower()
            self.sections[slug] = self._keep(Section(slug=slug, position=position, **head))
        for head in self.description["profiles"]:
            self._profile(dict(head))
        for head in self.description["pages"]:
            body = story_file.blocks_of(head["body"])
            self._keep(SimplePage(slug=head["slug"], name=head["name"], body=json.dumps(body), published=True))
        return [self._staff(**head) for head in self.description["staff"]]

    def _keep(self, thing: Any) -> Any:
        """Save `thing`, and note that it is the demo's."""
        thing.full_clean()
        thing.save()
        self.note(thing)
        return thing

    def note(self, *things: Any) -> None:
        """Note that these, which are saved, are the demo's."""
        DemoItem.objects.bulk_create(DemoItem(label=thing._meta.label, item=str(thing.pk)) for thing in things)

    def _profile(self, head: dict[str, Any]) -> None:
        links = head.pop("links", [])
        image = self._image(
            {"name": head["slug"], "alt": f"Portrait of {head['name']}", "credit": "Illustration: Pavel Drozd"}
        )
        profile = Profile(portrait=image, **head)
        profile.links = [ProfileLink(label=label, url=url) for label, url in links]
        self.profiles[head["slug"]] = self._keep(profile)

    def _staff(self, username: str, profile: str, role: str) -> dict[str, str]:
        person = self.profiles[profile]
        password = secrets.token_urlsafe(9)
        first, last = person.name.removeprefix("Dr ").split(" ", 1)
        user = get_user_model()(
            username=username, email=f"{username}@breakwater.example", first_name=first, last_name=last
        )
        user.set_password(password)
        self._keep(user)
        user.groups.add(Group.objects.get(name=role))
        person.user = user
        person.save(update_fields=["user"])
        return {"username": username, "name": person.name, "role": role, "password": password}

    def _tag(self, name: str) -> None:
        if not Tag.objects.filter(name__iexact=name).exists():
            self._keep(Tag(name=name, slug=Tag().slugify(name)))

    def _image(self, head: dict[str, str]) -> NewsImage | None:
        name = head["name"]
        if name not in self.images:
            path = HERE / "images" / f"{name}.avif"
            if not path.exists():
                return None
            with path.open("rb") as file:
                self.images[name] = self._keep(
                    NewsImage(
                        title=name.replace("-", " ").capitalize(),
                        file=File(file, name=path.name),
                        alt_text=head["alt"],
                        caption=head.get("caption", ""),
                        credit=head.get("credit", ""),
                    )
                )
        return self.images[name]

    def _moment(self, text: str) -> datetime:
        return story_file.moment(text, self.now, self.paper.tzinfo())

    def draft(self, file: story_file.StoryFile) -> None:
        """Create the story as a draft, so that other stories can point to it."""
        head = file.head
        for name in head["tags"]:
            self._tag(name)
        article = Article(
            slug=file.slug,
            section=self.sections[head["section"]],
            lead_image=self._image(head["image"]) if "image" in head else None,
            created_at=self._moment(head["published"]) - timedelta(hours=3),
            **{name: head[name] for name in ("headline", "standfirst", "kind", "dateline")},
            seo_description=head.get("seo_description", ""),
        )
        for number, text in enumerate(head["bylines"]):
            slug, _, role = text.partition(":")
            article.bylines.add(Byline(profile=self.profiles[slug], role=role or "words", sort_order=number))
        article.sources = [Source(sort_order=number, **head_) for number, head_ in enumerate(head.get("sources", []))]
        article.owner = article.bylines.all()[0].profile.user
        self.articles[file.slug] = self._keep(article)
        article.tags.add(*head["tags"])
        article.save()

    def publish(self, file: story_file.StoryFile) -> None:
        """Give the story its text, publish it at its time, and add what came later."""
        head, article = file.head, self.articles[file.slug]
        article.body = json.dumps([self._resolved(block) for block in file.blocks])
        revision = article.save_revision(user=article.owner)
        published = self._moment(head["published"])
        article = self.articles[file.slug] = publishing.publish(revision, at=published)
        if "updated" in head:
            Article.objects.filter(pk=article.pk).update(last_published_at=self._moment(head["updated"]))
        for correction in head.get("corrections", []):
            publishing.correct(
                article, kind=correction["kind"], text=correction["text"], at=self._moment(correction["at"])
            )
        for note in head.get("notes", []):
            publishing.note_update(article, text=note["text"], at=self._moment(note["at"]))

    def have_it_read(self) -> None:
        """Let readers read it and the desk arrange its front page."""
        stories = {story.slug: story for story in Article.objects.published().filter(pk__in=self._keys()).defer("body")}
        readers.read_it(stories.values(), self.now)
        editor = get_user_model().objects.filter(groups__name=EDITOR).order_by("pk").first()
        readers.arrange(stories, editor, self.now)

    def _keys(self) -> list[int]:
        return [article.pk for article in self.articles.values()]

    def _resolved(self, block: dict[str, Any]) -> dict[str, Any]:
        """Replace names in a block by the keys of what they name."""
        if block["type"] == "related_story":
            return {**block, "value": self.articles[block["value"]].pk}
        if block["type"] == "picture":
            value = block["value"]
            image = self._image(
                {"name": value["image"], "alt": value.get("alt", ""), "credit": value.get("credit", "")}
            )
            return {
                **block,
                "value": {
                    "image": image.pk if image else None,
                    "alt_text": value.get("alt", ""),
                    "caption": value.get("caption", ""),
                    "wide": True,
                },
            }
        return block
