"""The most common tags of some stories."""

from ..models import Article, Tag


def common_tags(stories: list[Article], most: int = 6) -> list[Tag]:
    """Return the tags that most of `stories` have, most used first."""
    counts: dict[Tag, int] = {}
    for story in stories:
        for tag in story.tag_list:
            counts[tag] = counts.get(tag, 0) + 1
    return sorted(counts, key=lambda tag: (-counts[tag], tag.name))[:most]
