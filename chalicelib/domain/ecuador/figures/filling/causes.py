"""What to tell of a document whose figures could not all be worked out: the causes, not what follows from them.

A figure that is missing because a quantity is wrong need not be asked for: it will be worked out when the quantity is
right. Its **scope** is what it is worked out from: its own line (or sustento), or for the head the whole document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chalicelib.domain.documents.errors import Problem
from chalicelib.domain.ecuador.comprobantes import Kind
from chalicelib.domain.ecuador.model.block import Block
from chalicelib.domain.ecuador.model.plan import plan_of

_MISSING = frozenset({"XML-FALTA", "XML-VACIO"})
_ITEM = re.compile(r"\[[0-9]+\]$")
_FIRST_ITEM = re.compile(r"/[^\[]+\[[0-9]+\]")


def causes(problems: Sequence[Problem], kind: Kind, model: type[Block]) -> tuple[Problem, ...]:
    """The problems without those that only say that a figure is missing which follows from what is wrong elsewhere."""
    missing = {p for p in problems if p.code in _MISSING and _computed(p.pointer, model)}
    others = [p for p in problems if p.severity == "error" and p not in missing]
    head = f"/{kind.root}/{kind.info}"
    told = {p for p in missing if not p.pointer.startswith(head) and not _within(_scope(p.pointer), others)}
    if not told and not others:
        return tuple(problems)
    return tuple(p for p in problems if p not in missing or p in told)


def _scope(pointer: str) -> str:
    found = _FIRST_ITEM.match(pointer)
    return found[0] if found else pointer


def _within(scope: str, problems: Sequence[Problem]) -> bool:
    return any(p.pointer == scope or p.pointer.startswith(f"{scope}/") for p in problems)


def _computed(pointer: str, model: type[Block]) -> bool:
    """Whether the pointer is that of a figure that may be left out."""
    inside, computed = model, False
    for step in pointer.split("/")[2:]:
        if _ITEM.search(step):
            continue
        child = plan_of(inside).field(step)
        if child is None:
            return False
        inside, computed = child.model or inside, child.computed
    return computed
