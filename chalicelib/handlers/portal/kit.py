"""Every page goes through here: who is visiting, what was sent, which answer, which headers.

- A **visit** is one request. Its **token** is the one cookie: `v.…` for a visitor, `s.…` for somebody logged in. A new
  one is given at login; a visitor gets one with the first page that has a form.
- A form is taken only with the token's own CSRF value in it, and only from the portal's own origin.
- An **answer** is what a view returns; the kit makes the framework's response of it.
"""

from __future__ import annotations

import hmac
import math
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from chalice.app import Request, Response

from chalicelib.domain.accounts import limits
from chalicelib.handlers import wiring as common
from chalicelib.handlers.portal import forms, wiring
from chalicelib.handlers.portal.agents import agent_name, network
from chalicelib.handlers.portal.blueprint import SAFE_HEADERS, portal
from chalicelib.services.portal import guesses
from chalicelib.services.portal.context import Visitor
from chalicelib.services.portal.documents import NotThere, TooMany
from chalicelib.services.portal.search import WrongPlace
from chalicelib.services.ports import Conflict

if TYPE_CHECKING:
    from chalicelib.domain.accounts.account import Account
    from chalicelib.services.portal.sessions import Login

COOKIE = "__Host-rubrica"
COOKIE_RULES = "Path=/; Secure; HttpOnly; SameSite=Lax"
CSRF_FIELD = "_csrf"
TOO_MANY = 429
HOUR = 3600
FILES = ("/ride", "/archivo/{form}", "/{reference}/{part}")
REFERENCES = {"reference", "clave"}
"""Parts of paths that name a document."""
FIRST_PAGE = "/documentos"
INSIDE = re.compile(r"/(documentos|ver|datos|descargas)([/?][A-Za-z0-9._~%/?&=+*-]*)?")
LONGEST_PATH = 1000
HEXADECIMAL = re.compile(r"[0-9a-f]+")
HTML = "text/html; charset=utf-8"


@dataclass(slots=True)
class Answer:
    """What a view returns: a page, or a redirection with `location`. `token` replaces the browser's cookie."""

    status: int = 200
    body: str = ""
    location: str = ""
    token: str | None = None
    retry_at: datetime | None = None
    """From when what was refused (429) may be tried again, if that is known."""
    headers: dict[str, str] = field(default_factory=dict)


class Forged(Exception):
    """The form did not come from a page of ours."""


class Visit:
    """One request to the portal."""

    def __init__(self, request: Request, use: wiring.UseCases) -> None:
        self._headers: Mapping[str, str] = request.headers
        body: str | bytes = request.raw_body
        self._body = body if isinstance(body, bytes) else body.encode()
        self.head = request.method == "HEAD"
        self.method: str = "GET" if self.head else request.method
        self.query = forms.from_pairs(_pairs(request))
        self.use = use
        self.path = _path(request)
        self.token = forms.cookie(self._headers.get("cookie", ""), COOKIE)
        self.fresh = not self.token.startswith(("v.", "s."))
        if self.fresh:
            self.token = "v." + use.portal.chance.token()
        self.token_used = False
        source = (request.context.get("identity") or {}).get("sourceIp") or "-"
        self.origin = network(str(source))
        self.agent = agent_name(self._headers.get("user-agent", ""))

    @cached_property
    def login(self) -> Login | None:
        """Who is logged in."""
        return self.use.sessions.find(self.token[2:]) if self.token.startswith("s.") else None

    @property
    def account(self) -> Account:
        """The account of whoever is logged in; only on pages that ask for it."""
        if self.login is None:
            raise RuntimeError("this page is not private")
        return self.login.account

    @cached_property
    def visitor(self) -> Visitor:
        """The browser, as the use cases see it."""
        self.token_used = True
        return Visitor(self.use.portal.secrets.digest("visitante", self.token), self.origin, self.agent)

    @cached_property
    def csrf(self) -> str:
        """What a form of this visit must carry, under a mask of this answer's own.

        Answers are compressed: what is the same in each of them could be guessed from their lengths (BREACH).
        """
        mask = self.use.portal.secrets.digest("csrf-mask", self.use.portal.chance.token())
        return mask + _masked(self._csrf, mask)

    @cached_property
    def _csrf(self) -> str:
        self.token_used = True
        return self.use.portal.secrets.digest("csrf", self.token)

    @cached_property
    def form(self) -> forms.Form:
        """What was sent. Raises BadForm, Forged."""
        found = forms.read_form(self._body, self._headers.get("content-type", ""))
        if self.fresh or not self._is_own(found.first(CSRF_FIELD)):
            raise Forged
        return found

    def _is_own(self, sent: str) -> bool:
        """Whether that is the CSRF value of this visit under any mask."""
        half = len(self._csrf)
        if len(sent) != 2 * half or not HEXADECIMAL.fullmatch(sent):
            return False
        return hmac.compare_digest(_masked(sent[half:], sent[:half]), self._csrf)

    def comes_from_us(self) -> bool:
        """Whether the browser says that the request began on a page of ours (older ones say nothing)."""
        if self._headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        origin = self._headers.get("origin")
        try:
            return origin is None or urlsplit(origin)[:2] == urlsplit(self.use.portal.settings.url)[:2]
        except ValueError:
            return False


