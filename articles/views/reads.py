"""Receive the beacon by which the page of a story reports that it is read."""

import re
from typing import Any

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ..reads.bot_filter import client_ip, is_reader
from ..reads.counter import counter

LONGEST = 1_000  # bytes; an address has at most 300 characters
ADDRESS = re.compile(r"/([a-z0-9-]+/[0-9]{4}/[0-9]{2}/[a-z0-9-]+)/")
VIEW = re.compile(r"[0-9a-f]{32}")


@csrf_exempt  # it changes a count and nothing else, and a page from a cache has no token
@never_cache
@require_POST
def reads(request: Any) -> HttpResponse:
    """Count a read of the story at `path`, once for each `view`. The answer is the same whether it counted or not."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) <= LONGEST and is_reader(request):
        address = ADDRESS.fullmatch(request.POST.get("path", ""))
        view = VIEW.fullmatch(request.POST.get("view", ""))
        if address and view:
            counter.add(address[1], view=view[0], client=client_ip(request))
    return HttpResponse(status=204)
