"""A document that comes after the day until which it had to be handed over: it is sent as it is, and its issuer told.

Dates are never changed: the day of issue is part of what the issuer says, and of the clave.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from chalicelib.domain.documents import messages as _messages  # noqa: F401  (adds its codes to the catalogue)
from chalicelib.domain.documents.country import Prepared, Rejected, Unnumbered
from chalicelib.domain.documents.errors import problem

LATE = "FECHA-ATRASADA"

LastDay = Callable[[date], date]
"""The day until which a document issued on a day has to be handed over."""


Outcome = Prepared | Rejected | Unnumbered


def warned(outcome: Outcome, name: str, today: date, last_day: LastDay) -> Outcome:
    """The outcome, with a warning if the document is late. `name` is what the warning points at."""
    if isinstance(outcome, Unnumbered):
        unnumbered = outcome

        def numbered(sequence: int) -> Prepared | Rejected:
            given = unnumbered.numbered(sequence)
            return _warned(given, name, today, last_day) if isinstance(given, Prepared) else given

        return replace(unnumbered, numbered=numbered)
    return _warned(outcome, name, today, last_day) if isinstance(outcome, Prepared) else outcome


def unwarned(prepared: Prepared) -> Prepared:
    """Without that warning: what came again may have been in time when it came first."""
    return replace(prepared, warnings=tuple(p for p in prepared.warnings if p.code != LATE))


def _warned(prepared: Prepared, name: str, today: date, last_day: LastDay) -> Prepared:
    last = last_day(prepared.issue_date)
    if today <= last:
        return prepared
    days = {"issued": prepared.issue_date, "last": last, "today": today}
    late = problem(LATE, name, **{which: f"{day:%d/%m/%Y}" for which, day in days.items()})
    return replace(prepared, warnings=(*prepared.warnings, late))
