"""Every point × {kill, exception}, and every behaviour of the authority on top: nothing lost, doubled or wrong.

The points are those that an undisturbed day comes by; a side effect that the day does not come by fails a test.
"""

from __future__ import annotations

import inspect
import os

import pytest

from chalicelib.services import ports
from chalicelib.services.ledger.ports import Chains
from tests.faults import invariants
from tests.faults.points import HARMLESS, READING, Blow, Point, Points, effects, struck_world
from tests.faults.story import live, watched_effects
from tests.unit.core.world import World

TURNS = int(os.environ.get("RUBRICA_SWEEP_TURNS", "1"))
"""Of the times that a run comes by a point, the first ones (so many) and the last are struck."""
IN_TURN = os.environ.get("RUBRICA_SWEEP") == "in turn"
"""Whether the behaviours share the blows out among them (`bin/test --fast`), instead of each taking all of them."""

BEHAVIOURS: dict[str, tuple[list[str], list[str]]] = {
    "well": ([], []),
    "down": (["down"] * 3, ["down"] * 3),
    "down for long": (["down"] * 12, ["down"] * 12),
    "busy": (["busy", "busy"], []),
    "lost": (["lost"], []),
    "lost twice": (["lost", "lost"], []),
    "accepted and silent": (["accept_then_hang"] * 2, []),
    "accepted, silent, and slow": (["accept_then_hang"], ["pending", "down", "pending"]),
    "returned": (["returned"], []),
    "returned after silence": (["lost", "returned"], []),
    "the issuer is stopped": (["stopped", "stopped"], []),
    "the number is taken": (["taken"], []),
    "not authorised, and the correction lost": (["ok"] * 4 + ["lost"], ["refused"]),
    "the issuer is not registered": (["unregistered", "lost", "unregistered"], []),
    "the issuer is held until tomorrow": (["ok", "limit", "lost", "limit"], []),
    "refused without a word": (["returned without a word"], ["refused without a word"]),
    "an answer a byte at a time": (["drip"] * 3, ["drip"] * 7),
    "pending": ([], ["pending"] * 4),
    "another clave": ([], ["wrong_clave"] * 3),
    "another document": ([], ["tampered"] * 3),
    "two in one answer": ([], ["two, ours last"] * 6),
    "forgotten after it was received": (["forgotten"], []),
    "the key is another's at first": ([], []),
    "tables restored": ([], []),
    "tables and the ledger restored": ([], []),
    "archive ahead of the tables": ([], []),
}
RESTORED = {
    "tables restored": "tables",
    "tables and the ledger restored": "everything",
    "archive ahead of the tables": "ahead",
}
NAMES = {
    "documents": ports.Documents,
    "batches": ports.Batches,
    "archive": ports.Archive,
    "beats": ports.Beats,
    "queues": ports.Queues,
    "inbox": ports.Inbox,
    "lines": ports.Lines,
    "authority": ports.TaxAuthority,
    "post": ports.Post,
    "suppressions": ports.Suppressions,
    "numbering": ports.Numbering,
    "ledger": ports.Ledger,
    "chains": Chains,
}
BY_HAND = {
    "suppressions.remove",
}
"""Side effects that only an operator's order causes: each is one write, repeated by whoever gave the order."""


FOREIGN_KEYS = {"the key is another's at first": 5}
"""Signatures that find another company's key."""


def day(world: World, behaviour: str) -> None:
    """The day under that behaviour."""
    world.country.signer.foreign = FOREIGN_KEYS.get(behaviour, 0)  # type: ignore[attr-defined]
    live(world, *BEHAVIOURS[behaviour], RESTORED.get(behaviour, ""))


def undisturbed(behaviour: str) -> Points:
    world, points = struck_world()
    day(world, behaviour)
    assert world.faults == []
    invariants.check(world)
    return points


def blows(points: Points) -> list[Blow]:
    found = []
    for (stage, effect, after), times in points.seen.items():
        turns = sorted({*range(1, min(times, TURNS) + 1), times})
        found += [Blow(Point(stage, effect, after, turn), kill) for turn in turns for kill in (True, False)]
    return found


def share(behaviour: str, found: list[Blow]) -> list[Blow]:
    """The blows that fall under a behaviour: all of them, or each one under another behaviour than the next."""
    return found[list(BEHAVIOURS).index(behaviour) :: len(BEHAVIOURS)] if IN_TURN else found


def test_every_port_is_known() -> None:
    """A new port, or a new method of one, is either a point or said to look only."""
    protocols = {
        found
        for _, found in inspect.getmembers(ports, inspect.isclass)
        if getattr(found, "_is_protocol", False) and found.__module__ == ports.__name__
    }
    pipeline = {p for p in protocols if p in READING or p in HARMLESS}
    assert pipeline == protocols
    for protocol, reading in READING.items():
        methods = {name for name, _ in inspect.getmembers(protocol, inspect.isfunction)}
        assert reading <= methods, f"{protocol.__name__} has no {reading - methods}"


def test_the_day_comes_by_every_side_effect() -> None:
    seen = set().union(*(watched_effects(undisturbed(behaviour)) for behaviour in BEHAVIOURS))
    all_of_them = {f"{name}.{method}" for name, protocol in NAMES.items() for method in effects(protocol)}
    assert all_of_them - seen == BY_HAND


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_struck_anywhere_it_ends_the_same(behaviour: str) -> None:
    count = 0
    for blow in share(behaviour, blows(undisturbed(behaviour))):
        if blow.point.stage == "ledger" and behaviour != "well":
            continue  # what chains the ledger never meets the authority
        world, points = struck_world(blow)
        day(world, behaviour)
        try:
            invariants.check(world)
            assert points.struck, "the blow fell nowhere"
            assert all("Injected" in fault for fault in world.faults), world.faults
        except AssertionError as wrong:
            raise AssertionError(f"{behaviour}, {blow}: {wrong}") from wrong
        count += 1
    assert count > (300 // len(BEHAVIOURS) if IN_TURN else 300)


def test_one_refusal_that_stops_an_issuer_is_not_lost_with_its_worker() -> None:
    """Each time that submission comes by a point is struck: what is on record as such a refusal was told the issuer."""
    mood: tuple[list[str], list[str]] = (["stopped"], [])
    _, points = told_and_refused(mood)
    for (stage, effect, after), times in points.seen.items():
        for turn in range(1, times + 1) if stage == "submission" else ():
            blow = Blow(Point(stage, effect, after, turn), kill=True)
            (told, refused), struck = told_and_refused(mood, blow)
            assert struck.struck == [blow]
            assert told or not refused, blow


def told_and_refused(mood: tuple[list[str], list[str]], *blows: Blow) -> tuple[tuple[bool, bool], Points]:
    """Whether the issuer was told of a stop at the end of the day, and whether a refusal that stops is on record."""
    world, points = struck_world(*blows)
    live(world, *mood)
    said = {
        message.code
        for document in world.rows.values()
        for messages in (document.messages, *(attempt.messages for attempt in document.history))
        for message in messages
    }
    return (any(notice == "cola-detenida" for _, notice, _ in world.notices), "XX-56" in said), points
