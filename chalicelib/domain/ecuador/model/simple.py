"""The types of single values: text, codes, amounts and dates.

A **simple type** is a `str`, `Decimal` or `date` with a mark (`Text`, `Amount`, `Day`) that validates it, describes it
in JSON Schema and states its rule in words, so that an error can say what was expected.

- Text is *normalised* before it is judged: Unicode NFC, every run of blanks and line breaks becomes one blank, control
  and text-direction characters go. The SRI refuses line breaks and trips over runs of blanks (error 35). Text that is
  too long is an error: nothing is ever cut.
- An amount keeps the scale it was given («100.00» stays «100.00»), except that zeros beyond the allowed decimals go.
  Digits and decimals are counted as XML Schema counts them, without zeros at either end.
- The **version** of the comprobante arrives as validation context (`{"version": "1.1.0"}`); without it the newest rules
  hold. Only a few amounts depend on it: versions 1.0.0 and 2.0.0 have two decimals where the others have six.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BeforeValidator, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

TWO_DECIMAL_VERSIONS = frozenset({"1.0.0", "2.0.0"})

MAX_MAGNITUDE = 30
"""A number of more digits, or smaller than that many decimals, is not written out to be told that it is too long."""

SHORTEST_PROSE = 100
"""Fields of fewer characters hold codes and the like, also where the schema has no pattern for them."""

_DECIMAL = re.compile(r"([+-]?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))")
_DAY = re.compile(r"(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])/(20[0-9][0-9])")
_CONTROL = ("Cc", "Cs")
_NO_CHARACTERS = frozenset("\ufffe\uffff")
_UNWANTED = frozenset(
    "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff"
)


def normalise(value: str) -> str:
    """Text as it goes into a document: NFC, single blanks, nothing invisible that changes the reading.

    >>> normalise("  Caf\\u0065\\u0301\\n de  Loja ")
    'Café de Loja'
    """
    if value.isascii() and value.isprintable():
        return " ".join(value.split()) if "  " in value or value[:1] == " " or value[-1:] == " " else value
    # Blanks are joined first, because a line break is a control character too; composing comes last, because a control
    # character may stand between a letter and its accent.
    kept = "".join(c for c in " ".join(value.split()) if c not in _UNWANTED and unicodedata.category(c) not in _CONTROL)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def _normalise_if_text(value: Any) -> Any:
    return normalise(value) if isinstance(value, str) else value


def hidden(value: str) -> str:
    """The first character that no value may hold: a control character that is no blank, half a pair, a non-character.

    >>> hidden("Loja\\n"), hidden("1\\x000")
    ('', '\\x00')
    """
    if value.isascii() and value.isprintable():
        return ""
    return next(
        (c for c in value if c in _NO_CHARACTERS or (unicodedata.category(c) in _CONTROL and not c.isspace())), ""
    )


def _exact(value: Any) -> Any:
    """A figure or an identifier is not mended: what is left when a hidden character is taken away is another one."""
    if isinstance(value, str) and (found := hidden(value)):
        raise PydanticCustomError("hidden_character", "a hidden character", {"character": f"U+{ord(found):04X}"})
    return _normalise_if_text(value)


NORMALISED = BeforeValidator(_exact)
"""Marks a choice whose value is normalised before it is compared."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some values, as a `Literal` states them."""

    values: tuple[str, ...]

    @property
    def rule(self) -> str:
        """The rule in words."""
        return " o ".join(self.values)

    def json_schema(self, version: str) -> dict[str, Any]:
        """The rule for JSON."""
        return {"enum": list(self.values)}


