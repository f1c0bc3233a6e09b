"""Requests to subscribe or to sign in survive a killed worker and a lost database connection."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from outbox.models import OutgoingMail
from outbox.transactional import send_transactional
from readers import identity, sign_in
from readers.guards import form_token
from readers.models import FormNonce, RateBucket
from subscriptions import tasks
from subscriptions.models import Subscription, Topic
from subscriptions.services import subscribing
from tests.jobs import run_jobs
from tests.subscriptions.subscribers import BY_TEST

pytestmark = pytest.mark.django_db(transaction=True)

JANE = "jane@example.org"


@pytest.fixture
def torn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the database end the connection in the middle of the next job that mails."""
    left = [True]

    def send(*given: Any, **named: Any) -> OutgoingMail:
        if left:
            left.clear()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return send_transactional(*given, **named)

    for module in (subscribing, sign_in):
        monkeypatch.setattr(module, "send_transactional", send)


def test_a_wish_that_lost_its_database_is_not_counted_and_is_fulfilled_by_the_same_job(paper: Any, torn: None) -> None:
    wish = lambda: tasks.fulfil_request(JANE, [Topic.objects.everything().pk], "instant", vars(BY_TEST))  # noqa: E731
    with pytest.raises(OperationalError):
        wish()
    connection.close()
    assert not RateBucket.objects.exists()
    wish()
    wish()  # a worker was killed after it mailed and before it said so
    assert (OutgoingMail.objects.count(), Subscription.objects.get().state_version) == (1, 1)


def test_a_link_to_sign_in_that_lost_its_database_is_mailed_by_the_same_job(paper: Any, torn: None) -> None:
    identity.reader_for(JANE)
    with pytest.raises(OperationalError):
        sign_in.mail_link(JANE)
    connection.close()
    assert sign_in.mail_link(JANE)
    assert not sign_in.mail_link(JANE)
    assert OutgoingMail.objects.count() == 1


def test_a_job_without_its_database_waits_and_one_with_a_mistake_does_not(paper: Any) -> None:
    retry = tasks.fulfil_request.retry_strategy
    assert retry is not None
    job: Any = ProcrastinateJob(attempts=0)
    assert retry.get_retry_decision(exception=OperationalError(), job=job) is not None
    assert retry.get_retry_decision(exception=ValueError(), job=job) is None


def test_a_form_is_spent_only_with_the_wish_it_holds(paper: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_token, "YOUNGEST", timedelta(0))
    form = {"email": JANE, "topic": ["all"], "cadence": "instant", "form_token": form_token.make("subscribe")}
    browser = Client(raise_request_exception=False)
    with monkeypatch.context() as dying:
        dying.setattr(tasks.fulfil_request, "defer", lambda **_given: 1 / 0)
        assert browser.post("/subscribe/", form).status_code == 500
    assert not FormNonce.objects.exists()
    assert browser.post("/subscribe/", form).status_code == 302
    run_jobs("mail")
    assert OutgoingMail.objects.get().to_email == JANE
