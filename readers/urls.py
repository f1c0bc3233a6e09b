"""URLs of the account pages, all under /me/."""

from django.urls import path

from .views import address, my_page, sign_in
from .views.private import private

app_name = "readers"

urlpatterns = [
    path("", private(my_page.my_page), name="my_page"),
    path("name/", private(my_page.name), name="name"),
    path("export/", private(my_page.export), name="export"),
    path("erase/", private(my_page.erase), name="erase"),
    path("erased/", private(my_page.erased), name="erased"),
    path("address/", private(address.change), name="change_address"),
    path("address/<str:token>/", private(address.confirm), name="confirm_address"),
    path("sign-in/", private(sign_in.ask), name="sign_in"),
    path("sign-in/sent/", private(sign_in.sent), name="sign_in_sent"),
    path("sign-in/<str:token>/", private(sign_in.follow_link), name="follow_link"),
    path("sign-out/", private(sign_in.sign_out), name="sign_out"),
]
