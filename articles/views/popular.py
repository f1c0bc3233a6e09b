"""What is read most."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fastpath import cache_tags

from ..addresses import full_address
from ..models import Article, ChartEntry
from ..selection.blocks import Charts
from ..selection.pick import Pick

MOST, NEWEST = 15, 10


@cache_tags.cacheable()
def popular(request: HttpRequest) -> HttpResponse:
    """Show the stories read most in a day, then others of the week; the newest while nothing has been counted."""
    cache_tags.depends_on("charts")
    pick, charts = Pick(), Charts.load()
    day = charts.popular(pick, ChartEntry.Chart.DAY, MOST)
    week = charts.popular(pick, ChartEntry.Chart.WEEK, MOST)
    cache_tags.mentions("stories")
    newest = [] if day or week else list(Article.objects.published().newest_first().for_teasers()[:NEWEST])
    canonical = full_address(request.path)
    context = {"day": day, "week": week, "newest": newest, "trends": charts.trends, "canonical": canonical}
    return render(request, "articles/popular.html", context)
