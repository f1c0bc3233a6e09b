"""Addresses of pages about mail, all under /subscribe/."""

from django.urls import path

from .views.confirm import confirm
from .views.leave import leave
from .views.subscribe import subscribe

app_name = "subscriptions"

urlpatterns = [
    path("", subscribe, name="subscribe"),
    path("confirm/<str:token>/", confirm, name="confirm"),
    path("leave/<str:token>/", leave, name="leave"),
    path("manage/<str:token>/", leave, name="manage_by_mail"),
]
