"""Guesses at what belongs to others, counted so that a stranger uses up nothing of theirs.

Whoever guesses comes from an **origin** and aims at a **target**: a usuario, a number, an issuer, a document. What is
counted by origin, or by the **pair** of both, may refuse: it harms nobody elsewhere. What is counted by the target
alone never refuses: beyond its measure it **asks for more** (the image, the clave de acceso, the mailbox), which its
owner can give as well. All wrong guesses of a sort together call a person.
"""

from __future__ import annotations

from collections.abc import Iterable

from chalicelib.domain.accounts.limits import Limit
from chalicelib.services.portal.context import Portal, Visitor

ALL = "todos"

Counter = tuple[Limit, str]
"""A limit and the key it is counted under."""


def pair(portal: Portal, visitor: Visitor, target: str) -> str:
    """The key of a target as seen from a visitor's origin."""
    return portal.key("par", f"{visitor.origin}#{target}")


def may_try(portal: Portal, counters: Iterable[Counter]) -> bool:
    """Count a try in every counter; False if one of them refuses. All are counted in any case."""
    counted = [portal.limits.take(limit, key, portal.now) for limit, key in counters]
    return all(counted)


def give_back(portal: Portal, counters: Iterable[Counter]) -> None:
    """The guess was right: it does not count."""
    for limit, key in counters:
        portal.limits.give_back(limit, key, portal.now)


def asks_more(portal: Portal, limit: Limit, target: str) -> bool:
    """Whether a target was tried so often that more is asked of everybody."""
    return portal.limits.used(limit, portal.key(limit.name, target), portal.now) >= limit.times


def was_wrong(portal: Portal, alarm: Limit) -> None:
    """Count a wrong guess of a sort, whoever made it and at what; the first beyond the measure calls a person."""
    now = portal.now
    if portal.limits.take(alarm, ALL, now):
        return
    told = Limit(f"{alarm.name}-dicha", 1, alarm.window)
    if portal.limits.take(told, ALL, now):
        portal.alerts.alert("many-wrong-guesses", "", "", {"sort": alarm.name})
