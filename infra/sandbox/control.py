"""The control: what a test or an operator may order and ask, under `/control/`, in JSON.

| order | meaning |
|---|---|
| `POST faults` {match, operation, behaviour, times, seconds} | misbehave, as `faults` explains |
| `DELETE faults` | misbehave no more |
| `GET faults` | the orders with times left |
| `GET requests?clave=` | a list of every call seen: time, operation, clave, sha256 of the comprobante, behaviour, \
answer (estado and messages; empty if none was given), remarks on the signature |
| `DELETE requests` | forget them |
| `GET documents` | a list of what is registered: clave, estado, sha256, mensajes |
| `POST registry` {identification, code} | refuse an issuer with the code (35: not known in this ambiente, and 90, at \
the recepción), a receptor with 69 or 59; `""`: no more |
| `GET registry` | who is refused |
| `POST options` {forget_after_days, refusals_per_day, keep_refused_numbers} | be as `options` explains |
| `GET options` | how it is |
| `POST clock` {offset_seconds} | move the authority's clock |
| `POST answers` {escaped} | give the comprobante as escaped text instead of CDATA |
| `GET health` | whether it serves |
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from infra.sandbox.clock import Clock
from infra.sandbox.faults import BadOrder, Faults
from infra.sandbox.judge import Judge
from infra.sandbox.options import changed
from infra.sandbox.store import Store


@dataclass
class Authority:
    """Everything the server answers from. `escaped` gives comprobantes as escaped text, not CDATA."""

    store: Store
    clock: Clock
    judge: Judge
    faults: Faults
    escaped: bool = False
    console: Callable[[str], None] = lambda line: None
    """Where a line for each call goes."""


def obey(authority: Authority, method: str, name: str, query: dict[str, list[str]], body: bytes) -> Any:
    """Carry out an order and give its answer; None if there is no such order. Raises BadOrder."""
    try:
        content = json.loads(body) if body else {}
        if not isinstance(content, dict):
            raise BadOrder("an object is expected")
        if method == "GET":
            return _told(authority, name, query)
        return {"done": True} if _done(authority, method, name, content) else None
    except KeyError as error:
        raise BadOrder(f"{error} is missing") from None
    except (ValueError, TypeError, RecursionError) as error:
        raise BadOrder(str(error)) from None


def _told(authority: Authority, name: str, query: dict[str, list[str]]) -> Any:
    match name:
        case "health":
            return {"status": "ok"}
        case "faults":
            return {"faults": authority.faults.waiting()}
        case "requests":
            wanted = query.get("clave", [""])[0]
            return [r for r in authority.store.seen() if wanted in ("", r["clave"])]
        case "documents":
            return authority.store.summary()
        case "options":
            return asdict(authority.judge.options)
        case "registry":
            return {"registry": authority.store.taxpayers()}
    return None


def _done(authority: Authority, method: str, name: str, content: dict[str, Any]) -> bool:
    match method, name:
        case "POST", "faults":
            authority.faults.order(content)
        case "DELETE", "faults":
            authority.faults.clear()
        case "DELETE", "requests":
            authority.store.forget()
        case "POST", "registry":
            authority.store.set_taxpayer(str(content["identification"]), str(content.get("code", "")))
        case "POST", "options":
            authority.judge.options = changed(authority.judge.options, content)
        case "POST", "clock":
            authority.clock.move(float(content["offset_seconds"]))
        case "POST", "answers":
            authority.escaped = bool(content["escaped"])
        case _:
            return False
    return True