def _masked(text: str, mask: str) -> str:
    """One hexadecimal number under another of the same length; the same again takes the mask away."""
    return f"{int(text, 16) ^ int(mask, 16):0{len(text)}x}"


def page(path: str, *methods: str, private: bool = False) -> Callable[[Callable[..., Answer]], Callable[..., Response]]:
    """Make a view a page. It is called with the visit and the parts of its path; `private` asks for a login.

    What is read is also answered to HEAD, except files (`FILES`): reading those is noted as having received them.
    """

    def register(view: Callable[..., Answer]) -> Callable[..., Response]:
        def handle(**parts: str) -> Response:
            return serve(view, path, private, parts, portal.current_request)

        handle.__name__ = view.__name__
        handle.__doc__ = view.__doc__
        taken = list(methods or ("GET",))
        if "GET" in taken and not path.endswith(FILES):
            taken.append("HEAD")
        portal.route(path, methods=taken, content_types=["*/*"], name=view.__name__)(handle)
        return handle

    return register


def serve(
    view: Callable[..., Answer],
    path: str,
    private: bool,
    parts: dict[str, str],
    request: Any,
    use: wiring.UseCases | None = None,
) -> Response:
    """Answer one request. Whatever goes wrong, the answer is a page with all headers, and no log names anybody."""
    telemetry = common.telemetry()
    with telemetry.step(f"portal {path}", "") as step:
        visit: Visit | None = None
        try:
            visit = Visit(request, use or wiring.deployed())
            answer = _view(view, visit, private, parts)
        except Exception as error:  # noqa: BLE001  the boundary: nobody is shown what went wrong inside
            status = _status(error)
            if status == 500:
                telemetry.fault("portal", error)
            answer = _trouble(visit, status)
        step.note(method=request.method, status=answer.status)
        return _response(answer, visit)


def _view(view: Callable[..., Answer], visit: Visit, private: bool, parts: dict[str, str]) -> Answer:
    if visit.method == "POST":
        if not visit.comes_from_us():
            raise Forged
        _ = visit.form
    if private and visit.login is None:
        return go(login_address(visit.path) if visit.method == "GET" else "/entrar")
    if not REFERENCES & parts.keys():
        return view(visit, **parts)
    with few_wrong_references(visit):
        return view(visit, **parts)


@contextmanager
def few_wrong_references(visit: Visit) -> Iterator[None]:
    """Whoever asks for many documents that are not there is asked to wait, also before those that are."""
    portal = visit.use.portal
    limit, key = limits.REFERENCES_BY_PAIR, guesses.pair(portal, visit.visitor, visit.account.id)
    if portal.limits.used(limit, key, portal.now) >= limit.times:
        raise TooMany
    try:
        yield
    except NotThere:
        portal.limits.take(limit, key, portal.now)
        raise


