"""Changes that a page may show, through the doors that people use: each takes the numbers and changes something."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

from django.utils import timezone

from articles.feeds import sitemap_parts
from articles.front import arranging
from articles.images import renditions
from articles.models import Article, NewsImage, Paper, Profile, RecommendationRule, Section, SimplePage, Tag
from articles.selection import charts, recommended
from articles.services import publishing, tag_counts
from comments.models import Comment, SiteCommentSettings
from comments.rules import SubmissionGuards
from comments.services import changes as comment_changes
from comments.services import moderation, submission
from readers import identity
from tests import builders

Change = Callable[[Random], Any]


def _live(random: Random) -> Article:
    return random.choice(list(Article.objects.published().order_by("pk")))


def _one(random: Random, model: Any) -> Any:
    return random.choice(list(model.objects.order_by("pk")))


def publish_a_story(random: Random) -> None:
    """Publish something new, with what follows in the worker."""
    story = builders.draft(
        f"New story {random.random()}",
        section=_one(random, Section),
        bylines=[_one(random, Profile)],
        tags=[random.choice(["NATO", "Gas", f"Tag {random.randint(1, 99)}"])],
        lead_image=random.choice([None, _one(random, NewsImage)]),
    )
    publishing.publish(story.latest_revision)
    recommended.choose(story.pk)
    tag_counts.count()
    sitemap_parts.cut(story.first_published_at or timezone.now())


def edit_a_story(random: Random) -> None:
    """Publish another headline, text, section or tag."""
    story = Article.objects.get(pk=_live(random).pk)
    story.headline = f"Edited {random.random()}"
    story.body = builders.paragraphs(f"Said again: {random.random()}.")
    story.section = _one(random, Section)
    story.tags.set([random.choice(["NATO", "Gas", "Ferries"])])
    publishing.publish(story.save_revision())
    tag_counts.count()


def change_an_address(random: Random) -> None:
    """Give a live story another slug."""
    story = Article.objects.get(pk=_live(random).pk)
    story.slug = f"slug-{random.randint(1, 10**9)}"
    publishing.publish(story.save_revision())


def save_a_draft(random: Random) -> None:
    """Save a field that no page shows."""
    story = Article.objects.get(pk=_live(random).pk)
    story.headline = "Nobody sees this"
    story.save_revision()


def correct(random: Random) -> None:
    """Print a correction."""
    publishing.correct(_live(random), kind="correction", text=f"It was {random.random()}.")


def note_an_update(random: Random) -> None:
    """Print an update note."""
    publishing.note_update(_live(random), text=f"Adds {random.random()}.")


def unpublish(random: Random) -> None:
    """Take a story off the site."""
    publishing.unpublish(_live(random))
    tag_counts.count()


def withdraw_and_return(random: Random) -> None:
    """Withdraw a story, or reinstate and publish the last one."""
    gone = Article.objects.filter(withdrawal__isnull=False).first()
    if gone is None:
        publishing.withdraw(_live(random), reason="A court ordered it.")
    else:
        publishing.reinstate(gone)
        publishing.publish(gone.get_latest_revision())


def expire(random: Random) -> None:
    """Let a story's time be over."""
    publishing.unpublish(_live(random), expired=True)


def rename_a_section(random: Random) -> None:
    """Rename a section."""
    section = _one(random, Section)
    section.name = f"Section {random.randint(1, 10**6)}"
    section.save()


def rename_a_tag(random: Random) -> None:
    """Rename a tag, without its model's door."""
    tag = _one(random, Tag)
    Tag.objects.filter(pk=tag.pk).update(name=f"Tag {random.randint(1, 10**6)}")


def change_a_profile(random: Random) -> None:
    """Give a person another name, role and portrait."""
    profile = Profile.objects.get(pk=_one(random, Profile).pk)
    profile.name, profile.role = f"Person {random.randint(1, 10**6)}", f"Role {random.random()}"
    profile.portrait = random.choice([None, _one(random, NewsImage)])
    profile.save()


def change_a_picture(random: Random) -> None:
    """Give a picture another alt text and credit, and make its renditions."""
    image = _one(random, NewsImage)
    image.alt_text, image.credit = f"Shows {random.random()}", f"Photograph: {random.random()}"
    image.save()
    renditions.make_renditions(image)


def arrange_the_front(random: Random) -> None:
    """Put a story into a slot."""
    slot = random.choice(["lead", "long-read"])
    arranging.place(_live(random), slot, seen=arranging.in_force().number)


def make_the_charts(random: Random) -> None:
    """Compute the charts again."""
    charts.make(timezone.now())


def recommend_anew(random: Random) -> None:
    """Pin a story under another, and choose what stands there."""
    under, story = random.sample(list(Article.objects.published().order_by("pk")), 2)
    RecommendationRule.objects.update_or_create(under=under, story=story, defaults={"verdict": "pin"})
    recommended.choose(under.pk)


def change_the_paper(random: Random) -> None:
    """Change the name of the paper, its tagline, or the breaking banner."""
    paper = Paper.load()
    paper.name = f"The Paper {random.randint(1, 10**6)}"
    paper.breaking_headline = random.choice(["", f"Breaking {random.random()}"])
    paper.save()


def change_a_simple_page(random: Random) -> None:
    """Rewrite a page about the paper."""
    page = _one(random, SimplePage)
    page.body = json.dumps([{"type": "heading", "value": f"Who we are {random.random()}"}])
    page.save()


def comment(random: Random) -> None:
    """Say something under a story, and have it published; a site that was closed is opened first."""
    if SiteCommentSettings.load().closed:
        close_all_comments(random)
    reader = identity.reader_for(f"reader{random.randint(1, 5)}@reader.example", f"Reader {random.randint(1, 10**6)}")
    identity.verify(reader)
    text = f"I was there on day {random.random()}, and saw it."
    said = submission.submit(_live(random), reader, text, guards=SubmissionGuards(), signed_in=True).comment
    moderation.transition(said.pk, None, "published", comment_changes.RULES)


def remove_a_comment(random: Random) -> None:
    """Refuse a comment that readers saw."""
    seen = Comment.objects.visible().order_by("pk").first()
    if seen:
        moderation.transition(seen.pk, None, "rejected", comment_changes.RULES, "abusive")


def feature_a_comment(random: Random) -> None:
    """Feature a comment, and put it on top."""
    seen = Comment.objects.visible().filter(depth=0, is_pinned=False).order_by("pk").first()
    if seen:
        moderation.feature(seen.pk, None, comment_changes.RULES)
        moderation.pin(seen.pk, None, comment_changes.RULES)


def close_all_comments(random: Random) -> None:
    """Close comments on the whole site, or open them."""
    settings = SiteCommentSettings.load()
    settings.closed, settings.closed_message = not settings.closed, f"Back at {random.randint(1, 24)}."
    settings.save()


ALL: tuple[Change, ...] = (
    publish_a_story,
    edit_a_story,
    change_an_address,
    save_a_draft,
    correct,
    note_an_update,
    unpublish,
    withdraw_and_return,
    expire,
    rename_a_section,
    rename_a_tag,
    change_a_profile,
    change_a_picture,
    arrange_the_front,
    make_the_charts,
    recommend_anew,
    change_the_paper,
    change_a_simple_page,
    comment,
    remove_a_comment,
    feature_a_comment,
    close_all_comments,
)
