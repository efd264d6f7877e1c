"""The search of the list as an address writes it: read with what is wrong of it, and written again.

What cannot be understood is never left out in silence: the list would not be the one that was asked for. It is told by
field, as codes of the message catalogue (`campo.*`).
"""

from __future__ import annotations

import re
from decimal import Decimal
from urllib.parse import urlencode

from chalicelib.handlers.portal.forms import Form, amount
from chalicelib.services.portal.search import SORTS, STATES, Search, problems

Wrong = dict[str, list[str]]

_MONEY = re.compile(r"^\s*(USD|US\$|\$)|[.,][0-9]{2}\s*$", re.IGNORECASE)
DAYS, AMOUNTS = ("desde", "hasta"), ("minimo", "maximo")


def read_search(form: Form) -> tuple[Search, Wrong]:
    """What is looked for, and what is wrong by field. A search with anything wrong must not be made."""
    sort = form.text("orden", 20)
    state = form.text("estado", 20).upper()
    search = Search(
        text=form.text("q", 80),
        issuer=form.text("emisor", 20),
        kind=form.text("tipo", 4),
        state=state if state in STATES else "",
        since=form.day("desde"),
        until=form.day("hasta"),
        low=form.amount("minimo"),
        high=form.amount("maximo"),
        amount=written_amount(form.text("q", 80)),
        sort=sort.lstrip("-") if sort.lstrip("-") in SORTS else SORTS[0],
        ascending=bool(sort) and not sort.startswith("-") and sort in SORTS,
    )
    wrong: Wrong = {name: ["fecha"] for name in DAYS if form.text(name, 40) and form.day(name) is None}
    wrong |= {name: ["valor"] for name in AMOUNTS if form.text(name, 40) and form.amount(name) is None}
    if state and state not in STATES:
        wrong["estado"] = ["opcion"]
    if sort and sort.lstrip("-") not in SORTS:
        wrong["orden"] = ["opcion"]
    return search, problems(search) | wrong


def written_amount(text: str) -> Decimal | None:
    """The value somebody typed into the search box as one: with cents or a currency, or None.

    >>> written_amount("103,39"), written_amount("$50"), written_amount("61"), written_amount("001-001-61")
    (Decimal('103.39'), Decimal('50'), None, None)
    """
    return amount(text) if _MONEY.search(text) else None


def write_search(search: Search, **changes: str) -> str:
    """The same as the query of an address."""
    fields = {
        "q": search.text,
        "emisor": search.issuer,
        "tipo": search.kind,
        "estado": search.state,
        "desde": search.since.isoformat() if search.since else "",
        "hasta": search.until.isoformat() if search.until else "",
        "minimo": _plain(search.low),
        "maximo": _plain(search.high),
        "orden": ("" if search.ascending else "-") + search.sort,
    }
    kept = {n: v for n, v in (fields | changes).items() if v and not (n == "orden" and v == "-fecha")}
    return "?" + urlencode(kept) if kept else ""


def _plain(amount: Decimal | None) -> str:
    return f"{amount}" if amount is not None else ""
