"""Pages out of templates (Jinja2): everything is escaped, every word comes from the catalogue."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup, escape

from chalicelib.handlers.portal import texts
from chalicelib.handlers.portal.formats import dashed, day, figure, moment, money, signed, soon

if TYPE_CHECKING:
    from chalicelib.handlers.portal.kit import Visit

_NUMBER = re.compile(r"(?<![\d-])\d{3}-\d{3}-\d{9}(?!\d)")
STATIC = ("portal.css", "icono.svg")


def render(visit: Visit, template: str, facts: Mapping[str, object]) -> str:
    """The page."""
    shared = {
        "visit": visit,
        "csrf": lambda: visit.csrf,
        "focus": _first(Markup(" autofocus")),
        "failed": bool(facts.get("alert") or facts.get("wrong")),
        "logged_in": visit.token.startswith("s.") and visit.login is not None,
        "support": visit.use.portal.settings.support,
        "hours": visit.use.portal.settings.support_hours,
    }
    return environment().get_template(template).render({**shared, **facts})


def _first(text: Markup) -> Callable[[], Markup]:
    """The text when it is asked for first, then nothing: of all that is wrong one thing gets the focus."""
    rest = iter((text,))
    return lambda: next(rest, Markup(""))


@cache
def environment() -> jinja2.Environment:
    """The templates with what all of them use."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("chalicelib.web", "templates/portal"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(t=texts.text, has_text=texts.has, static=static_path)
    made.filters.update(day=day, moment=moment, soon=soon, money=money, signed=signed, figure=figure)
    made.filters.update(data=data_address, dashed=dashed, whole=whole, kept=kept)
    return made


@cache
def static_file(name: str) -> tuple[str, bytes]:
    """The hash and the bytes of a static file."""
    content = files("chalicelib.web").joinpath(f"static/{name}").read_bytes()
    return hashlib.sha256(content).hexdigest()[:16], content


def static_path(name: str) -> str:
    """Where a static file is: the address changes with the content, so it may be kept for ever."""
    digest, _ = static_file(name)
    stem, _, ending = name.rpartition(".")
    return f"/estatico/{stem}.{digest}.{ending}"


def data_address(content: bytes, content_type: str) -> str:
    """Bytes as an address that needs no other request."""
    return f"data:{content_type};base64,{base64.b64encode(content).decode()}"


def kept(text: str) -> Markup:
    """A text in which no line breaks a document's number."""
    return Markup(_NUMBER.sub(lambda found: f'<span class="whole">{found[0]}</span>', str(escape(text))))  # noqa: S704


def whole(label: str) -> Markup:
    """What people call a document, with a number that no line breaks: `Factura 001-001-000000001`."""
    name, _, number = label.rpartition(" ")
    return Markup('{} <span class="whole">{}</span>').format(name, number) if name else escape(label)
