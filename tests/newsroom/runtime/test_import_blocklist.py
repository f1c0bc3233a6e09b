"""What a process that serves or works loads, and what it has no use for."""

import os
import subprocess
import sys

import pytest

from newsroom.runtime.data_directory import CHECKOUT
from newsroom.runtime.process.import_blocklist import LEFT_OUT, OF_PROVIDERS

pytestmark = pytest.mark.processes

LOAD = "import sys, django; django.setup(); from newsroom import urls; from newsroom.runtime import worker;"
LOADED = f"{LOAD} print(*(name for name, module in sys.modules.items() if module))"
READS_PICTURES = (
    f"{LOAD} from willow.plugins.pillow import PillowImage;"
    "print(*(one for one in ('jpeg', 'png', 'gif', 'webp', 'avif') if PillowImage.is_format_supported(one.upper())))"
)


def said(code: str, **given: str) -> list[str]:
    """Run `code` as a process of `make run` is run; return the words it said."""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings.development",
        "DATABASE_URL": "postgresql://nobody@/none?host=/nowhere",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=CHECKOUT, env=env | given, check=True, capture_output=True, text=True
    )
    assert not done.stderr
    return done.stdout.split()


def test_what_is_installed_by_chance_is_not_loaded() -> None:
    assert not set(said(LOADED)) & {*LEFT_OUT, *OF_PROVIDERS}


def test_a_mail_provider_is_spoken_to_with_requests() -> None:
    pytest.importorskip("anymail")
    loaded = said(LOADED, EMAIL_URL="anymail+postmark:", ANYMAIL_POSTMARK_SERVER_TOKEN="a-token")
    assert "requests" in loaded
    assert not set(loaded) & set(LEFT_OUT)


def test_pictures_of_every_kind_that_is_taken_are_read() -> None:
    assert said(READS_PICTURES) == ["jpeg", "png", "gif", "webp", "avif"]
