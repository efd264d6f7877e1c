"""The issuers as customers see them. Read with only the attributes that are shown; remembered for some minutes.

Found by the places they are kept under since their registration (`domain/tenants/finding`), never by reading all.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from chalicelib.adapters.dynamodb.tables import IssuerRow, TenantRow
from chalicelib.domain.tenants import finding
from chalicelib.domain.tenants.tenant import DEFAULT_COLOUR
from chalicelib.services.portal.ports import IssuerFace
from chalicelib.services.ports import Clock

SHOWN = ["ruc", "name", "logo_key", "colour", "reply_to", "trade_name"]
FRESH = timedelta(minutes=5)
MOST = 300
"""Places one search looks at."""


class DynamoDirectory:
    """Implements `Directory`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[str, tuple[datetime, IssuerFace]] = {}

    def faces(self, rucs: Iterable[str]) -> dict[str, IssuerFace]:
        """What is known of some issuers."""
        now = self._clock.now()
        wanted = [ruc for ruc in dict.fromkeys(rucs) if ruc]
        missing = [ruc for ruc in wanted if ruc not in self._known or now - self._known[ruc][0] > FRESH]
        if missing:
            for row in TenantRow.batch_get(missing, attributes_to_get=SHOWN):
                self._known[row.ruc] = (now, _face(row))
        known = {ruc: self._known[ruc][1] for ruc in wanted if ruc in self._known}
        return {ruc: face for ruc, face in known.items() if face.ruc == ruc}

    def find(self, text: str, limit: int) -> tuple[list[IssuerFace], bool]:
        """See `Directory.find`."""
        asked = finding.question(text)
        if text and asked is None:
            return [], False
        (part, begins), words = asked or ((finding.ALL, ""), ())
        most = MOST if text else limit + 1
        rows = list(IssuerRow.query(part, IssuerRow.place.startswith(begins) if begins else None, limit=most))
        called = [(row, finding.called(row.name, row.trade_name or "")) for row in rows]
        own = ((row, names) for row, names in called if (row.part, row.place) in finding.places(row.ruc, names))
        faces = {
            row.ruc: IssuerFace(row.ruc, row.name, trade_name=row.trade_name or "")
            for row, names in own
            if finding.fits(row.ruc, names, words)
        }
        found = sorted(faces.values(), key=lambda face: (finding.normal(face.name), face.ruc))
        return found[:limit], len(found) > limit or (bool(text) and len(rows) == MOST)


def _face(row: TenantRow) -> IssuerFace:
    return IssuerFace(
        row.ruc,
        row.name,
        row.logo_key or "",
        row.colour or DEFAULT_COLOUR,
        row.reply_to or "",
        "" if row.trade_name == row.name else row.trade_name or "",
    )