@dataclass(frozen=True, slots=True)
class Text:
    """A text of `minimum` to `maximum` characters that, whole, matches `pattern`. `rule` says it in words."""

    maximum: int | None = 300
    pattern: str | None = None
    rule: str = ""
    minimum: int = 1

    @property
    def is_prose(self) -> bool:
        """Whether it is a name or a description, and not a code or an identifier."""
        return self.pattern is None and (self.maximum is None or self.maximum >= SHORTEST_PROSE)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        whole = None if self.pattern is None else f"^(?:{self.pattern})$"
        text = core_schema.str_schema(
            min_length=self.minimum, max_length=self.maximum, pattern=whole, strict=True, regex_engine="rust-regex"
        )
        mended = _normalise_if_text if self.is_prose else _exact
        return core_schema.no_info_before_validator_function(mended, text)

    def json_schema(self, version: str) -> dict[str, Any]:
        """The rule for JSON."""
        schema: dict[str, Any] = {"type": "string", "minLength": self.minimum}
        if self.maximum is not None:
            schema["maxLength"] = self.maximum
        if self.pattern is not None:
            schema["pattern"] = f"^(?:{self.pattern})$"
        return schema | ({"description": self.rule} if self.rule else {})


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with at most `digits` digits, `places` of them decimals; not below zero unless `signed`.

    `coarse` are the (digits, places) that hold in the versions with two decimals.
    """

    digits: int = 14
    places: int = 2
    signed: bool = False
    coarse: tuple[int, int] | None = None

    @property
    def rule(self) -> str:
        """The rule in words."""
        return f"un número con punto decimal, máximo {self.places} decimales y {self.digits} dígitos"

    def limits(self, version: str | None) -> tuple[int, int]:
        """The digits and decimals allowed in a version; None asks for the newest rules."""
        if self.coarse and version in TWO_DECIMAL_VERSIONS:
            return self.coarse
        return self.digits, self.places

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            self._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(
                plain, when_used="json-unless-none", return_schema=core_schema.str_schema()
            ),
        )

    def json_schema(self, version: str) -> dict[str, Any]:
        """The rule for JSON, where an amount is a number or the same as text."""
        digits, places = self.limits(version)
        sign = "-?" if self.signed else ""
        rule = f"un número con punto decimal, máximo {places} decimales y {digits} dígitos"
        pattern = rf"^{sign}[0-9]+(\.[0-9]{{1,{places}}})?$"
        least = {} if self.signed else {"minimum": 0}
        return {"type": ["string", "number"], "pattern": pattern, **least, "description": rule}

    def _validate(self, value: Any, info: core_schema.ValidationInfo[Any]) -> Decimal:
        _exact(value)
        match = _DECIMAL.fullmatch(_written(value))
        if match is None:
            raise PydanticCustomError("amount_form", "not a decimal number")
        digits, places = self.limits(info.context.get("version") if info.context else None)
        whole = (match[2] or "").lstrip("0")
        fraction = match[3] or match[4] or ""
        significant = fraction.rstrip("0")
        if len(significant) > places:
            raise PydanticCustomError("amount_places", "too many decimals", {"places": places})
        if len(whole) + len(significant) > digits:
            raise PydanticCustomError("amount_digits", "too many digits", {"digits": digits})
        negative = match[1] == "-" and bool(whole or significant)
        if negative and not self.signed:
            raise PydanticCustomError("amount_negative", "below zero")
        fraction = fraction[:places]
        return Decimal(f"{'-' if negative else ''}{whole or '0'}{'.' if fraction else ''}{fraction}")


def _written(value: Any) -> str:
    """The number as text. A float keeps its shortest form, because that is what was written in the JSON."""
    if isinstance(value, str):
        return "" if hidden(value) else normalise(value)
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return ""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**MAX_MAGNITUDE else ""
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not number.is_finite() or abs(number.adjusted()) > MAX_MAGNITUDE:
        return ""
    return plain(number)


def number(value: Any) -> Decimal | None:
    """The number that was written, whatever its digits; None for what is none, or is too long to be one.

    >>> number(" 12.50 "), number(3), number("doce"), number("1" * 99)
    (Decimal('12.50'), Decimal('3'), None, None)
    """
    text = _written(value)
    return Decimal(text) if len(text) <= 2 * MAX_MAGNITUDE and _DECIMAL.fullmatch(text) else None


def plain(value: Decimal) -> str:
    """A decimal without exponent, with its own scale."""
    return format(value, "f")


@dataclass(frozen=True, slots=True)
class Day:
    """A date, written dd/mm/aaaa, of this century."""

    rule: str = "una fecha dd/mm/aaaa"

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(
                written_day, when_used="json-unless-none", return_schema=core_schema.str_schema()
            ),
        )

    def json_schema(self, version: str) -> dict[str, Any]:
        """The rule for JSON."""
        return {"type": "string", "pattern": f"^(?:{_DAY.pattern})$", "description": self.rule}

    def _validate(self, value: Any) -> date:
        if type(value) is date:
            return value
        match = _DAY.fullmatch(_exact(value)) if isinstance(value, str) else None
        if match is None:
            raise PydanticCustomError("date_form", "not dd/mm/aaaa")
        try:
            return date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            raise PydanticCustomError("date_unreal", "no such day") from None


def day(value: Any) -> date | None:
    """The date that was written, or None for what is none."""
    try:
        return Day()._validate(value)
    except PydanticCustomError:
        return None


def written_day(value: date) -> str:
    """A date as the SRI writes it.

    >>> written_day(date(2026, 11, 3))
    '03/11/2026'
    """
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
