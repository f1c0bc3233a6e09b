"""The rule about rate limits."""

from datetime import timedelta
from typing import Any

from django.utils.crypto import salted_hmac

from readers.guards.limits import Limit, TooOften, take

from ..case import Case
from ..outcome import Finding, Outcome
from ..rule import Rule

PERSON_AT_ONCE = Limit("comment-person-minute", 4, timedelta(minutes=1))
PERSON = Limit("comment-person-hour", 30, timedelta(hours=1))
NETWORK = Limit("comment-network-hour", 60, timedelta(hours=1))
STORY = Limit("comment-story-minute", 300, timedelta(minutes=1))
SITE = Limit("comment-site-minute", 3_000, timedelta(minutes=1))


class RateLimits(Rule):
    """Find more comments in a time than people write: of the author, the network, the story, the whole site."""

    code = "rate"
    of_form = True

    def gather(self, case: Case) -> str:
        """Count this comment, and return the name of the limit it exceeds. The paper's staff are not counted."""
        if case.author.is_of_the_paper:
            return ""
        claims = [(PERSON_AT_ONCE, str(case.author.pk)), (PERSON, str(case.author.pk))]
        claims += [(STORY, str(case.thread.article_id)), (SITE, "")]
        if case.guards and case.guards.network:
            network = salted_hmac("comments.rate", case.guards.network)  # the network itself is not stored
            claims.append((NETWORK, network.hexdigest()))
        try:
            take(claims)
        except TooOften as over:
            return over.limit.name
        return ""

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Hold the comment if it exceeds a limit."""
        return self.finding(Outcome.HOLD, limit=facts) if facts else None
