"""The door people see: for now the page that says what this is, and whether it is up."""

from __future__ import annotations

from functools import cache

from chalice.app import Blueprint, Response

portal = Blueprint(__name__)

HTML = "text/html; charset=utf-8"
POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS: dict[str, str | list[str]] = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@cache
def _page() -> tuple[str, str]:
    """The page and the hash of its stylesheet, by which the policy admits it."""
    import base64
    import hashlib

    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("chalicelib.web", "templates"), autoescape=True, undefined=jinja2.StrictUndefined
    )
    style = environment.get_template("home.css").render()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template("home.html").render(style=style), digest


@portal.route("/", methods=["GET"])
def home() -> Response:
    """What Rúbrica is."""
    page, digest = _page()
    policy = f"{POLICY}; style-src 'sha256-{digest}'"
    return Response(page, headers=HEADERS | {"Content-Type": HTML, "Content-Security-Policy": policy})


@portal.route("/salud", methods=["GET"])
def health() -> Response:
    """Whether the service answers."""
    return Response({"estado": "en servicio"}, headers=HEADERS | {"Content-Security-Policy": POLICY})
