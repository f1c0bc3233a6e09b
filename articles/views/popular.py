"""What is read most."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..models import Article, ChartEntry
from ..selection.blocks import Charts
from ..selection.pick import Pick

MOST, NEWEST = 15, 10


def popular(request: HttpRequest) -> HttpResponse:
    """Show the stories read most in a day, then others of the week; the newest while nothing has been counted."""
    pick, charts = Pick(), Charts.load()
    day = charts.popular(pick, ChartEntry.Chart.DAY, MOST)
    week = charts.popular(pick, ChartEntry.Chart.WEEK, MOST)
    newest = [] if day or week else list(Article.objects.published().newest_first().for_teasers()[:NEWEST])
    canonical = request.build_absolute_uri(request.path)
    context = {"day": day, "week": week, "newest": newest, "trends": charts.trends, "canonical": canonical}
    return render(request, "articles/popular.html", context)
