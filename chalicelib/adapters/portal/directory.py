"""The issuers as customers see them. Read with only the attributes that are shown; remembered for some minutes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from chalicelib.adapters.dynamodb.tables import TenantRow
from chalicelib.domain.tenants.tenant import DEFAULT_COLOUR
from chalicelib.services.portal.ports import IssuerFace
from chalicelib.services.ports import Clock

SHOWN = ["ruc", "name", "logo_key", "colour", "reply_to"]
FRESH = timedelta(minutes=5)


class DynamoDirectory:
    """Implements `Directory`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[str, tuple[datetime, IssuerFace]] = {}
        self._some: tuple[datetime, list[IssuerFace]] | None = None

    def faces(self, rucs: Iterable[str]) -> dict[str, IssuerFace]:
        """What is known of some issuers."""
        now = self._clock.now()
        wanted = list(dict.fromkeys(rucs))
        missing = [ruc for ruc in wanted if ruc not in self._known or now - self._known[ruc][0] > FRESH]
        if missing:
            for row in TenantRow.batch_get(missing, attributes_to_get=SHOWN):
                self._known[row.ruc] = (now, _face(row))
        return {ruc: self._known[ruc][1] for ruc in wanted if ruc in self._known}

    def some(self, limit: int) -> list[IssuerFace]:
        """Up to that many issuers, in a fixed order."""
        now = self._clock.now()
        if self._some is None or now - self._some[0] > FRESH:
            rows = TenantRow.scan(limit=limit, page_size=limit, attributes_to_get=SHOWN)
            self._some = (now, [_face(row) for row in rows])
        return self._some[1][:limit]


def _face(row: TenantRow) -> IssuerFace:
    return IssuerFace(row.ruc, row.name, row.logo_key or "", row.colour or DEFAULT_COLOUR, row.reply_to or "")
