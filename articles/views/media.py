"""Serve uploaded files and renditions, sandboxed so that no upload can run as a page of the site."""

import mimetypes
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date

SANDBOX = "default-src 'none'; sandbox"
CHUNK = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z")


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve one file of MEDIA_ROOT with ETag, If-Modified-Since and single byte ranges (RFC 9110 §14)."""
    file = _locate(path)
    stat = file.stat()
    etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    if known := get_conditional_response(request, etag, int(stat.st_mtime)):
        return _described(known, file, etag, stat.st_mtime)
    span = _asked_range(request, stat.st_size, etag)
    if span is None:
        kind, _ = mimetypes.guess_type(file.name)
        return _described(FileResponse(file.open("rb"), content_type=kind), file, etag, stat.st_mtime)
    start, end = span
    if start >= stat.st_size or start > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stat.st_size}"})
    kind, _ = mimetypes.guess_type(file.name)
    response = StreamingHttpResponse(_part(file.open("rb"), start, end), status=206, content_type=kind)
    response["Content-Range"] = f"bytes {start}-{end}/{stat.st_size}"
    response["Content-Length"] = str(end - start + 1)
    return _described(response, file, etag, stat.st_mtime)


def _locate(path: str) -> Path:
    root = Path(settings.MEDIA_ROOT).resolve()
    try:
        file = (root / posixpath.normpath(path).lstrip("/")).resolve()
        found = file.is_relative_to(root) and file.is_file()
    except (OSError, ValueError):  # a name that no file can have: too long, or with NUL
        found = False
    if not found:
        raise Http404
    return file


def _asked_range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """Return the first and last byte of the requested range; None for the whole file."""
    match = _RANGE.match(request.headers.get("Range", ""))
    if not match or not any(match.groups()) or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = match.groups()
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _part(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start + 1
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _described(response: HttpResponseBase, file: Path, etag: str, modified: float) -> HttpResponseBase:
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    if file.parent.name == "images":  # a rendition's name changes with its content
        patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=3600)
    return response
