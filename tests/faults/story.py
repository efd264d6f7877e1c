"""A day of an issuer and its receivers that comes by every side effect of the pipeline.

Each step is repeated until it goes through, as queues, schedules and people do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from chalicelib.domain.documents.line import line_key
from chalicelib.domain.documents.mailing import MailReport, MailState
from chalicelib.domain.documents.states import Authority
from chalicelib.services.operations.redriving import Redriving
from tests.faults.points import Injected, Points
from tests.unit.core.restores import TABLES, Earlier, rebuild, restore, snapshot
from tests.unit.core.world import RUC, Killed, World

LINE = line_key("XX", "1")
QUIET = timedelta(hours=4)

FIRST = "\n".join(
    (
        "000000101|10.00|ana@example.com",
        "000000102|20.00|",
        "nonsense",
        "*|30.00|ana@example.com,luis@example.com",
        "*|40.00|refused@example.com",
    )
)
SECOND = "*|50.00|ana@example.com\n000000101|10.00|ana@example.com"
THIRD = "000000103|60.00|eva@example.com"


def at_last(step: Callable[[], object]) -> None:
    """Do it, again and again while it is struck down."""
    for _ in range(50):
        try:
            step()
            return
        except (Killed, Injected):
            continue
    raise AssertionError("struck down without end")


def rest(world: World, time: timedelta = QUIET) -> None:
    """Let time pass with the sweep at work; a worker that dies does not stop the clock."""
    end = world.time + time
    at_last(world.run)
    while world.time < end:
        at_last(lambda: world.later(60))


def restful(world: World) -> bool:
    """Whether there is nothing to wait for but a person."""
    stopped = {lane.key for lane in world.lanes.values() if lane.stopped(world.time)}
    return not world.messages and all(d.lane in stopped or (d.final and d.due_at is None) for d in world.rows.values())


def until_quiet(world: World, most: timedelta = timedelta(hours=30)) -> None:
    """Let time pass until nothing is left to do, and longer than any lease or redrive lasts."""
    end = world.time + most
    while world.time < end and not restful(world):
        rest(world, timedelta(minutes=5))
    rest(world, timedelta(minutes=5))


def correct(world: World) -> None:
    """The issuer corrects what was refused, under the same numbers, and has a stopped queue resumed."""
    for lane in list(world.lanes.values()):
        if lane.stopped(world.time):
            at_last(partial(world.stops.resume_issuer, lane.line, lane.issuer))
    wrong = [d for d in world.rows.values() if d.authority in (Authority.DEVUELTO, Authority.NO_AUTORIZADO)]
    if wrong:
        lines = [f"{d.number.sequence}|{d.total + 1}|{','.join(d.receiver.mails)}" for d in wrong]
        world.drop(f"corregido {world.uploads}.txt", "\n".join(lines))
    until_quiet(world)


def bounce(world: World) -> None:
    """The mail service reports that the first mail came back for good, and then everything again a second time."""
    document = world.rows[f"XX#{RUC}#1#01#001001#000000101"]
    for _ in range(2):
        for state, suppress in ((MailState.ENVIADO, False), (MailState.REBOTADO, True)):
            report = MailReport(document.id, 0, document.mailings, state, "mail-1", "Permanent", suppress)
            world.stage = "reports"
            at_last(partial(world.reports.take, report))


def lose(world: World, earlier: Earlier, mood: str) -> None:
    """Tables are put back to an earlier moment; somebody sends another sale under a number that was given by then.

    In the mood `ahead` nothing shows it but the archive.
    """
    if mood == "everything":
        rest(world, timedelta(minutes=65))  # what happened since is sealed in the archive
    names = [name for name in TABLES if name != "beats" or mood != "ahead"]
    restore(world, earlier, *names, ledger=mood == "everything")
    world.drop("ajeno.txt", "000000003|77.00|")
    until_quiet(world, timedelta(minutes=10))
    world.stage = "operator"
    if mood == "ahead":
        at_last(world.freshness.close)
    at_last(lambda: rebuild(world))
    for document in list(world.rows.values()):
        at_last(partial(Redriving(world.services).redrive, document.id))
    until_quiet(world)


def live(world: World, submits: list[str], queries: list[str], restored: str = "") -> None:
    """The whole day; the authority behaves as these say before it is well again. `restored` is a mood of `lose`."""
    world.authority.plan = list(submits)
    world.authority.query_plan = list(queries)
    world.drop("uno.txt", FIRST)
    until_quiet(world)
    bounce(world)
    earlier = snapshot(world) if restored else None
    world.drop("dos.txt", SECOND)
    world.drop("uno.txt", FIRST)
    world.stage = "operator"
    at_last(lambda: world.stops.pause_issuer(LINE, RUC))
    until_quiet(world, timedelta(minutes=10))
    world.stage = "operator"
    at_last(lambda: world.stops.resume_issuer(LINE, RUC))
    until_quiet(world)
    if earlier is not None:
        lose(world, earlier, restored)
    world.lose_uploads = world.lose_events = True
    world.drop("tres.txt", THIRD)
    until_quiet(world)
    world.lose_uploads = world.lose_events = False
    correct(world)
    correct(world)
    rest(world, timedelta(minutes=20))


def watched_effects(points: Points) -> set[str]:
    """The side effects that were come by, of whatever stage."""
    return {effect for _, effect, _ in points.seen}
