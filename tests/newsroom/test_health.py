"""What /healthz and /readyz say, and what readers get, when parts of the paper are down."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from newsroom import health
from newsroom.models import WorkerHeartbeat

ASK = """
import json, django; django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
answers = {path: client.get(path) for path in ("/healthz", "/readyz", "/", "/world/")}
print(json.dumps({path: [answer.status_code, answer.content.decode()] for path, answer in answers.items()}))
"""


@pytest.fixture
def beat(db):
    def beat(age=0.0):
        WorkerHeartbeat.objects.create(name="here:1", beat_at=timezone.now() - timedelta(seconds=age))

    return beat


@pytest.fixture
def _freshly_started(monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)


def ready(client):
    response = client.get("/readyz")
    assert response["Cache-Control"] == "no-store"
    parts = response.json()
    assert parts.pop("pages").endswith(" MB")
    return response.status_code, parts


def test_the_paper_is_ready_when_database_migrations_and_worker_are_well(client, beat):
    beat()
    assert ready(client) == (200, {"database": "ok", "migrations": "ok", "worker": "ok"})


@pytest.mark.django_db
def test_a_paper_without_a_worker_is_not_ready(client):
    assert ready(client) == (503, {"database": "ok", "migrations": "ok", "worker": "no sign of life"})


def test_a_worker_that_fell_silent_makes_the_paper_not_ready(client, beat):
    beat(age=60)
    assert ready(client)[1]["worker"] == "no sign of life"


@pytest.mark.usefixtures("_freshly_started")
def test_a_missing_migration_makes_the_paper_not_ready_until_it_has_run(client, beat):
    beat()
    newest = MigrationRecorder.Migration.objects.filter(app="newsroom").latest("id")
    app, name = newest.app, newest.name
    newest.delete()
    status, parts = ready(client)
    assert (status, parts["migrations"]) == (503, "not all run; run: manage.py migrate")
    MigrationRecorder.Migration.objects.create(app=app, name=name)
    assert ready(client)[0] == 200


@pytest.fixture(scope="module")
def without_database():
    """The answers of a process whose database does not answer."""
    environment = {
        **os.environ,
        "DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:9/none",
        "DJANGO_SETTINGS_MODULE": "newsroom.settings.test",
    }
    done = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.processes
def test_a_process_without_database_is_up_but_not_ready(without_database):
    assert without_database["/healthz"] == [200, "up\n"]
    status, text = without_database["/readyz"]
    assert (status, json.loads(text)["database"]) == (503, "does not answer")


@pytest.mark.processes
@pytest.mark.parametrize("path", ["/", "/world/"])
def test_a_reader_is_told_to_come_back_when_the_database_is_away(without_database, path):
    status, html = without_database[path]
    assert status == 503
    assert "Try again shortly" in html
