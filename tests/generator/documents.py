"""Documents of correct form of any kind and version.

>>> from random import Random
>>> from chalicelib.domain.ecuador.comprobantes import BY_ROOT
>>> comprobante(BY_ROOT["notaDebito"], "1.0.0", Random(1)).version
'1.0.0'
"""

from __future__ import annotations

from calendar import monthrange
from random import Random
from typing import Any

from rstr import Rstr

from chalicelib.domain.ecuador.comprobantes import KINDS, Kind
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.domain.ecuador.model.block import Block
from chalicelib.domain.ecuador.model.plan import Child, plan_of
from chalicelib.domain.ecuador.model.simple import Amount, Choice, Day, Text

EVERY_VERSION = [(kind, version) for kind in KINDS for version in kind.versions]
"""Every kind and version that can be read."""

LETTERS = "abcdefghijklmnñopqrstuvwxyzABCDEFGHIJKLMNÑOPQRSTUVWXYZ0123456789áéíóúÁÉÍÓÚ&<>\"'/.,;:-_()#%€漢😀"


def comprobante(kind: Kind, version: str, random: Random) -> Comprobante:
    """A comprobante whose form is right."""
    model = kind.models[version]
    return model.model_validate(values(kind, version, random), context={"version": version})


def values(kind: Kind, version: str, random: Random, *, often: float | None = None) -> dict[str, Any]:
    """The values of a document whose form is right. `often` is how often an optional field is there (0 to 1)."""
    chance = random.choice((0.0, 0.2, 0.5, 0.8, 1.0)) if often is None else often
    made = _block(kind.models[version], version, random, chance)
    return made | {"version": version, "id": "comprobante"}


def _block(model: type[Block], version: str, random: Random, chance: float) -> dict[str, Any]:
    plan = plan_of(model)
    fields = [*plan.attributes.values(), *plan.children, *([plan.content] if plan.content else [])]
    made = {}
    for child in fields:
        exists = child.versions is None or version in child.versions
        always = child.required or child.name == "claveAcceso"
        if exists and (always or random.random() < chance):
            made[child.name] = _field(child, version, random, chance)
    return made


def _field(child: Child, version: str, random: Random, chance: float) -> Any:
    if child.simple is not None:
        return value(child.simple, version, random)
    assert child.model is not None
    if not child.item:
        return _block(child.model, version, random, chance)
    least = 0 if child.may_be_empty else 1
    most = child.at_most or 3
    count = random.choice((least, 1, 1, 2, most))
    return [_block(child.model, version, random, chance) for _ in range(count)]


def value(simple: Text | Amount | Day | Choice, version: str, random: Random) -> str:
    """A value that its type allows, with a liking for the extremes."""
    if isinstance(simple, Choice):
        return random.choice(simple.values)
    if isinstance(simple, Day):
        year, month = random.randint(2000, 2099), random.randint(1, 12)
        return f"{random.randint(1, monthrange(year, month)[1]):02d}/{month:02d}/{year}"
    return _amount(simple, version, random) if isinstance(simple, Amount) else _text(simple, random)


def _amount(simple: Amount, version: str, random: Random) -> str:
    digits, places = simple.limits(version)
    fraction = random.randint(0, places)
    whole = random.choice((1, random.randint(1, digits - fraction), digits - fraction))
    number = "".join(random.choice("0123456789") for _ in range(whole)).lstrip("0") or "0"
    sign = "-" if simple.signed and random.random() < 0.2 else ""
    decimals = "".join(random.choice("0123456789") for _ in range(fraction))
    return f"{sign}{number}.{decimals}" if decimals else f"{sign}{number}"


def _text(simple: Text, random: Random) -> str:
    least, most = simple.minimum, simple.maximum or 60
    if simple.pattern is not None:
        endless = simple.pattern.endswith(("+", "*"))
        pattern = f"{simple.pattern[:-1]}{{{least},{most}}}" if endless else simple.pattern
        made: str = Rstr(random).xeger(pattern)
        return made
    length = random.choice((least, least, random.randint(least, min(most, 40)), most))
    return _words(length, random)


def _words(length: int, random: Random) -> str:
    """A text of that length that normalising leaves as it is: single blanks, none at the ends."""
    made: list[str] = []
    while len(made) < length:
        inside = 0 < len(made) < length - 1 and made[-1] != " "
        made.append(" " if inside and random.random() < 0.15 else random.choice(LETTERS))
    return "".join(made)
