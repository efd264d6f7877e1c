"""Every answer carries the headers that protect it, whoever gives it: a page, a redirection, an error, the gateway."""

from __future__ import annotations

import pytest

from tests.e2e.portal.people import Portal

REQUIRED = {
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
HTML = {"Accept": "text/html"}
FORM = HTML | {"Content-Type": "application/x-www-form-urlencoded"}

ANSWERS = [
    ("GET", "/", b"", HTML, 200),
    ("GET", "/entrar", b"", HTML, 200),
    ("GET", "/salud", b"", {}, 200),
    ("GET", "/documentos", b"", HTML, 303),
    ("HEAD", "/", b"", HTML, 200),
    ("HEAD", "/entrar", b"", HTML, 200),
    ("HEAD", "/documentos", b"", HTML, 303),
    ("GET", "/estatico/nada.css", b"", HTML, 404),
    ("POST", "/entrar", b"", FORM, 403),
    ("POST", "/entrar", b"{}", {"Content-Type": "application/json"}, 400),
    ("POST", "/entrar", b"_csrf=%ff", FORM, 400),
    ("POST", "/entrar", b"_csrf=%C3%B1", FORM, 403),
    ("GET", "/documentos/inventado", b"", HTML, 303),
    ("GET", "/no/existe", b"", HTML, 404),
    ("GET", "/no/existe", b"", {"Accept": "application/json"}, 404),
    ("DELETE", "/entrar", b"", HTML, 404),
    ("OPTIONS", "/entrar", b"", HTML, 404),
    ("GET", "/entrar?q=%00", b"", HTML, 400),
]


@pytest.mark.parametrize(("method", "path", "body", "headers", "status"), ANSWERS, ids=lambda v: str(v)[:30])
def test_headers(portal: Portal, method: str, path: str, body: bytes, headers: dict[str, str], status: int) -> None:
    answer = portal.call(method, path, body, headers, "127.0.0.1")
    assert answer.status == status
    assert {name: answer.headers.get(name) for name in REQUIRED} == REQUIRED
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] in ("same-origin", "no-referrer")


def test_nothing_of_the_inside_is_told(portal: Portal) -> None:
    for method, path, body, headers, _ in ANSWERS:
        answer = portal.call(method, path, body, headers, "127.0.0.1")
        assert "Traceback" not in answer.body
        assert "x-powered-by" not in answer.headers
