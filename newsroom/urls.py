"""All addresses: the admin's, the outbox's, and the paper's."""

from django.urls import include, path
from wagtail.admin import urls as admin_urls

from articles.desk.session import session

from .tour import FirstLoginView

urlpatterns = [
    path("admin/login/", FirstLoginView.as_view()),  # reversed as Wagtail's own
    path("admin/session/", session, name="newsroom_session"),
    path("admin/", include(admin_urls)),
    path("me/", include("readers.urls")),
    path("", include("subscriptions.urls")),
    path("comments/", include("comments.urls")),
    path("", include("articles.urls")),
]

handler404 = "articles.views.errors.not_found"
handler500 = "articles.views.errors.server_error"
