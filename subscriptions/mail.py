"""The mail that goes to one person about their subscriptions. It holds fixed words and a link, and no one's text."""

from outbox.kinds import Kind, declare

CONFIRM = declare(Kind("subscriptions.confirm", "subscriptions/mail/confirm"))
ALREADY = declare(Kind("subscriptions.already", "subscriptions/mail/already"))
CHOICES = declare(Kind("subscriptions.choices", "subscriptions/mail/choices"))
