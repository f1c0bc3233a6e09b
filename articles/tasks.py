"""The app's work for the queue."""

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

ALSO_CHOSEN_AGAIN = 6  # stories under which a new one is likely to stand too
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
    """Make the picture of a live story's headline if it has no other, and forget an older one."""
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
    """Choose what stands under a story, and anew what stands under those most like it: there it may stand itself."""
    for key in recommended.choose(article_id)[:ALSO_CHOSEN_AGAIN]:
        recommended.choose(key)


@app.periodic(cron="*/10 * * * *")
@app.task(queue="selection", queueing_lock="make_charts")
def make_charts(timestamp: int) -> None:
    """Make Popular Posts and Top Trends anew."""
    charts.make()


@app.periodic(cron="17 3 * * *")
@app.task(queue="upkeep", queueing_lock="tidy_up_reads")
def tidy_up_reads(timestamp: int) -> None:
    """Fold old hours of reads into days."""
    totals.fold()


@app.task(queue="upkeep", priority=SOON, queueing_lock=None, retry=3)
def learn_words(article_id: int) -> None:
    """Keep the words of a live story, for “did you mean”."""
    if story := Article.objects.published().filter(pk=article_id).first():
        index.learn_words(story)


@app.task(queue="upkeep", priority=SOON, queueing_lock=None, retry=3)
def cut_sitemap(article_id: int) -> None:
    """Cut the sitemap that a live story is in, if it has grown too long."""
    if story := Article.objects.published().only("first_published_at").filter(pk=article_id).first():
        sitemap_parts.cut(story.first_published_at)
