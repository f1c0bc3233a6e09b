"""URLs: /subscribe/ for subscribers, /mail/ for mails in a browser and for webhooks."""

from django.urls import path

from readers.views.private import private

from .views.confirm import confirm
from .views.mail import mail, mail_text
from .views.preferences import ask_for_link, choices
from .views.provider_webhook import receive_provider_events
from .views.subscribe import sent, subscribe
from .views.unsubscribe import unsubscribe
from .views.webhook import receive_events

app_name = "subscriptions"

urlpatterns = [
    path("subscribe/", private(subscribe), name="subscribe"),
    path("subscribe/sent/", private(sent), name="sent"),
    path("subscribe/choices/", private(choices), name="choices"),
    path("subscribe/choices/<str:token>/", private(choices), name="choices_by_link"),
    path("subscribe/confirm/<str:token>/", private(confirm), name="confirm"),
    path("subscribe/leave/<str:token>/", private(unsubscribe), name="leave"),
    path("subscribe/manage/<str:token>/", private(ask_for_link), name="manage_by_mail"),
    path("mail/events/", receive_events, name="told"),
    path("mail/events/<slug:provider>/", receive_provider_events, name="told_by_provider"),
    path("mail/<uuid:public_id>/", mail, name="mail"),
    path("mail/<uuid:public_id>/text/", mail_text, name="mail_text"),
]
