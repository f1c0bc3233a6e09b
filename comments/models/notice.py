"""Notices of replies."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReplyNotification(models.Model):
    """The notice of one reply to one recipient. There is a row even if no mail is sent, with the reason."""

    class State(models.TextChoices):
        """The state of the notice."""

        INSTANT = "instant", _("To be sent")
        DAILY = "daily", _("To be sent with the day’s replies")
        SENT = "sent", _("Sent")
        OFF = "off", _("Not wanted")
        GONE = "gone", _("Not sent: the comment or the person is gone, or they left")

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="notices", db_index=False)
    recipient = models.ForeignKey("comments.Commenter", on_delete=models.CASCADE, related_name="notices")
    state = models.CharField(max_length=10, choices=State)
    delivery = models.UUIDField(null=True, help_text="The mail in the outbox.")
    created_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["comment", "recipient"], name="replynotification_once"),
        ]
        indexes = [
            # the next notices to send
            models.Index(
                fields=["state", "recipient", "id"],
                condition=Q(state__in=["instant", "daily"]),
                name="replynotification_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} to {self.recipient_id}: {self.state}"
