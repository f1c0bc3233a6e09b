"""The circuit breaker: it pauses all mailings when too many recipients complain, until staff resume them.

The largest mailbox providers want complaints below 0.1 % and punish a sender's whole domain at 0.3 %.
"""

from datetime import datetime, timedelta

from django.db.models import Sum
from django.utils import timezone

from ..models import DeliveryEvent, Mailing
from ..services import mailing_control

MAX_COMPLAINT_RATE = 0.001  # complaints by mails sent in WINDOW
MIN_COMPLAINTS = 3  # fewer are no evidence
WINDOW = timedelta(days=7)


def complaint_rate(now: datetime | None = None) -> tuple[int, int]:
    """Return the number of complaints in the last seven days, and of mails sent in mailings of those days."""
    since = (now or timezone.now()) - WINDOW
    complaints = DeliveryEvent.objects.filter(type=DeliveryEvent.Type.COMPLAINT, at__gte=since, forgiven=False)
    sent = Mailing.objects.filter(created_at__gte=since).aggregate(n=Sum("sent_n"))["n"] or 0
    return complaints.values("delivery").distinct().count(), sent


def is_open(now: datetime | None = None) -> bool:
    """Return whether too many complained for more to be sent."""
    complaints, sent = complaint_rate(now)
    return complaints >= MIN_COMPLAINTS and complaints > MAX_COMPLAINT_RATE * sent


def check(now: datetime | None = None) -> int:
    """Pause all mailings that staff have not resumed, if too many recipients complain; return how many were paused."""
    going = Mailing.objects.being_sent().filter(despite_complaints=False)
    if not going.exists() or not is_open(now):
        return 0
    return sum(mailing_control.pause(mailing, Mailing.PauseReason.COMPLAINTS) for mailing in going)
