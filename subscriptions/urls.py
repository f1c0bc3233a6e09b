"""Addresses of pages about mail, all under /subscribe/."""

from django.urls import path

from readers.views.private import private

from .views.choices import ask_for_link, choices
from .views.confirm import confirm
from .views.leave import leave
from .views.subscribe import sent, subscribe

app_name = "subscriptions"

urlpatterns = [
    path("", private(subscribe), name="subscribe"),
    path("sent/", private(sent), name="sent"),
    path("choices/", private(choices), name="choices"),
    path("choices/<str:token>/", private(choices), name="choices_by_link"),
    path("confirm/<str:token>/", private(confirm), name="confirm"),
    path("leave/<str:token>/", private(leave), name="leave"),
    path("manage/<str:token>/", private(ask_for_link), name="manage_by_mail"),
]
