"""Measure mail at full size: freezing, sending, unsubscribing, digests. Rows are written and deleted afterwards.

Not a subject of `make bench`, whose cases are taken back: senders commit, and must.
"""

import os
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import psutil
from django.conf import settings
from django.db import connection
from django.utils import timezone

from articles.models import Article, Byline, Profile
from articles.services import publishing
from fastpath.django_compat import delete_without_collecting
from outbox.transports import from_url
from readers.models import Reader
from subscriptions.models import Delivery, DigestCursor, Mailing, MailingChoice, PublicationEvent, Subscription, Topic
from subscriptions.sending import digests, freezing, upkeep
from subscriptions.sending.sender import MailingSender
from subscriptions.services import digest_cursors, planning, unsubscribing
from subscriptions.services.consent import Origin

from ..runtime.data_directory import CHECKOUT
from ..runtime.process.child import spawn
from .mail_sink import Sink
from .measuring import Figure

DOMAIN = "bench.test"  # a mail server of our own takes it; an example address would not get that far
LETTER = 30_000  # bytes of HTML


def figures(people: int, mails: int) -> Iterator[Figure]:
    """Measure with `people` subscribers, of whom `mails` are sent to. Raises RuntimeError if there are others."""
    if Subscription.objects.exists() or Mailing.objects.exists():
        raise RuntimeError(
            "This paper has subscribers or mailings, as the demo has. Measure in one of made-up stories."
        )
    story = Article.objects.published().newest_first()[0]
    everything = Topic.objects.everything()
    try:
        _add_people(people, everything)
        yield from _publishing()
        yield from _freezing(story, people)
        with Sink() as sink:
            yield from _sending(Mailing.objects.get(article=story), sink.url, mails)
            yield from _leaving(sink.url)
            Mailing.objects.all().delete()
            yield from _working(story, sink.url, mails)
        Mailing.objects.all().delete()
        yield from _digests()
    finally:
        _remove()


def _publishing() -> Iterator[Figure]:
    times = [_publish_one() for _ in range(5)]
    yield Figure("publish click, with mail", statistics.median(times) * 1000, "ms", "300 ms")


def _publish_one() -> float:
    """Publish a new story that is to be mailed; returns the seconds that took, and leaves nothing behind."""
    model = Article.objects.published().newest_first()[0]
    story = Article(headline="Measured", section=model.section, body=model.body)
    story.bylines = [Byline(profile=Profile.objects.order_by("pk").first(), role=Byline.Role.WORDS)]
    story.save()
    try:
        planning.choose(story, "mail", breaking=True)
        revision = story.save_revision()
        with _timed() as took:
            publishing.publish(revision)
        return took()
    finally:
        Mailing.objects.filter(article=story).delete()
        publishing.unpublish(story)
        Article.objects.get(pk=story.pk).delete()


def _freezing(story: Article, people: int) -> Iterator[Figure]:
    mailing = planning.plan_mailing(story, breaking=True)
    with _timed() as took:
        freezing.freeze(mailing)
    yield Figure(f"freeze {people:,}", took(), "s", "5 s for 100,000, 60 s for 1,000,000")


