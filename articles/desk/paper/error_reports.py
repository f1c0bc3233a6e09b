"""The desk's queue of errors that readers reported."""

from typing import Any

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import Media
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import TemplateView, View
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from ...models import Article, ErrorReport
from ...paging import Cursor
from ...services import error_reports

RIGHT = "articles.correct_article"
ROWS = 50
OPEN, SETTLED = ErrorReport.State.OPEN, ErrorReport.State.SETTLED


class SettleForm(forms.Form):
    """The note of the editor who settles a report."""

    note = forms.CharField(max_length=500, required=False)


class ReportsView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """The open reports, oldest first, or the settled ones, newest first."""

    permission_required = RIGHT
    raise_exception = True
    template_name = "articles/desk/reports.html"
    page_title = "Error reports"
    header_icon = "warning"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the breadcrumbs."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add one page of reports."""
        settled = self.request.GET.get("state") == SETTLED
        rows = ErrorReport.objects.select_related("article", "settled_by").defer("article__body")
        found = list(
            (self._settled(rows) if settled else rows.filter(state=OPEN).order_by("created_at", "id"))[: ROWS + 1]
        )
        page = found[:ROWS]
        last = page[-1] if settled and len(found) > ROWS else None
        return super().get_context_data(
            reports=page,
            settled=settled,
            more=len(found) > ROWS,
            older=Cursor(last.settled_at, last.pk) if last and last.settled_at else None,
            edit_name=Article.snippet_viewset.get_url_name("edit"),
            media=Media(css={"all": ["desk/lists.css"]}),
            **kwargs,
        )

    def _settled(self, rows: Any) -> Any:
        rows = rows.filter(state=SETTLED).order_by("-settled_at", "-id")
        cursor = Cursor.parse(self.request.GET.get("before"))
        if cursor:
            rows = rows.filter(Q(settled_at__lt=cursor.at) | Q(settled_at=cursor.at, id__lt=cursor.id))
        return rows


class SettleView(PermissionRequiredMixin, View):
    """Settle one report."""

    http_method_names = ["post"]
    permission_required = RIGHT
    raise_exception = True

    def post(self, request: Any, number: int) -> HttpResponse:
        """Settle the report, and redirect to the queue."""
        report = get_object_or_404(ErrorReport, pk=number)
        form = SettleForm(request.POST)
        try:
            if not form.is_valid():
                raise ValidationError(form.errors["note"])
            error_reports.settle_report(report, user=request.user, note=form.cleaned_data["note"])
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, "Settled.")
        return redirect("newsroom_reports")


class ReportsMenuItem(MenuItem):
    """A menu item for users who may correct stories."""

    def is_shown(self, request: Any) -> bool:
        """Return whether to show the item."""
        return bool(request.user.has_perm(RIGHT))


@hooks.register("register_admin_menu_item")
def reports_menu_item() -> MenuItem:
    """Return the menu item, after the planning."""
    return ReportsMenuItem(
        "Error reports", reverse("newsroom_reports"), name="error-reports", icon_name="warning", order=120
    )


urlpatterns = [
    path("error-reports/", ReportsView.as_view(), name="newsroom_reports"),
    path("error-reports/<int:number>/settle/", SettleView.as_view(), name="newsroom_report_settle"),
]
