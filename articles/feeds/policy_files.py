"""Write robots.txt, ads.txt and security.txt."""

from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from ..addresses import full_address
from ..models import Paper

# Crawlers that collect text to train models; crawlers that fetch pages for answers with sources.
TRAINING = (
    "AI2Bot", "Amazonbot", "Applebot-Extended", "Bytespider", "CCBot", "ClaudeBot", "cohere-training-data-crawler",
    "Diffbot", "FacebookBot", "Google-Extended", "GPTBot", "meta-externalagent", "omgili", "PanguBot", "Timpibot",
)  # fmt: skip
ANSWERING = (
    "ChatGPT-User", "Claude-SearchBot", "Claude-User", "DuckAssistBot", "MistralAI-User", "OAI-SearchBot",
    "PerplexityBot", "Perplexity-User", "YouBot",
)  # fmt: skip

# Not to be indexed: the desk, forms, and searches, of which there are infinitely many.
PRIVATE = ("/admin/", "/report-error/", "/search/?")
VALID = timedelta(days=180)  # RFC 9116 §2.5.5 recommends less than a year


def robots(paper: Paper) -> str:
    """Return robots.txt (RFC 9309): private paths, the paper's rule for AI crawlers, and the sitemaps."""
    refused = {paper.AiCrawlers.ALL: (), paper.AiCrawlers.ANSWERS: TRAINING}.get(
        paper.AiCrawlers(paper.ai_crawlers), (*TRAINING, *ANSWERING)
    )
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE), "Allow: /", ""]
    if refused:
        lines += [*(f"User-agent: {name}" for name in refused), "Disallow: /", ""]
    lines += [f"Sitemap: {full_address(reverse(f'articles:{name}'))}" for name in ("sitemap", "news_sitemap")]
    return "\n".join(lines) + "\n"


def ads(paper: Paper) -> str:
    """Return ads.txt (IAB Tech Lab) as the editors entered it; empty if they did not."""
    lines = paper.ads_txt.strip().splitlines()
    return "\n".join(line.strip() for line in lines) + "\n" if lines else ""


def security(paper: Paper) -> str:
    """Return security.txt (RFC 9116), which expires in half a year; empty without a contact."""
    if not (contact := paper.security_contact.strip()):
        return ""
    month = timezone.now().astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    lines = [f"Contact: {contact if contact.startswith('https://') else f'mailto:{contact}'}"]
    lines += [f"Expires: {datetime.isoformat(month + VALID)}"]
    lines += [f"Policy: {paper.security_policy}"] if paper.security_policy else []
    lines += [f"Preferred-Languages: {paper.language.split('-')[0]}"]
    lines += [f"Canonical: {full_address(reverse('articles:security_txt'))}"]
    return "\n".join(lines) + "\n"
