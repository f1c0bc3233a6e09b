"""Forms of subscribing, digest times and pauses."""

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from readers.views.sign_in import AddressField

from ..models import Subscription
from ..services import digest_cursors
from ..services.followable import FollowableTopic
from ..services.subscription_requests import MAX_TOPICS

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
# Inhabited regions; the other entries of the time zone database are of technical use.
REGIONS = {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
ZONES = sorted(zone for zone in available_timezones() if zone.partition("/")[0] in REGIONS) + ["UTC"]

CADENCE_CHOICES: Any = Subscription.cadence.field.choices


class TimeForm(forms.Form):
    """The hour and time zone of digests."""

    hour = forms.TypedChoiceField(
        coerce=int,
        choices=HOURS,
        label=_("Hour"),
        required=False,
        empty_value=None,
        widget=forms.Select({"class": "in"}),
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(zone, zone.replace("_", " ")) for zone in ZONES],
        required=False,
        widget=forms.Select({"class": "in"}),
    )


class SubscribeForm(TimeForm):
    """The topics and the cadence to subscribe to, and the address unless the reader is signed in."""

    email = AddressField(label=_("Your mail address"))
    topic = forms.MultipleChoiceField(label=_("What you want"))
    cadence = forms.ChoiceField(label=_("How often"), choices=CADENCE_CHOICES, required=False)

    def __init__(
        self, *args: Any, followables: list[FollowableTopic], signed_in: bool, zone: str, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {
            "hour": digest_cursors.HOUR,
            "zone": zone,
            "cadence": "instant",
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        if zone not in ZONES:
            self.fields["zone"].choices = [*self.fields["zone"].choices, (zone, zone)]
        self.auto_id = "subscribe-%s"
        self.followables = {followable.value: followable for followable in followables}
        self.fields["topic"].choices = [(followable.value, followable.name) for followable in followables]
        if signed_in:
            del self.fields["email"]

    def clean_topic(self) -> list[FollowableTopic]:
        """Return the chosen topics. Raises ValidationError if there are too many."""
        chosen = [self.followables[value] for value in dict.fromkeys(self.cleaned_data["topic"])]
        if len(chosen) > MAX_TOPICS:
            raise ValidationError(_("Choose at most %(most)s at a time."), params={"most": MAX_TOPICS})
        return chosen

    def clean_cadence(self) -> str:
        """Return the chosen cadence, "instant" by default."""
        return self.cleaned_data["cadence"] or "instant"

    def chosen(self) -> set[str]:
        """Return the values of the topics that are ticked."""
        value: Any = self["topic"].value() or []
        return set(value)

    def groups(self) -> list[tuple[str, list[FollowableTopic]]]:
        """Return the topics on offer, by kind."""
        by_kind: dict[str, list[FollowableTopic]] = {}
        for followable in self.followables.values():
            by_kind.setdefault(followable.kind, []).append(followable)
        return [(kind, by_kind[kind]) for kind in ("all", "article", "section", "tag", "byline") if kind in by_kind]


class PauseForm(forms.Form):
    """The last day of a pause; without one it has no end."""

    until = forms.DateField(
        label=_("Until this day"), required=False, widget=forms.DateInput({"class": "in", "type": "date"})
    )

    def clean_until(self) -> datetime | None:
        """Return the beginning of that day in the paper's zone. Raises ValidationError if it has begun."""
        day = self.cleaned_data["until"]
        if day is None:
            return None
        if not timezone.localdate() < day < timezone.localdate().replace(year=timezone.localdate().year + 5, day=1):
            raise ValidationError(_("Choose a day that is still to come."))
        return datetime.combine(day, time(), timezone.get_current_timezone()).astimezone(UTC)
