"""The arrangements of the front page that editors made."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FrontArrangement(models.Model):
    """The stories that editors placed on the front page. Each change adds an arrangement; none is ever altered.

    The one with the highest number is in force. `placements` are read and written by `articles.front.arranging`.
    """

    class Change(models.TextChoices):
        """The change from the arrangement before."""

        PLACE = "place", _("placed")
        MOVE = "move", _("moved")
        TIME = "time", _("set the times of")
        TAKE_OUT = "take-out", _("took out")
        CLEAR = "clear", _("took everything out")
        RESTORE = "restore", _("restored an earlier arrangement")
        BANNER = "banner", _("set the breaking banner")
        BANNER_OFF = "banner-off", _("took down the breaking banner")

    number = models.PositiveIntegerField(unique=True, help_text="Nobody changes what somebody else just changed.")
    placements = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    change = models.CharField(max_length=12, choices=Change)
    story = models.ForeignKey("articles.Article", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words = models.CharField(max_length=300, blank=True, help_text="Which slot, which times, which words.")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        permissions = [("arrange_front", "Can arrange the front page")]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_change_display()}"
