"""`manage.py rebuild_stories`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from articles import derived, references
from articles.distribution import cuts
from articles.models import Article


class Command(BaseCommand):
    """Make again what is derived from published stories."""

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
                    references.resolve(story)
                    derived.refresh(story)
            if number % 1000 == 0 or number == len(keys):
                self.stdout.write(f"{number} of {len(keys)} stories rebuilt")
        cuts.cut_all()
