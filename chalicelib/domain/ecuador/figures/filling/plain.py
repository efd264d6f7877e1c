"""Plain values, read without trusting them: nothing here raises on what it finds.

A **block** is a dictionary of a document's values. A value is **absent** if it is missing, None, blank or an empty
list; a figure that is there and is no number is **unreadable**: what depends on it cannot be worked out (None).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from chalicelib.domain.documents.money import ZERO, cents, total
from chalicelib.domain.ecuador.model.simple import number

Block = dict[str, Any]

_LARGEST = 15
"""A figure of more digits before the point is no amount of any comprobante, and its products would not be exact."""


def copied(value: Any) -> Any:
    """The value with dictionaries and lists of its own."""
    if isinstance(value, Mapping):
        return {name: copied(inner) for name, inner in value.items()}
    return [copied(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def block(parent: Block, name: str) -> Block:
    """The block of that name; an empty one that belongs to nothing if there is none."""
    found = parent.get(name)
    return found if isinstance(found, dict) else {}


def items(parent: Block, name: str) -> list[Block]:
    """The blocks of a list."""
    found = parent.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def absent(parent: Block, name: str) -> bool:
    """Whether there is nothing under that name."""
    value = parent.get(name)
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def text(parent: Block, name: str) -> str:
    """A code; empty for what is none."""
    value = parent.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**_LARGEST else ""
    return value.strip() if isinstance(value, str) else ""


def amount(parent: Block, name: str) -> Decimal | None:
    """A figure, or None if it is absent or unreadable."""
    found = number(parent.get(name))
    return None if found is None or found.adjusted() > _LARGEST else found


def amount_if_any(parent: Block, name: str) -> Decimal | None:
    """A figure that counts as nothing when it is absent; None if it is unreadable."""
    return ZERO if absent(parent, name) else amount(parent, name)


def put(parent: Block, name: str, value: Decimal | None) -> None:
    """Write an amount in its place, if nothing is there and it could be worked out."""
    if value is not None and absent(parent, name):
        parent[name] = format(cents(value), "f")


def put_rate(parent: Block, name: str, value: Decimal | None) -> None:
    """Write a rate in its place, without zeros at its end, if nothing is there and it is known."""
    if value is not None and absent(parent, name):
        parent[name] = format(value.normalize(), "f")


def total_of(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum, or None if one of the figures could not be told."""
    found = list(amounts)
    return None if any(figure is None for figure in found) else total(found)


def column(blocks: Iterable[Block], name: str) -> Iterator[Decimal | None]:
    """The same figure of several blocks."""
    return (amount(each, name) for each in blocks)
