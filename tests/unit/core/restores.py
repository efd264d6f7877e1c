"""Tables of a world put back to an earlier moment, and the operator's rebuild."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.services.ledger.telling import Telling
from chalicelib.services.operations.ports import ToSign
from chalicelib.services.operations.rebuilding import Rebuilding, Rebuilt
from tests.unit.core.ledger import Segments
from tests.unit.core.world import World

TABLES = ("rows", "series", "headers", "entry_rows", "latest", "lanes", "lines", "beats")
LEDGER = ("waits", "chains", "ends")


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the tables held at a moment, the ledger's among them."""

    tables: Mapping[str, Any]
    ledger: Mapping[str, Any]


class Files:
    """Implements `FilesToSign` over a world's files."""

    def __init__(self, world: World) -> None:
        self.world = world

    def to_sign(self, issuer: str) -> Iterator[ToSign]:
        for key in sorted(self.world.files):
            if key.startswith(f"unsigned/{issuer}/"):
                yield ToSign(key, self.world.time)

    def issuers(self) -> list[str]:
        return sorted({key.split("/")[1] for key in self.world.files if key.startswith("unsigned/")})


def snapshot(world: World) -> Earlier:
    """The tables as they are now."""
    return Earlier(
        {name: copy.deepcopy(getattr(world, name)) for name in TABLES},
        {name: copy.deepcopy(getattr(world.ledger, name)) for name in LEDGER},
    )


def restore(world: World, earlier: Earlier, *names: str, ledger: bool = False) -> None:
    """Put tables back (all but the ledger's, if none is named). Archive, authority and mailboxes stay as they are."""
    for name in names or TABLES:
        setattr(world, name, copy.deepcopy(earlier.tables[name]))
    for name in LEDGER if ledger else ():
        setattr(world.ledger, name, copy.deepcopy(earlier.ledger[name]))
    world.messages.clear()


def rebuild(world: World) -> list[Rebuilt]:
    """What `bin/ops rebuild` does: it opens the service at the end."""
    telling = Telling(world.chains, Segments(world.files), world)
    rebuilding = Rebuilding(world.services, Files(world), telling, world.numbering)
    behind = bool(world.freshness.behind())
    found = list(rebuilding.run(world.tenant, behind=behind))
    if behind:
        for batch_id in sorted(rebuilding.without_header):
            world.inbox.put_back(batch_id)
        world.freshness.open()
    return found
