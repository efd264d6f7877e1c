"""Validation errors → problems with pointers.

Pydantic reports each error with its type and its location in the values; here both become a code of the catalogue and a
path into the XML. A list item is pointed at by its element's name and its position from 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador.model.binding import MAX_SUGGESTIONS, shortened, similar
from chalicelib.domain.ecuador.model.block import Block
from chalicelib.domain.ecuador.model.plan import Child, plan_of
from chalicelib.domain.ecuador.model.simple import MAX_MAGNITUDE, number

_EXACT_DIGITS = 15
"""Of a binary number of 64 bits so many decimal digits are exact."""

_CODES = {
    "list_type": "XML-LISTA",
    "model_type": "XML-BLOQUE",
    "string_too_short": "XML-CORTO",
    "string_too_long": "XML-LARGO",
    "string_pattern_mismatch": "XML-FORMATO",
    "literal_error": "XML-FORMATO",
    "amount_form": "XML-NUMERO",
    "amount_places": "XML-DECIMALES",
    "amount_digits": "XML-DIGITOS",
    "amount_negative": "XML-NEGATIVO",
    "date_form": "XML-FECHA",
    "hidden_character": "XML-CARACTER",
    "date_unreal": "XML-FECHA-IRREAL",
    "too_short": "XML-SIN-ELEMENTOS",
    "too_long": "XML-DEMASIADOS",
    "not_in_version": "XML-OTRA-VERSION",
}


def explain(error: ValidationError, model: type[Block], root: str) -> list[Problem]:
    """Every error of a validation, as problems. `root` is the name of the comprobante's root element."""
    errors = error.errors(include_url=False)
    return [_problem(e, model, root, suggest=n < MAX_SUGGESTIONS) for n, e in enumerate(errors)]


def _problem(error: Mapping[str, Any], model: type[Block], root: str, *, suggest: bool) -> Problem:
    kind = error["type"]
    pointer, child, parent = locate(model, root, error["loc"])
    if kind == "missing":
        where = plan_of(parent).where(child.name)
        return problem("XML-FALTA", pointer, name=child.name, where=f" {where}" if where else "")
    if kind == "extra_forbidden":
        hint = similar(shortened(child.name), plan_of(parent)) if suggest else ""
        return problem("XML-DESCONOCIDO", pointer, name=shortened(child.name), hint=hint)
    value = shown(error["input"])
    context = error.get("ctx") or {}
    if not value.strip() and kind in ("string_too_short", "string_pattern_mismatch", "amount_form", "date_form"):
        return problem("XML-VACIO", pointer, name=child.name)
    figures = {
        "name": child.item if isinstance(error["loc"][-1], int) else child.name,
        "value": value,
        "rule": child.rule or "un valor de otro tipo",
        "item": child.item,
        "length": len(error["input"]) if isinstance(error["input"], (str, list)) else 0,
        "limit": context.get("max_length")
        or context.get("min_length")
        or context.get("places")
        or context.get("digits"),
        "character": context.get("character"),
        "version": context.get("version"),
        "versions": context.get("names"),
    }
    if kind == "amount_places" and (clean := without_noise(error["input"], context["places"])):
        return problem("XML-RUIDO", pointer, **figures, clean=clean)
    return problem(_CODES.get(kind, "XML-TIPO"), pointer, **figures)


def locate(model: type[Block], root: str, loc: Sequence[int | str]) -> tuple[str, Child, type[Block]]:
    """The path of a location, the field it ends at, and the block that field belongs to."""
    pointer = f"/{root}"
    child = Child(root, model)
    parent = model
    for step in loc:
        if isinstance(step, int):
            pointer += f"/{child.item}[{step + 1}]"
            continue
        parent = child.model or parent
        plan = plan_of(parent)
        field = plan.field(step)
        if field is None:
            return f"{pointer}/{shortened(step)}", Child(step), parent
        if field is not plan.content:
            pointer += f"/@{step}" if step in plan.attributes else f"/{step}"
        child = field
    return pointer, child, parent


def without_noise(value: object, places: int) -> str:
    """The amount that a program meant which wrote a binary number in full; empty for what does not look like one.

    >>> without_noise("13.370000000000001", 2), without_noise("29.999999999999996", 2), without_noise("13.3701", 2)
    ('13.37', '30.00', '')
    """
    written = number(value)
    if written is None or len(written.as_tuple().digits) <= _EXACT_DIGITS:
        return ""
    short = Decimal(format(written, f".{_EXACT_DIGITS}g"))
    rounded = round(short, places)
    return format(rounded, "f") if rounded == short else ""


def shown(value: object) -> str:
    """A value as an error shows it; nothing for what is no single value.

    >>> shown("X" * 100)[-2:], shown(Decimal("1.50")), shown(["a"]), shown(10**5000)
    ('X…', '1.50', '', 'un número enorme')
    """
    if isinstance(value, int) and abs(value) >= 10**MAX_MAGNITUDE:
        return "un número enorme"
    return shortened(str(value)) if isinstance(value, (str, int, float, Decimal)) else ""