def login_address(path: str) -> str:
    """The login that leads on to a page."""
    return f"/entrar?{urlencode({'a': path})}" if path != FIRST_PAGE and inside(path) else "/entrar"


def inside(path: str) -> str:
    """A path of a page that a login may lead on to, or empty for anything else.

    >>> inside("/documentos?tipo=05"), inside("//malo.example"), inside("https://malo.example/documentos")
    ('/documentos?tipo=05', '', '')
    >>> inside("/salir"), inside("/documentos/../salir"), inside("/documentos/%2E./salir")
    ('', '', '')
    """
    plain = INSIDE.fullmatch(path) is not None and ".." not in unquote(path)
    return path if plain and len(path) <= LONGEST_PATH else ""


def _status(error: Exception) -> int:
    known: tuple[tuple[type[Exception], int], ...] = (
        (forms.BadForm, 400),
        (WrongPlace, 400),
        (Forged, 403),
        (NotThere, 404),
        (Conflict, 409),
        (TooMany, 429),
    )
    return next((status for kind, status in known if isinstance(error, kind)), 500)


def go(location: str, token: str | None = None) -> Answer:
    """Send the browser to another page (303: the form is not sent again)."""
    return Answer(303, location=location, token=token)


def show(visit: Visit, template: str, status: int = 200, **facts: object) -> Answer:
    """A page made of a template."""
    from chalicelib.handlers.portal.render import render

    return Answer(status, render(visit, template, facts), headers={"Content-Security-Policy": policy(visit)})


def message(visit: Visit, key: str, status: int = 200, **figures: object) -> Answer:
    """A page that only says something: title, text and where to go on are in the catalogue under the key."""
    return show(visit, "mensaje.html", status, key=key, figures=figures)


def policy(visit: Visit) -> str:
    """What a page may load: its own stylesheet, pictures of the issuers, the image and the sound in the form."""
    files = visit.use.portal.files.origin()
    return (
        "default-src 'none'; style-src 'self'; "
        f"img-src 'self' data: {files}; media-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _trouble(visit: Visit | None, status: int) -> Answer:
    """The page of an error. If not even that can be made, plain words."""
    try:
        if visit is not None:
            return message(visit, f"error.{status}", status)
    except Exception as error:  # noqa: BLE001  the error page itself failed
        common.telemetry().fault("portal", error)
    return Answer(status, "<!doctype html><title>Rúbrica</title><p>No pudimos atender su pedido.")


def _response(answer: Answer, visit: Visit | None) -> Response:
    headers: dict[str, str | list[str]] = {**SAFE_HEADERS, "Content-Type": HTML, **answer.headers}
    if answer.location:
        headers["Location"] = answer.location
    if answer.status == TOO_MANY:
        headers["Retry-After"] = str(_wait(answer, visit))
    token = answer.token
    if token is None and visit is not None and visit.fresh and visit.token_used:
        token = visit.token
    if token is not None:
        ending = "" if token else "; Max-Age=0"
        headers["Set-Cookie"] = f"{COOKIE}={token}; {COOKIE_RULES}{ending}"
    body = "" if visit is not None and visit.head else answer.body
    return Response(body, headers=headers, status_code=answer.status)


def _wait(answer: Answer, visit: Visit | None) -> int:
    """Seconds until it may be tried again: what the answer says, else to the end of the hour most limits count by."""
    if visit is None:
        return HOUR
    now = visit.use.portal.now
    if answer.retry_at is not None:
        return max(1, math.ceil((answer.retry_at - now).total_seconds()))
    return HOUR - int(now.timestamp()) % HOUR


def _path(request: Request) -> str:
    """Path and query of the request, as an address."""
    parts = {name: quote(str(value), safe="") for name, value in (request.uri_params or {}).items()}
    path = str(request.path).format(**parts)
    pairs = _pairs(request)
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _pairs(request: Request) -> list[tuple[str, str]]:
    """The query's fields in order."""
    query: Any = request.query_params
    if not query:
        return []
    return [(str(name), str(value)) for name in query for value in query.getlist(name)]
