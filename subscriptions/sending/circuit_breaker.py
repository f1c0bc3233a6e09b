"""The circuit breaker: when too many people complain, mailings stop until somebody has looked.

The largest mailbox providers want complaints below 0.1 % and punish a sender's whole domain at 0.3 %.
"""

from datetime import datetime, timedelta

from django.db.models import Sum
from django.utils import timezone

from ..models import DeliveryEvent, Mailing
from ..services import mailing_control

MOST_COMPLAINTS = 0.001  # of what was sent in WINDOW
FEWEST = 3  # complaints that mean anything
WINDOW = timedelta(days=7)


def complaint_rate(now: datetime | None = None) -> tuple[int, int]:
    """Return how many complained in the last seven days, and how many mails of those days were sent."""
    since = (now or timezone.now()) - WINDOW
    complaints = DeliveryEvent.objects.filter(type=DeliveryEvent.Type.COMPLAINT, at__gte=since, forgiven=False)
    sent = Mailing.objects.filter(created_at__gte=since).aggregate(n=Sum("sent_n"))["n"] or 0
    return complaints.values("delivery").distinct().count(), sent


def is_open(now: datetime | None = None) -> bool:
    """Return whether too many complained for more to be sent."""
    complaints, sent = complaint_rate(now)
    return complaints >= FEWEST and complaints > MOST_COMPLAINTS * sent


def check(now: datetime | None = None) -> int:
    """Pause what is being sent if too many complain, except what staff let go on; returns how many were paused."""
    going = Mailing.objects.being_sent().filter(despite_complaints=False)
    if not going.exists() or not is_open(now):
        return 0
    return sum(mailing_control.pause(mailing, Mailing.PauseReason.COMPLAINTS) for mailing in going)
