"""The app's work for the queue."""

from procrastinate.contrib.django import app

from . import derived, pictures, search, social_cards, tag_counts

SOON = 1  # before pictures, of which a busy day has many


@app.task(queue="pictures", queueing_lock=None, retry=3)
def make_renditions(image_id: int) -> None:
    """Make the renditions of a picture, then render again the stories whose body shows it."""
    from .models import NewsImage

    image = NewsImage.objects.filter(pk=image_id).first()
    if image and pictures.make_renditions(image):
        derived.render_pointing_to(image)


@app.task(queue="pictures", queueing_lock=None, retry=3)
def make_social_card(article_id: int) -> None:
    """Make the picture of a live story's headline if it has no other, and forget an older one."""
    from .models import Article, ArticleRender, Paper

    story = Article.objects.published().select_related("section", "render").filter(pk=article_id).first()
    if story is None:
        return
    illustrated = story.lead_image_id or story.social_image_id
    path = "" if illustrated else social_cards.keep(story, Paper.load())
    if path != story.render.social_card:
        ArticleRender.objects.filter(pk=story.pk).update(social_card=path)
        social_cards.discard(story.render.social_card)


@app.task(queue="upkeep", priority=SOON, queueing_lock=None, retry=3)
def learn_words(article_id: int) -> None:
    """Keep the words of a live story, for “did you mean”."""
    from .models import Article

    if story := Article.objects.published().filter(pk=article_id).first():
        search.learn_words(story)


@app.task(queue="upkeep", priority=SOON, queueing_lock=None, retry=3)
def count_tags(tag_ids: list[int]) -> None:
    """Count the stories of some tags anew."""
    tag_counts.count(tag_ids)
