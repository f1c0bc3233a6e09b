"""Addresses of pages about mail: /subscribe/, and /mail/ where a mail can be read in a browser."""

from django.urls import path

from readers.views.private import private

from .views.confirm import confirm
from .views.mail import mail, mail_text
from .views.preferences import ask_for_link, choices
from .views.provider_webhook import told_by_provider
from .views.subscribe import sent, subscribe
from .views.unsubscribe import leave
from .views.webhook import told

app_name = "subscriptions"

urlpatterns = [
    path("subscribe/", private(subscribe), name="subscribe"),
    path("subscribe/sent/", private(sent), name="sent"),
    path("subscribe/choices/", private(choices), name="choices"),
    path("subscribe/choices/<str:token>/", private(choices), name="choices_by_link"),
    path("subscribe/confirm/<str:token>/", private(confirm), name="confirm"),
    path("subscribe/leave/<str:token>/", private(leave), name="leave"),
    path("subscribe/manage/<str:token>/", private(ask_for_link), name="manage_by_mail"),
    path("mail/events/", told, name="told"),
    path("mail/events/<slug:provider>/", told_by_provider, name="told_by_provider"),
    path("mail/<uuid:public_id>/", mail, name="mail"),
    path("mail/<uuid:public_id>/text/", mail_text, name="mail_text"),
]
