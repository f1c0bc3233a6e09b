"""The mail that goes to one person: about their subscriptions, of fixed words and a link; or a test, to an editor."""

from outbox.kinds import Kind, declare

CONFIRM = declare(Kind("subscriptions.confirm", "subscriptions/mail/confirm"))
ALREADY = declare(Kind("subscriptions.already", "subscriptions/mail/already"))
CHOICES = declare(Kind("subscriptions.choices", "subscriptions/mail/choices"))
TEST = declare(Kind("subscriptions.test", "subscriptions/mail/test"))
