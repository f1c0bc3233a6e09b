"""The comments app."""

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    """What readers write under stories, and what the paper does about it."""

    name = "comments"

    def ready(self) -> None:
        """Connect the app's own listeners, and add its parts to the pages of stories and of readers."""
        from articles import page_parts
        from articles.page_parts import Part
        from readers import my_page

        from . import listeners, my_page_part, showing  # noqa: F401

        page_parts.register(Part("comments.feed", page_parts.HEAD, "comments/parts/feed_link.html"))
        page_parts.register(
            Part(
                "comments",
                page_parts.UNDER_STORY,
                "comments/parts/under_story.html",
                context=showing.under_story,
                bring=showing.bring_thread,
            )
        )
        page_parts.register(
            Part("comments.count", page_parts.TEASER, "comments/parts/count.html", bring=showing.bring_count)
        )
        my_page.register(my_page_part.PART)
