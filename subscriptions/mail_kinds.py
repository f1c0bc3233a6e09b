"""Kinds of transactional mail: confirmations and links for subscribers, and test mails for editors."""

from outbox.kinds import Kind, declare

CONFIRM = declare(Kind("subscriptions.confirm", "subscriptions/mail/confirm"))
ALREADY = declare(Kind("subscriptions.already", "subscriptions/mail/already"))
CHOICES = declare(Kind("subscriptions.choices", "subscriptions/mail/choices"))
TEST = declare(Kind("subscriptions.test", "subscriptions/mail/test"))
