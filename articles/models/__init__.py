"""The models of the paper's content, one subject per file."""

from .address import OldAddress
from .front import FrontArrangement
from .image import NewsImage, NewsRendition
from .page import SimplePage
from .paper import Paper
from .profile import Profile, ProfileLink
from .reads import ArticleReads
from .report import ErrorReport
from .section import Section
from .selection import ChartEntry, Recommendation, RecommendationRule
from .story.article import Article, Byline, Source, TaggedArticle
from .story.conflict_copy import ConflictCopy
from .story.correction import Correction, UpdateNote, Withdrawal
from .story.derived import ArticleRender, ArticleSearch, BylineListing, SearchWord, SitemapCut, TagCount, TagListing
from .story.log import StoryLogEntry
from .story.schedule import PublishingFailure
from .tag import Tag

__all__ = [
    "Article",
    "ArticleReads",
    "ArticleRender",
    "ArticleSearch",
    "Byline",
    "BylineListing",
    "ChartEntry",
    "ConflictCopy",
    "Correction",
    "ErrorReport",
    "FrontArrangement",
    "NewsImage",
    "NewsRendition",
    "OldAddress",
    "Paper",
    "Profile",
    "ProfileLink",
    "PublishingFailure",
    "Recommendation",
    "RecommendationRule",
    "SearchWord",
    "Section",
    "SimplePage",
    "SitemapCut",
    "Source",
    "StoryLogEntry",
    "Tag",
    "TagCount",
    "TagListing",
    "TaggedArticle",
    "UpdateNote",
    "Withdrawal",
]
