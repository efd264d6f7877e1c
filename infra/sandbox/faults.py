"""Misbehaviour on order.

A **fault** matches requests by a regular expression over the clave and by operation, for so many times. The first one
ordered that matches and has times left is used. What each behaviour does:

| behaviour | recepción | autorización |
|---|---|---|
| `ok` | as usual | as usual |
| `delay` | as usual, after `seconds` | the same |
| `accept_then_hang` | registers, answers nothing, closes after `seconds` | answers nothing, closes after `seconds` |
| `accept_then_reset` | registers, resets the connection | resets the connection |
| `accept_then_502` | registers, answers 502 with HTML | answers 502 with HTML |
| `truncated` | registers, sends half the answer | sends half the answer |
| `html200` | registers, answers 200 with HTML | answers 200 with HTML |
| `oversized` | registers, answers with 8 MB of blanks | answers with 8 MB of blanks |
| `drip` | as usual, but the answer comes byte by byte, each after `seconds` | the same |
| `forgotten` | RECIBIDA, and forgets it at once | forgets it, and says that it does not know it |
| `soap_fault` | does not register, SOAP fault | SOAP fault |
| `down` | does not register, resets the connection | resets the connection |
| `devuelta:<code>` | DEVUELTA with the code, registers nothing | as usual |
| `no_autorizado:<code>` | registers; it will be refused with the code | judges it now and refuses it with the code, \
unless it was judged before |
| `pending` | as usual | answers that it is still in process |
| `wrong_clave` | as usual | answers with the clave and número of another document |
| `tampered` | as usual | answers with a changed comprobante |

A reset connection gives the client an error in the middle of its call; a hung one nothing at all. Whatever «registers»
judges first: what would have been DEVUELTA is not registered.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass

PLAIN = frozenset(
    {
        *("ok", "delay", "drip", "down", "soap_fault", "pending", "wrong_clave", "tampered", "forgotten"),
        *("accept_then_hang", "accept_then_reset", "accept_then_502", "truncated", "html200", "oversized"),
    }
)
CODED = ("devuelta", "no_autorizado")
OPERATIONS = ("recepcion", "autorizacion", "*")
MAX_SECONDS = 3600


@dataclass(eq=False)
class Fault:
    """An ordered behaviour."""

    match: re.Pattern[str]
    operation: str
    behaviour: str
    times: int
    seconds: float


OK = Fault(re.compile(""), "*", "ok", 1, 0.0)


class BadOrder(ValueError):
    """The order cannot be carried out; the message says why."""


class Faults:
    """The orders that are waiting."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def order(self, content: dict[str, object]) -> None:
        """Add an order. Raises BadOrder."""
        operation = str(content.get("operation", "*"))
        behaviour = str(content.get("behaviour", ""))
        name, _, code = behaviour.partition(":")
        if operation not in OPERATIONS:
            raise BadOrder(f"operation must be one of {', '.join(OPERATIONS)}")
        if behaviour not in PLAIN and not (name in CODED and code.isdigit()):
            raise BadOrder(f"unknown behaviour {behaviour!r}")
        try:
            match = re.compile(str(content.get("match", "")))
            times, seconds = int(str(content.get("times", 1))), float(str(content.get("seconds", 1)))
        except (re.error, ValueError) as error:
            raise BadOrder(str(error)) from None
        if times < 1 or not 0 <= seconds <= MAX_SECONDS:
            raise BadOrder(f"times must be at least 1, seconds from 0 to {MAX_SECONDS}")
        with self._lock:
            self._waiting.append(Fault(match, operation, behaviour, times, seconds))

    def clear(self) -> None:
        """Forget every order."""
        with self._lock:
            self._waiting.clear()

    def take(self, operation: str, clave: str) -> Fault:
        """The behaviour for a request, used up once; `ok` if none was ordered."""
        with self._lock:
            for fault in self._waiting:
                if fault.operation in ("*", operation) and fault.match.search(clave):
                    fault.times -= 1
                    if not fault.times:
                        self._waiting.remove(fault)
                    return fault
        return OK

    def waiting(self) -> list[dict[str, object]]:
        """The orders with times left, the first first."""
        with self._lock:
            return [
                {"match": f.match.pattern, "operation": f.operation, "behaviour": f.behaviour, "times": f.times}
                for f in self._waiting
            ]