def _sending(mailing: Mailing, url: str, mails: int) -> Iterator[Figure]:
    filling = (
        "<p>" + "Nobody had expected the ferry to run on a Sunday in winter, least of all its crew. " * 12 + "</p>"
    )
    html = Mailing.objects.values_list("html_snapshot", flat=True).get(pk=mailing.pk)
    html = html.replace("</body>", filling * (LETTER // len(filling)) + "</body>")
    Mailing.objects.filter(pk=mailing.pk).update(html_snapshot=html)
    last = Delivery.objects.filter(mailing=mailing).order_by("pk").values_list("pk", flat=True)[mails - 1 : mails]
    Delivery.objects.filter(mailing=mailing, pk__gt=last[0] if last else 0).update(state="skipped")
    senders = [threading.Thread(target=_send, args=(url,)) for _ in range(settings.MAIL_SENDERS)]
    with _timed() as took:
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
    sent = Delivery.objects.filter(mailing=mailing, state="sent").count()
    yield Figure(
        f"{sent:,} mails of {LETTER // 1000} KB, {len(senders)} senders", sent / took(), "mails/s", "200 mails/s"
    )
    with _timed() as took:
        upkeep.tick()
    yield Figure("a round of upkeep, counting all", took(), "s")


def _working(story: Article, url: str, mails: int) -> Iterator[Figure]:
    """Let a real worker freeze a mailing to everybody and send, and look at what it takes: not at us who measure."""
    mailing = planning.plan_mailing(story, breaking=True)
    command = [sys.executable, str(CHECKOUT / "manage.py"), "worker"]
    worker = spawn(command, env=os.environ | {"EMAIL_URL": url}, cwd=CHECKOUT)
    process, most = psutil.Process(worker.pid), 0.0
    try:
        while mailing.deliveries.filter(state="sent")[:mails].count() < mails:
            if worker.poll() is not None:
                raise RuntimeError("The worker ended before it had sent.")
            for _ in range(20):
                most = max(most, process.memory_info().rss / 1e6)
                time.sleep(0.05)
    finally:
        worker.terminate()
        worker.wait()
    yield Figure("most memory of a worker at that", most, "MB", "150 MB")


def _leaving(url: str) -> Iterator[Figure]:
    """Leave while two senders are busy."""
    Delivery.objects.filter(state="sent").update(state="pending", attempt=0)
    Mailing.objects.update(state="sending", not_after=None)
    senders = [threading.Thread(target=_send, args=(url,)) for _ in range(settings.MAIL_SENDERS)]
    for sender in senders:
        sender.start()
    times = []
    for reader in Reader.objects.filter(email__endswith=f"@{DOMAIN}")[:200]:
        with _timed() as took:
            unsubscribing.unsubscribe(reader, Origin("bench"))
        times.append(took() * 1000)
    Mailing.objects.update(state="paused")
    for sender in senders:
        sender.join()
    yield Figure("unsubscribe while sending, p95", sorted(times)[int(len(times) * 0.95)], "ms", "50 ms")
    yield Figure("unsubscribe while sending, median", statistics.median(times), "ms")


def _digests() -> Iterator[Figure]:
    Subscription.objects.filter(state="active").update(cadence="daily")
    now = timezone.now()
    for seq, article in enumerate(Article.objects.published().newest_first()[:40], 1):
        PublicationEvent.objects.get_or_create(article=article, defaults={"seq": seq, "first_published_at": now})
    due = digest_cursors.next_time("daily", 7, "UTC", now)
    rows = (
        DigestCursor(reader_id=pk, cadence="daily", seq=0, hour=7, zone="UTC", next_at=due)
        for pk in Subscription.objects.filter(state="active").values_list("reader_id", flat=True).iterator()
    )
    DigestCursor.objects.bulk_create(rows, batch_size=5_000)
    with _timed() as took:
        looked_at = digests.run_due(due + timedelta(seconds=1), most=10_000)
    yield Figure(f"digests of {looked_at:,} people", took(), "s", "120 s for 100,000")


def _send(url: str) -> None:
    sender = MailingSender(from_url(url))
    try:
        while sender.send_some():
            pass
    finally:
        sender.transport.close()
        connection.close()


def _add_people(people: int, topic: Topic) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO readers_reader (public_id, email, email_norm, name, verified_at, state, bounce_score,"
            " session_version, created_at) SELECT gen_random_uuid(), address, address, '', now(), 'ok', 0, 1, now()"
            " FROM (SELECT 'reader' || n || '@' || %s AS address FROM generate_series(1, %s) n) made",
            [DOMAIN, people],
        )
        cursor.execute(
            "INSERT INTO subscriptions_subscription (public_id, reader_id, topic_id, cadence, state, state_version,"
            " source, created_at, changed_at, confirmed_at) SELECT gen_random_uuid(), id, %s, 'instant', 'active', 1,"
            " '', now(), now(), now() FROM readers_reader WHERE email LIKE '%%@' || %s",
            [topic.pk, DOMAIN],
        )
        cursor.execute("ANALYZE readers_reader, subscriptions_subscription")


def _remove() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE subscriptions_deliveryevent, subscriptions_delivery, subscriptions_mailingexclusion,"
            " subscriptions_mailing, subscriptions_digestcursor, subscriptions_consentevent, subscriptions_subscription"
        )
    MailingChoice.objects.all().delete()
    PublicationEvent.objects.all().delete()
    delete_without_collecting(Reader.objects.filter(email__endswith=f"@{DOMAIN}"))


@contextmanager
def _timed() -> Iterator[Callable[[], float]]:
    """Yield what returns the seconds that the block took."""
    started = time.perf_counter()
    ended: list[float] = []
    yield lambda: (ended[0] if ended else time.perf_counter()) - started
    ended.append(time.perf_counter())
