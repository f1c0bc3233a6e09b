"""The addresses of the pages about mail, below /admin/subscriptions/."""

from django.urls import path

from . import bringing, exporting, figures, ledger, running, stories, subscribers, suppressed

_ONE = "subscriptions/mailing/<uuid:public_id>/"
_READER = "subscriptions/subscriber/<uuid:public_id>/"

urlpatterns = [
    path("subscriptions/", ledger.start, name="audience_desk"),
    path("subscriptions/mailings/", ledger.LedgerView.as_view(), name="audience_ledger"),
    path(_ONE, ledger.MailingView.as_view(), name="audience_mailing"),
    path(f"{_ONE}account/", ledger.mailing_account, name="audience_account"),
    path(f"{_ONE}people/<slug:name>/", ledger.BehindView.as_view(), name="audience_behind"),
    path(f"{_ONE}do/", running.MailingAction.as_view(), name="audience_mailing_do"),
    path("subscriptions/story/<int:number>/audience/", stories.story_audience, name="audience_story_audience"),
    path("subscriptions/story/<int:number>/mail/", stories.story_mail, name="audience_story_mail"),
    path("subscriptions/story/<int:number>/do/", stories.StoryMailAction.as_view(), name="audience_story_do"),
    path("subscriptions/subscribers/", subscribers.SubscribersView.as_view(), name="audience_subscribers"),
    path(_READER, subscribers.SubscriberView.as_view(), name="audience_subscriber"),
    path(f"{_READER}end/", subscribers.EndView.as_view(), name="audience_end"),
    path(f"{_READER}forgive/", subscribers.ForgiveView.as_view(), name="audience_forgive"),
    path(f"{_READER}never/", subscribers.NeverMailView.as_view(), name="audience_never"),
    path("subscriptions/suppressed/", suppressed.SuppressedView.as_view(), name="audience_suppressed"),
    path("subscriptions/suppressed/add/", suppressed.SuppressView.as_view(), name="audience_suppress"),
    path("subscriptions/suppressed/<int:number>/lift/", suppressed.LiftView.as_view(), name="audience_lift"),
    path("subscriptions/topics/", figures.TopicsView.as_view(), name="audience_topics"),
    path("subscriptions/figures/", figures.FiguresView.as_view(), name="audience_figures"),
    path("subscriptions/bring-in/", bringing.BringInView.as_view(), name="audience_bring"),
    path("subscriptions/take-out/", exporting.TakeOutView.as_view(), name="audience_export"),
]
