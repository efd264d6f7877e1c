"""What a browser sends: cookies and forms, read with limits.

A form is `application/x-www-form-urlencoded` of at most `MAX_BODY` bytes and `MAX_FIELDS` fields. A field read as one
value must have been sent once; control characters other than line breaks are refused; text is NFC.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qsl

MAX_BODY = 65_536
MAX_FIELDS = 200
MAX_TEXT = 2_000
MAX_SHOWN = 300
FORM_TYPE = "application/x-www-form-urlencoded"

_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]")
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")


class BadForm(ValueError):
    """The form cannot be one of ours."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields that were sent, in order."""

    fields: Mapping[str, Sequence[str]]

    def text(self, name: str, most: int = 300) -> str:
        """One line of text without blanks around it; empty if it was not sent. Raises BadForm."""
        return " ".join(self.raw(name, most).split())

    def raw(self, name: str, most: int = MAX_TEXT) -> str:
        """The text as it was typed (passwords, several lines). Raises BadForm."""
        values = self.fields.get(name, ())
        if len(values) > 1 or any(len(value) > most for value in values):
            raise BadForm(name)
        return values[0] if values else ""

    def many(self, name: str) -> list[str]:
        """All values of a field."""
        return list(self.fields.get(name, ()))

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self.fields.get(name))

    def amount(self, name: str) -> Decimal | None:
        """An amount as people write it (`1.234,50`, `1,234.50`, `1234.5`), or None."""
        return amount(self.text(name, 40))

    def first(self, name: str) -> str:
        """What was sent first under a name, to be shown again as it was typed."""
        return next(iter(self.fields.get(name, ())), "")[:MAX_SHOWN]

    def day(self, name: str) -> date | None:
        """A date as browsers send it (`2026-11-20`) or as people write it (`20/11/2026`), or None."""
        return day(self.text(name, 40))


def read_form(body: bytes, content_type: str) -> Form:
    """The form in a request's body. Raises BadForm."""
    if content_type.split(";")[0].strip().lower() != FORM_TYPE or len(body) > MAX_BODY:
        raise BadForm("body")
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MAX_FIELDS
        )
    except ValueError:
        raise BadForm("encoding") from None
    return from_pairs(pairs)


def from_pairs(pairs: Sequence[tuple[str, str]]) -> Form:
    """A form of pairs. Raises BadForm."""
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        clean = unicodedata.normalize("NFC", value.replace("\r\n", "\n"))
        if _CONTROL.search(clean):
            raise BadForm("control character")
        fields.setdefault(name, []).append(clean)
    return Form(fields)


def day(text: str) -> date | None:
    """A date as browsers send it or as people write it, or None.

    >>> day("2026-11-20"), day("20/11/2026"), day("31-02-2026"), day("ayer")
    (datetime.date(2026, 11, 20), datetime.date(2026, 11, 20), None, None)
    """
    typed = _DAY.fullmatch(text)
    try:
        return date(*(int(part) for part in reversed(typed.groups()))) if typed else date.fromisoformat(text)
    except ValueError:
        return None


def amount(text: str) -> Decimal | None:
    """An amount as people write it, or None.

    >>> amount("1.234,50"), amount("1,234.50"), amount("$ 112"), amount("12,5"), amount("1,234"), amount("x")
    (Decimal('1234.50'), Decimal('1234.50'), Decimal('112'), Decimal('12.5'), Decimal('1234'), None)
    """
    bare = re.sub(r"^(USD|US\$|\$)", "", re.sub(r"\s", "", text).upper())
    if re.fullmatch(r"[0-9]{1,3}([.,][0-9]{3})+", bare):
        bare = re.sub(r"[.,]", "", bare)
    elif re.search(r"[.,][0-9]{1,2}$", bare):
        whole, cents = re.split(r"[.,](?=[0-9]{1,2}$)", bare)
        bare = f"{re.sub(r'[.,]', '', whole)}.{cents}"
    if not _AMOUNT.fullmatch(bare):
        return None
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None


def cookie(header: str, name: str) -> str:
    """The value of a cookie, or empty. Of several with the name none counts."""
    found = []
    for part in header.split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            found.append(value)
    return found[0] if len(found) == 1 and re.fullmatch(r"[A-Za-z0-9._~-]{1,200}", found[0]) else ""
