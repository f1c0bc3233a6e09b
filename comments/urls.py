"""URLs of comments, all under /comments/."""

from django.urls import path

import articles.urls  # noqa: F401 - it makes the converter of a story's address known
from readers.views.private import private

from .views import confirm, feeds, notices, receipt, respond, rules, thread, write

app_name = "comments"

urlpatterns = [
    path("feed/", feeds.site, name="feed"),
    path("rules/", rules.rules, name="rules"),
    path("notices/", private(notices.choose), name="notices"),
    path("confirm/<str:token>/", private(confirm.confirm), name="confirm"),
    path("leave/<str:token>/", private(notices.leave), name="leave"),
    path("receipt/<str:token>/", private(receipt.receipt), name="receipt"),
    path("receipt/<str:token>/edit/", private(receipt.edit), name="edit"),
    path("receipt/<str:token>/delete/", private(receipt.delete), name="delete"),
    path("receipt/<str:token>/confirm/", private(receipt.confirm), name="confirm_receipt"),
    path("receipt/<str:token>/appeal/", private(receipt.appeal), name="appeal"),
    path("<uuid:public_id>/", thread.comment, name="comment"),
    path("<uuid:public_id>/like/", private(respond.like), name="like"),
    path("<uuid:public_id>/report/", private(respond.report), name="report"),
    path("<address:address>/", thread.thread_page, name="thread"),
    path("<address:address>/write/", private(write.write), name="write"),
    path("<address:address>/fragment/", private(write.fragment), name="fragment"),
    path("<address:address>/feed/", feeds.story, name="story_feed"),
]
