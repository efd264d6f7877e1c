"""The ledger: every move is told once, whatever dies; whatever is done to what was told is found, and where."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.ledger.chain import (
    GENESIS,
    Entry,
    Head,
    Record,
    Segment,
    What,
    canonical,
    digest,
    follow,
    packed,
    segment_key,
    unpacked,
)
from chalicelib.domain.ledger.check import Finding, Kind
from chalicelib.services.ledger.chaining import Chaining
from chalicelib.services.ledger.checking import Checked, Checking
from tests.unit.core.ledger import MemoryLedger, Segments
from tests.unit.core.world import RUC, Archive, Killed, World

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
TENANT = "1790012345001"
LOT = "000000001|10.00|ana@example.com\n000000002|20.00|\n000000003|30.00|c@example.com\n"


def told_of(world: World) -> list[dict[str, Any]]:
    world.chaining.run()
    return [r.content["entry"] for r in world.ledger.records(RUC)]


def test_the_life_of_a_document_is_told_move_by_move() -> None:
    world = World()
    world.drop("a.txt", "000000001|10.00|ana@example.com\n")
    world.run()
    world.later(600)
    entries = told_of(world)
    moves = [e["facts"] for e in entries if e["what"] == "document"]
    assert [(m["n"], m["authority"], m["delivery"]) for m in moves] == [
        (1, "PENDIENTE", "PENDIENTE"),
        (2, "FIRMADO", "PENDIENTE"),
        (3, "RECIBIDO", "PENDIENTE"),
        (4, "AUTORIZADO", "PENDIENTE"),
        (5, "AUTORIZADO", "REPRESENTADO"),
        (6, "AUTORIZADO", "ENVIADO"),
    ]
    assert len({m["signed"] for m in moves[1:]}) == 1
    calls = [e["facts"] for e in entries if e["what"] == "call"]
    assert [(c["call"], c["verdict"]) for c in calls] == [("submit", "received"), ("query", "authorized")]
    assert world.ledger_findings() == []
    assert [e["facts"]["n"] for e in map(_entry, world.ledger.about(RUC, next(iter(world.rows)))) if "n" in e["facts"]]


def _entry(record: Record) -> dict[str, Any]:
    return dict(record.content["entry"])


def test_nobody_is_named() -> None:
    world = World()
    world.drop("a.txt", LOT)
    world.run()
    text = "".join(r.text for r in world.ledger.records(RUC)) + "".join(world.ledger.waits.values())
    assert text
    for secret in ("Ana", "1710034065", "example.com"):
        assert secret not in text


def test_a_change_that_is_no_move_is_not_told() -> None:
    world = World()
    world.authority.plan = ["down"] * 3
    world.drop("a.txt", "000000001|10.00|\n")
    world.run()
    before = world.rows[next(iter(world.rows))]
    world.save(replace(before, due_at=NOW, tries=9))
    assert Counter(e["what"] for e in told_of(world))["document"] == before.moves


def test_a_handful_that_dies_anywhere_is_chained_and_sealed_once() -> None:
    reference = World()
    reference.drop("a.txt", LOT)
    reference.run()
    start = reference.effects
    reference.chaining.run()
    for point in range(start + 1, reference.effects + 1):
        world = World()
        world.drop("a.txt", LOT)
        world.run()
        world.die_at = point
        with pytest.raises(Killed):
            world.chaining.run()
        world.die_at = None
        assert world.ledger_findings() == []
        world.later(4000)
        assert world.ledger_findings() == []
        assert world.ledger.waits == {}
        assert world.ledger.head(RUC).sealed > 0


def test_two_at_once_make_one_chain() -> None:
    world = World()
    world.drop("a.txt", LOT)
    world.run()
    waiting = len(world.ledger.waits)
    rival = Chaining(world.ledger, Archive(world), world, world, timedelta(hours=1))
    intruded: list[int] = []

    def intrude() -> None:
        world.ledger.effect = lambda: None
        intruded.append(rival.run())

    world.ledger.effect = intrude
    assert world.chaining.run() + intruded[0] == waiting
    assert world.ledger_findings() == []


def test_what_is_put_down_while_it_is_chained_gets_its_place_later() -> None:
    ledger = MemoryLedger()
    world = World()
    chaining = Chaining(ledger, Archive(world), world, world, timedelta(hours=1))
    for number in range(120):
        ledger.note(entry(number))
    late = [entry(500), entry(501)]

    def come_late() -> None:
        if late:
            ledger.keep(late.pop())

    ledger.effect = come_late
    assert chaining.run() + chaining.run() == 122
    assert Checking(ledger, Segments(world.files), Nothing()).check(TENANT).findings == ()


# --- tampering ------------------------------------------------------------------------------------------------------
class Nothing:
    """No document counts anything."""

    def moves(self, tenant: str) -> dict[str, int]:
        return {}


class Counts:
    """Documents that count what was told at first."""

    def __init__(self, made: dict[str, int]) -> None:
        self.made = made

    def moves(self, tenant: str) -> dict[str, int]:
        return self.made


def entry(number: int, document: str = "D", n: int = 0) -> Entry:
    facts = {"n": n} if n else {"number": number}
    what = What.DOCUMENT if n else What.CALL
    return Entry(TENANT, NOW + timedelta(seconds=number), what, document, facts)


class Kept:
    """A ledger of `count` records of which the first ones are sealed, and documents that count their moves."""

    def __init__(self, count: int, sealed: int) -> None:
        self.ledger = MemoryLedger()
        self.files: dict[str, bytes] = {}
        made: Counter[str] = Counter()
        for number in range(count):
            document = f"D{number % 3}"
            made[document] += 1
            self.ledger.note(entry(number, document, made[document]))
        self.made = dict(made)
        pending = self.ledger.pending(TENANT, count)
        records = follow(Head(TENANT), pending)
        for start in range(0, count, 40):
            head = self.ledger.head(TENANT)
            self.ledger.append(head, pending[start : start + 40], records[start : start + 40])
        for start in range(0, sealed, 7):
            part = Segment(TENANT, tuple(records[start : min(start + 7, sealed)]))
            self.files[segment_key(TENANT, part.first)] = packed(part)
        self.ledger.ends[TENANT] = replace(self.ledger.head(TENANT), sealed=sealed, sealed_at=NOW)

    @property
    def rows(self) -> dict[tuple[str, int], Record]:
        return self.ledger.chains

    def check(self) -> Checked:
        return Checking(self.ledger, Segments(self.files), Counts(self.made)).check(TENANT)

    def forge_from(self, place: int) -> None:
        """Make the chain whole again from a place on, as somebody would who may write everything but the archive."""
        prev = self.rows[TENANT, place - 1].hash if place > 1 else GENESIS
        end = 0
        for end in sorted(p for _, p in self.rows if p >= place):
            content = json.loads(self.rows[TENANT, end].text) | {"prev": prev, "seq": end}
            text = canonical(content)
            prev = digest(text)
            self.rows[TENANT, end] = Record(end, text, prev)
        self.ledger.ends[TENANT] = replace(self.ledger.head(TENANT), seq=end, hash=prev)


def edit(kept: Kept, place: int, other: int) -> None:
    record = kept.rows[TENANT, place]
    kept.rows[TENANT, place] = replace(record, text=record.text.replace('"n":', '"n":1'))


def replace_whole(kept: Kept, place: int, other: int) -> None:
    edit(kept, place, other)
    record = kept.rows[TENANT, place]
    kept.rows[TENANT, place] = replace(record, hash=digest(record.text))


def delete(kept: Kept, place: int, other: int) -> None:
    del kept.rows[TENANT, place]


def swap(kept: Kept, place: int, other: int) -> None:
    a, b = kept.rows[TENANT, place], kept.rows[TENANT, other]
    kept.rows[TENANT, place], kept.rows[TENANT, other] = b, a


def truncate(kept: Kept, place: int, other: int) -> None:
    for key in [key for key in kept.rows if key[1] >= place]:
        del kept.rows[key]


def truncate_with_head(kept: Kept, place: int, other: int) -> None:
    truncate(kept, place, other)
    last = kept.rows.get((TENANT, place - 1))
    head = kept.ledger.head(TENANT)
    kept.ledger.ends[TENANT] = replace(head, seq=place - 1, hash=last.hash if last else GENESIS)


OPENLY: list[Callable[[Kept, int, int], None]] = [edit, replace_whole, delete, swap, truncate, truncate_with_head]


def covers(findings: tuple[Finding, ...], place: int) -> bool:
    """Whether one of the findings names the place, or the move that was told there."""
    document, move = f"D{(place - 1) % 3}", (place - 1) // 3 + 1
    return any(
        f.first <= place <= f.last if not f.subject else (f.subject, f.first) == (document, move) for f in findings
    )


@settings(max_examples=300, deadline=None)
@given(data=st.data(), count=st.integers(3, 90), how=st.sampled_from(OPENLY))
def test_whatever_is_done_to_a_record_is_found_where_it_was_done(
    data: st.DataObject, count: int, how: Callable[[Kept, int, int], None]
) -> None:
    kept = Kept(count, data.draw(st.integers(0, count)))
    assert kept.check().findings == ()
    place = data.draw(st.integers(1, count))
    other = data.draw(st.integers(1, count).filter(lambda n: n != place))
    how(kept, place, other)
    findings = kept.check().findings
    assert covers(findings, place)
    if how is swap:
        assert covers(findings, other)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), count=st.integers(3, 90), how=st.sampled_from([edit, swap]))
def test_a_chain_forged_anew_is_found_by_what_is_sealed(
    data: st.DataObject, count: int, how: Callable[[Kept, int, int], None]
) -> None:
    kept = Kept(count, data.draw(st.integers(2, count)))
    sealed = kept.ledger.head(TENANT).sealed
    place = data.draw(st.integers(1, sealed))
    other = data.draw(st.integers(1, sealed).filter(lambda n: n != place))
    how(kept, place, other)
    kept.forge_from(min(place, other))
    assert covers(kept.check().findings, place)


@settings(max_examples=100, deadline=None)
@given(data=st.data(), count=st.integers(3, 60))
def test_a_record_taken_out_with_the_chain_closed_behind_it_is_missed_by_its_document(
    data: st.DataObject, count: int
) -> None:
    kept = Kept(count, 0)
    place = data.draw(st.integers(1, count))
    texts = [kept.rows[TENANT, p].text for p in range(1, count + 1) if p != place]
    kept.rows.clear()
    for seq, text in enumerate(texts, start=1):
        kept.rows[TENANT, seq] = Record(seq, text, "")
    kept.forge_from(1)
    move = (place - 1) // 3 + 1
    assert Finding(Kind.UNTOLD, move, move, f"D{(place - 1) % 3}") in kept.check().findings


def test_what_is_taken_away_before_it_is_chained_is_missed_by_its_document() -> None:
    world = World()
    world.drop("a.txt", "000000001|10.00|\n")
    world.run()
    taken = next(k for k, text in world.ledger.waits.items() if json.loads(text)["what"] == "document")
    move = json.loads(world.ledger.waits.pop(taken))["facts"]["n"]
    assert world.ledger_findings() == [Finding(Kind.UNTOLD, move, move, next(iter(world.rows)))]


def test_a_segment_that_is_gone_damaged_or_written_again_is_found() -> None:
    kept = Kept(30, 21)
    middle = segment_key(TENANT, 8)
    whole = kept.files.pop(middle)
    assert Finding(Kind.UNSEALED, 8, 14) in kept.check().findings
    kept.files[middle] = whole[:-9]
    assert Finding(Kind.UNSEALED, subject=middle) in kept.check().findings
    kept.files[middle] = whole
    again = Segments(kept.files, Counter([middle]))
    findings = Checking(kept.ledger, again, Counts(kept.made)).check(TENANT).findings
    assert findings == (Finding(Kind.RESEALED, 8, 14, middle),)


def test_a_ledger_of_which_nothing_is_left_is_missed_by_the_archive() -> None:
    kept = Kept(10, 10)
    kept.rows.clear()
    kept.ledger.ends.clear()
    checking = Checking(kept.ledger, Segments(kept.files), Nothing())
    assert checking.tenants() == [TENANT]
    assert [f.kind for f in checking.check(TENANT).findings] == [Kind.REMOVED] * 10


def test_a_move_told_twice_is_found() -> None:
    kept = Kept(9, 0)
    kept.ledger.note(entry(50, "D0", 2))
    head, pending = kept.ledger.head(TENANT), kept.ledger.pending(TENANT, 1)
    kept.ledger.append(head, pending, follow(head, pending))
    assert kept.check().findings == (Finding(Kind.TWICE, 2, 2, "D0"),)


def test_a_segment_is_read_back_as_it_was_written() -> None:
    kept = Kept(12, 7)
    data = kept.files[segment_key(TENANT, 1)]
    assert packed(unpacked(TENANT, data)) == data
