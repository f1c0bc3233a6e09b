"""Structured data for search engines (schema.org as JSON-LD)."""

import json
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from fastpath.child_rows import child_rows_of

from .. import page_extensions
from ..addresses import full_address
from ..credits import authors_of, contributors_of, plain_byline
from ..images import renditions

if TYPE_CHECKING:
    from ..models import Article, Paper, Profile

Data = dict[str, Any]

CONTEXT = "https://schema.org"
EMPTY: tuple[Any, ...] = (None, "", [])

# JSON inside HTML: what could end the script, begin markup or break a line in a script of old is written as an escape.
_ESCAPES = {character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def script(*data: Data) -> SafeString:
    """Return `data` as blocks for the head of a page. They are data, so that no policy for scripts forbids them."""
    blocks = (_escaped(json.dumps({"@context": CONTEXT} | one, ensure_ascii=False)) for one in data)
    return mark_safe("".join(f'<script type="application/ld+json">{block}</script>' for block in blocks))  # noqa: S308 - escaped


def _escaped(text: str) -> str:
    for character, escape in _ESCAPES.items():  # a fifth of what `translate` takes
        text = text.replace(character, escape)
    return text


def story(article: "Article", paper: "Paper") -> Data:
    """Return the NewsArticle of a live story that comes `for_page()`."""
    section, url = article.section, article.full_url
    elsewhere = {byline.profile_id: byline.elsewhere for byline in child_rows_of(article, "bylines")}
    data: Data = {
        "@type": "NewsArticle",
        "@id": url,
        "mainEntityOfPage": url,
        "url": url,
        "headline": article.headline,
        "alternativeHeadline": article.seo_title,
        "description": article.seo_description or article.standfirst,
        "genre": article.get_kind_display(),
        "inLanguage": article.language or paper.language,
        "datePublished": moment(article.published_at),
        "dateModified": moment(article.modified_at),
        "author": [person(profile, elsewhere.get(profile.pk, [])) for profile in authors_of(article)],
        "creditText": plain_byline(article),
        "publisher": publisher(paper),
        "image": [_image(size) for size in renditions.social_sizes(article)],
        "articleSection": section.name if section else None,
        "keywords": [tag.name for tag in article.tag_list],
        "dateline": article.dateline,
        "wordCount": article.render.words if hasattr(article, "render") else None,
        "isAccessibleForFree": True,
        "citation": [
            _filled(
                {
                    "@type": "CreativeWork",
                    "name": source.title or source.name,
                    "publisher": source.name,
                    "url": source.url,
                }
            )
            for source in child_rows_of(article, "sources")
        ],
        "correction": [
            {"@type": "CorrectionComment", "text": correction.text, "datePublished": moment(correction.at)}
            for correction in child_rows_of(article, "corrections")
        ],
        **page_extensions.structured(article, paper),
    }
    for role, profile in contributors_of(article):
        data.setdefault("translator" if role == "translation" else "contributor", []).append(
            person(profile, elsewhere.get(profile.pk, []))
        )
    return _filled(data)


def person(profile: "Profile", elsewhere: list[str]) -> Data:
    """Return who a byline stands for; `elsewhere` are the addresses of their other pages."""
    kind = "Organization" if profile.is_desk else "Person"
    return _filled(
        {
            "@type": kind,
            "name": profile.name,
            "url": full_address(profile.get_absolute_url()),
            "jobTitle": "" if profile.is_desk else profile.role,
            "description": profile.bio,
            "sameAs": elsewhere,
        }
    )


def publisher(paper: "Paper") -> Data:
    """Return the paper as an organization."""
    logo = paper.logo and {
        "@type": "ImageObject",
        "url": full_address(paper.logo.file.url),
        "width": paper.logo.width,
        "height": paper.logo.height,
    }
    return _filled(
        {
            "@type": "NewsMediaOrganization",
            "name": paper.name,
            "url": full_address("/"),
            "logo": logo,
            "foundingDate": paper.founded,
            "correctionsPolicy": full_address("/corrections/"),
            "sameAs": [link.value["address"] for link in paper.social_links],
        }
    )


def site(paper: "Paper") -> Data:
    """Return the site, and how it is searched."""
    return _filled(
        {
            "@type": "WebSite",
            "name": paper.name,
            "description": paper.tagline,
            "url": full_address("/"),
            "inLanguage": paper.language,
            "publisher": publisher(paper),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": full_address("/search/?q={words}")},
                "query-input": "required name=words",
            },
        }
    )


def profile_page(profile: "Profile") -> Data:
    """Return the page of a byline."""
    return {"@type": "ProfilePage", "mainEntity": person(profile, [link.url for link in profile.links.all()])}


def trail(paper: "Paper", *steps: tuple[str, str]) -> Data:
    """Return the BreadcrumbList from the front page over `steps`, each a name and a path."""
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": full_address(path)}
        for number, (name, path) in enumerate([(paper.name, "/"), *steps], 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def moment(at: Any) -> str | None:
    """Return a time in the paper's zone with its offset (ISO 8601)."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


def _image(size: renditions.SocialImage) -> Data:
    image = {"@type": "ImageObject", "url": size.url, "width": size.width, "height": size.height, "caption": size.alt}
    return _filled(image)


def _filled(data: Data) -> Data:
    """Return what of `data` says something."""
    return {key: value for key, value in data.items() if value not in EMPTY}
