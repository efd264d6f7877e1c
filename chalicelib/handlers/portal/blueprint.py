"""The blueprint the pages register with, and the headers that every answer of the application carries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chalice.app import Blueprint, Response

portal = Blueprint("chalicelib.handlers.portal")

SAFE_HEADERS: dict[str, str] = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}


@portal.middleware("http")
def _never_without_headers(event: Any, get_response: Callable[[Any], Response]) -> Response:
    """Also what the framework answers by itself (a wrong content type, say) carries the headers."""
    response = get_response(event)
    present = {name.lower() for name in response.headers}
    response.headers.update({n: v for n, v in SAFE_HEADERS.items() if n.lower() not in present})
    return response
