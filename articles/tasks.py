"""The background jobs of the app."""

from typing import Any

from procrastinate.contrib.django import app

from .feeds import sitemap_parts
from .images import renditions, social_cards
from .models import Article, ArticleRender, NewsImage, Paper
from .reads import totals
from .search import index
from .selection import charts, recommended
from .services import derived_data
from .services.tag_counts import count_tags  # noqa: F401 - the worker finds tasks in this module

ALSO_CHOSEN_AGAIN = 6  # stories under which the new one is likely to be recommended
SOON = 1  # before pictures, of which a busy day has many


def defer_together(*tasks: Any, **arguments: Any) -> None:
    """Queue a job for each of `tasks`, with the same arguments, in one query."""
    app.job_manager.batch_defer_jobs([task.configure().make_new_job(**arguments) for task in tasks])


@app.task(queue="pictures", queueing_lock=None, retry=3)
def make_renditions(image_id: int) -> None:
    """Make the renditions of a picture, then render again the stories whose body shows it."""
    image = NewsImage.objects.filter(pk=image_id).first()
    if image and renditions.make_renditions(image):
        derived_data.render_pointing_to(image)


@app.task(queue="pictures", queueing_lock=None, retry=3)
def make_social_card(article_id: int) -> None:
    """Make the social card of a live story without a picture, and delete the card it had before."""
    story = Article.objects.published().select_related("section", "render").filter(pk=article_id).first()
    if story is None:
        return
    illustrated = story.lead_image_id or story.social_image_id
    path = "" if illustrated else social_cards.save_card(story, Paper.load())
    if path != story.render.social_card:
        ArticleRender.objects.filter(pk=story.pk).update(social_card=path)
        social_cards.delete_card(story.render.social_card)


@app.task(queue="selection", queueing_lock=None, retry=3)
def choose_recommended(article_id: int) -> None:
    """Choose the recommendations of a story, and those of the stories most like it, which may include it."""
    for key in recommended.choose(article_id)[:ALSO_CHOSEN_AGAIN]:
        recommended.choose(key)


@app.periodic(cron="*/10 * * * *")
@app.task(queue="selection", queueing_lock="make_charts")
def make_charts(timestamp: int) -> None:
    """Replace the charts: Popular Posts and Top Trends."""
    charts.make()


@app.periodic(cron="17 3 * * *")
@app.task(queue="upkeep", queueing_lock="tidy_up_reads")
def tidy_up_reads(timestamp: int) -> None:
    """Add up old hourly reads per day."""
    totals.fold()


@app.task(queue="upkeep", priority=SOON, queueing_lock=None, retry=3)
def learn_words(article_id: int) -> None:
    """Store the words of a live story, for “did you mean”."""
    if story := Article.objects.published().filter(pk=article_id).first():
        index.learn_words(story)


@app.task(queue="upkeep", priority=SOON, queueing_lock=None, retry=3)
def cut_sitemap(article_id: int) -> None:
    """Split the sitemap of a live story, if it has grown too long."""
    if story := Article.objects.published().only("first_published_at").filter(pk=article_id).first():
        sitemap_parts.cut(story.first_published_at)
