"""The models of the paper's content, one file a subject."""

from .address import OldAddress
from .article import Article, Byline, Source, TaggedArticle
from .conflict_copy import SetAsideDraft
from .correction import Correction, UpdateNote, Withdrawal
from .derived import ArticleRender, ArticleSearch, BylineListing, SearchWord, SitemapCut, TagCount, TagListing
from .front import FrontArrangement
from .image import NewsImage, NewsRendition
from .log import StoryLogEntry
from .page import SimplePage
from .paper import Paper
from .profile import Profile, ProfileLink
from .reads import ArticleReads
from .report import ErrorReport
from .schedule import PublishingFailure
from .section import Section
from .selection import ChartEntry, Recommendation, RecommendationRule
from .tag import Tag

__all__ = [
    "Article",
    "ArticleReads",
    "ArticleRender",
    "ArticleSearch",
    "Byline",
    "BylineListing",
    "ChartEntry",
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
    "SetAsideDraft",
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
