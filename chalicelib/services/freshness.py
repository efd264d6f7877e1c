"""Whether the tables are as new as the archive: after a restore nothing goes on until the rebuild has stood.

- A **beat** is the moment at which the sweep, once a minute, marked first each table and then the archive.
- A table whose beat is older than the archive's is **behind**: it was restored to an earlier moment, or lost. What it
  says of numbers, sendings and mails may be wrong.
- While a table is behind the service is **closed**: nothing is taken in, no stage acts, nobody is woken, and a person
  is called. Nothing is lost by that: uploads stay where they were dropped, records stay due. `bin/ops rebuild` opens.

The table is marked before the archive, so that a death in between leaves it ahead and never behind.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from chalicelib.services.ports import Beats, Clock, Telemetry

BELIEVED = timedelta(seconds=5)
"""For how long a worker believes that the tables are not behind: a table is not restored in less."""


class Freshness:
    """Looks, beats, closes and opens."""

    def __init__(self, beats: Beats, clock: Clock, telemetry: Telemetry) -> None:
        self._beats = beats
        self._clock = clock
        self._telemetry = telemetry
        self._seen: datetime | None = None

    def behind(self) -> list[str]:
        """The tables that are behind, by name."""
        archived = self._beats.archived()
        if archived is None:
            return []
        return sorted(name for name, beat in self._beats.tables().items() if beat is None or beat < archived)

    def is_open(self) -> bool:
        """Whether the tables can be relied on."""
        now = self._clock.now()
        if self._seen is not None and self._seen <= now < self._seen + BELIEVED:
            return True
        self._seen = None if self.behind() else now
        return self._seen is not None

    def beat(self) -> bool:
        """Mark the tables and the archive. False, and a person is called, if a table is behind."""
        behind = self.behind()
        if behind:
            self._seen = None
            self._telemetry.alert("tables-behind", "", "", {"tables": " ".join(behind)})
            return False
        now = max(filter(None, (self._beats.archived(), self._clock.now())))
        self._beats.mark_tables(now)
        self._beats.mark_archive(now)
        return True

    def close(self) -> None:
        """Have the tables be behind: they are known to have lost something."""
        known = [beat for beat in (self._beats.archived(), *self._beats.tables().values()) if beat is not None]
        self._beats.mark_archive(max([self._clock.now(), *known]) + timedelta(microseconds=1))
        self._seen = None

    def open(self) -> None:
        """Say that the tables are as new as the archive again."""
        archived = self._beats.archived()
        if archived is not None:
            self._beats.mark_tables(archived)
