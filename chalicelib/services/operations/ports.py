"""What the operator's orders need from the world, as Protocols the adapters implement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ToSign:
    """A file with bytes to sign: there is one for each attempt of each document."""

    key: str
    stored_at: datetime


class FilesToSign(Protocol):
    """Those of the archive."""

    def to_sign(self, issuer: str) -> Iterator[ToSign]:
        """All of an issuer's."""
        ...

    def issuers(self) -> Sequence[str]:
        """Whoever has any."""
        ...


@dataclass(frozen=True, slots=True)
class Depth:
    """How many messages a queue holds: to be taken, with a worker, put off, and given up."""

    queue: str
    waiting: int
    taken: int
    delayed: int
    dead: int


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up. `receipt` is what it is taken out with."""

    queue: str
    id: str
    body: str
    receipt: str


class DeadLetters(Protocol):
    """The queues and what was given up in them."""

    def depths(self) -> Sequence[Depth]:
        """Those of every queue, as far as the queue service knows at the moment."""
        ...

    def dead(self, queue: str) -> Iterator[DeadLetter]:
        """What was given up in a queue; each message is out of sight for some seconds after it was read."""
        ...

    def again(self, letter: DeadLetter) -> None:
        """Put the message into its queue once more, then take it out of the dead ones."""
        ...
