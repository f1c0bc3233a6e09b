from django.core.management import call_command

from articles.models import Article, ArticleRender, ArticleSearch, BylineListing, TagListing


def test_what_is_derived_from_stories_can_be_made_again(make_story, make_draft, client):
    story = make_story(tags=["NATO"])
    draft = make_draft("A draft")
    for model in (ArticleRender, ArticleSearch, BylineListing, TagListing):
        model.objects.all().delete()
    call_command("rebuild_stories", verbosity=0)
    assert "bakeries" in client.get(story.get_absolute_url()).content.decode()
    assert story.headline in client.get("/tags/nato/").content.decode()
    assert list(Article.objects.published().matching("bakeries", vector="public")) == [story]
    assert not ArticleRender.objects.filter(article=draft).exists()
