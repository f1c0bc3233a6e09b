"""A kind of mail with a headline in it, as reply notices have."""

from collections.abc import Callable
from typing import Any

import pytest

from outbox import kinds
from outbox.kinds import Kind
from outbox.models import OutgoingMail
from outbox.transactional import send_transactional

NOTICE = "tests.notice"
TEMPLATES = {
    "tests/notice.subject.txt": "Answer to {{ headline }}",
    "tests/notice.txt": "Somebody answered in {{ headline }}.\n\n{{ link }}\n",
    "tests/notice.html": "<style>p { color: red }</style><p>{{ headline }}</p><a href='{{ link }}'>Read</a>",
}


@pytest.fixture
def notice(paper: Any, settings: Any, monkeypatch: Any) -> Callable[..., OutgoingMail]:
    """Write a notice to somebody."""
    engine = dict(settings.TEMPLATES[0], APP_DIRS=False)
    engine["OPTIONS"] = engine["OPTIONS"] | {
        "loaders": [
            ("django.template.loaders.locmem.Loader", TEMPLATES),
            "django.template.loaders.filesystem.Loader",
            "django.template.loaders.app_directories.Loader",
        ]
    }
    settings.TEMPLATES = [engine]
    kind = Kind(NOTICE, "tests/notice", headers={"List-Unsubscribe": "<{link}?leave>"})
    monkeypatch.setitem(kinds._kinds, NOTICE, kind)

    def write(to: str = "jane@example.org", headline: str = "Gas & bread", **context: Any) -> OutgoingMail:
        context = {"headline": headline, "link": "https://paper.example/a", **context}
        return send_transactional(NOTICE, to=to, context=context)

    return write
