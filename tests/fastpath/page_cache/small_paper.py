"""A paper of one story that takes comments, made in a database of its own."""

from articles.models import Paper
from articles.services import publishing
from tests import builders


def publish(headline: str = "Seven countries share winter gas", *, language: str = "en-GB") -> None:
    """Publish a story in a paper of this language, and print its address."""
    paper = Paper.load()
    paper.language = language
    paper.save()
    section = builders.section("World")
    story = builders.draft(headline, section=section, bylines=[builders.profile("Mara Lindqvist")], tags=["Gas"])
    print(publishing.publish(story.latest_revision).get_absolute_url())  # noqa: T201 - the answer


def correct() -> None:
    """Print a correction under the story."""
    from articles.models import Article

    publishing.correct(Article.objects.get(), kind="correction", text="There are eight countries.")
