"""`manage.py bench_pages`, for `manage.py bench --flat`."""

import gc
import json
import logging
import sys
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from articles.models import Article

from ...bench.cost import Meter
from ...bench.public import pages
from ...migration_state import PaperCommand

WARM_UP = 8  # after so many PostgreSQL has settled on its plans


class Command(PaperCommand):
    """Answer what pages cost."""

    help = (
        "Says on one line, as JSON, which pages this paper has and what is counted of each; then for each line that it "
        "reads, the name of a page, asks for that page and says what that cost. `manage.py bench --flat` talks to it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer until nothing is asked any more."""
        if settings.DEBUG:
            raise CommandError("Turn DEBUG off first: with it every page costs more than it costs readers.")
        logging.getLogger("django.request").setLevel(logging.ERROR)  # that one page is not found is no news here
        meter, found = Meter(), {page.name: page for page in pages()}
        counted = {}
        for name, page in found.items():
            for _ in range(WARM_UP):
                meter.get(page)
            counted[name] = asdict(meter.count(page))
        gc.collect()
        gc.freeze()  # what is loaded is not looked through again while a page is timed
        self._say({"stories": Article.objects.published().count(), "pages": counted})
        for line in sys.stdin:
            self._say(asdict(meter.spend(found[line.rstrip("\n")])))

    def _say(self, words: Any) -> None:
        self.stdout.write(json.dumps(words))
        self.stdout.flush()
