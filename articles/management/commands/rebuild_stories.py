"""`manage.py rebuild_stories`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from ...feeds import sitemap_parts
from ...models import Article, related_objects
from ...services import derived_data


class Command(BaseCommand):
    """Rebuild the data derived from published stories."""

    help = (
        "Makes again what is derived from every published story: rendered body, search vectors, listings, and where "
        "sitemaps end. Run it after an upgrade that says so, or when a template of a block has changed. "
        "Safe while the site runs. Example: manage.py rebuild_stories"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild story by story, newest first, each in a transaction of its own."""
        keys = list(Article.objects.published().newest_first().values_list("pk", flat=True))
        for number, pk in enumerate(keys, 1):
            with transaction.atomic():
                story = Article.objects.published().select_for_update(of=("self",)).filter(pk=pk).first()
                if story:
                    related_objects.resolve(story)
                    derived_data.refresh(story)
            if number % 1000 == 0 or number == len(keys):
                self.stdout.write(f"{number} of {len(keys)} stories rebuilt")
        sitemap_parts.cut_all()
