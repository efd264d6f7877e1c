"""Each function's role allows what its stage does, on a good day and on a bad one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.domain.documents import paths
from tests.faults import story
from tests.unit.core.roles import Roles, world_of_roles
from tests.unit.core.test_archive_ahead import OLD, OTHER, forget, only
from tests.unit.core.test_pipeline import settle
from tests.unit.core.world import World


@pytest.fixture
def both() -> Iterator[tuple[World, Roles]]:
    world, roles = world_of_roles()
    yield world, roles
    assert roles.denied == []
    assert world.faults == []


@pytest.mark.parametrize(
    ("submits", "queries"),
    [
        ([], []),
        (["returned", "ok", "returned without a word"], ["refused", "pending"]),
        (["down"] * 12, ["down"]),
        (["stopped", "accept_then_hang", "forgotten"], ["tampered", "tampered", "wrong_clave"]),
        (["limit", "unregistered", "taken", "busy", "lost"], []),
    ],
)
def test_a_day_of_an_issuer_stays_within_the_roles(
    both: tuple[World, Roles], submits: list[str], queries: list[str]
) -> None:
    story.live(both[0], submits, queries)


def test_the_evidence_of_a_number_in_the_archive_may_be_kept_a_second_time(both: tuple[World, Roles]) -> None:
    world, _ = both
    world.drop("a.txt", OLD)
    settle(world)
    forget(world)
    world.drop("b.txt", OTHER)
    settle(world)
    world.drop("c.txt", OTHER)
    settle(world)
    assert [world.states(name) for name in ("b.txt", "c.txt")] == [["RECHAZADO"], ["RECHAZADO"]]


@pytest.mark.parametrize("folder", ["unsigned", "signed", "authorized", "ride", "provisional"])
def test_the_evidence_of_anothers_file_may_be_kept_however_often_the_stage_comes_by(
    both: tuple[World, Roles], folder: str
) -> None:
    world, _ = both
    world.lose_events = True
    if folder == "provisional":
        world.authority.plan = ["down"] * 1000
    world.drop("a.txt", OLD)
    world.run()
    document = only(world)
    world.files[getattr(paths, folder)(document)] = b"<other/>"
    for _ in range(3):
        world.later(3600)
    assert any(key.startswith("incidents/") for key in world.files)
    assert world.report("a.txt")["resumen"]["autorizados"] == (folder == "ride")
