"""URLs of the mail desk, below /admin/subscriptions/."""

from django.urls import path

from . import csv_export, csv_import, ledger, mailing_actions, statistics, story_panel, subscribers, suppressions

_ONE = "subscriptions/mailing/<uuid:public_id>/"
_READER = "subscriptions/subscriber/<uuid:public_id>/"

urlpatterns = [
    path("subscriptions/", ledger.start, name="audience_desk"),
    path("subscriptions/mailings/", ledger.LedgerView.as_view(), name="audience_ledger"),
    path(_ONE, ledger.MailingView.as_view(), name="audience_mailing"),
    path(f"{_ONE}account/", ledger.mailing_account, name="audience_account"),
    path(f"{_ONE}people/<slug:name>/", ledger.RecipientsView.as_view(), name="audience_behind"),
    path(f"{_ONE}do/", mailing_actions.MailingAction.as_view(), name="audience_mailing_do"),
    path("subscriptions/story/<int:number>/audience/", story_panel.story_audience, name="audience_story_audience"),
    path("subscriptions/story/<int:number>/mail/", story_panel.story_mail, name="audience_story_mail"),
    path("subscriptions/story/<int:number>/do/", story_panel.StoryMailAction.as_view(), name="audience_story_do"),
    path("subscriptions/subscribers/", subscribers.SubscribersView.as_view(), name="audience_subscribers"),
    path(_READER, subscribers.SubscriberView.as_view(), name="audience_subscriber"),
    path(f"{_READER}end/", subscribers.EndSubscriptionsView.as_view(), name="audience_end"),
    path(f"{_READER}forgive/", subscribers.ForgiveView.as_view(), name="audience_forgive"),
    path(f"{_READER}never/", subscribers.NeverMailView.as_view(), name="audience_never"),
    path("subscriptions/suppressed/", suppressions.SuppressedView.as_view(), name="audience_suppressed"),
    path("subscriptions/suppressed/add/", suppressions.SuppressView.as_view(), name="audience_suppress"),
    path(
        "subscriptions/suppressed/<int:number>/lift/", suppressions.LiftSuppressionView.as_view(), name="audience_lift"
    ),
    path("subscriptions/topics/", statistics.TopicsView.as_view(), name="audience_topics"),
    path("subscriptions/figures/", statistics.FiguresView.as_view(), name="audience_figures"),
    path("subscriptions/bring-in/", csv_import.CSVImportView.as_view(), name="audience_bring"),
    path("subscriptions/take-out/", csv_export.CSVExportView.as_view(), name="audience_export"),
]
