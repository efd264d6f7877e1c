"""Sealed signing keys in DynamoDB, and the watch over who has one opened."""

from __future__ import annotations

from chalicelib.adapters.dynamodb.tables import CertificateRow
from chalicelib.domain.ledger.chain import Entry, What
from chalicelib.services.ports import Clock, Ledger
from chalicelib.signing.envelope import SealedKey


class DynamoSealedKeys:
    """Implements `SealedKeys`."""

    def get(self, tenant: str, certificate_id: str) -> SealedKey | None:
        """What is stored of that certificate, or None. Raises CannotOpen if it is no sealed key."""
        try:
            return SealedKey.from_json(CertificateRow.get(tenant, certificate_id).sealed)
        except CertificateRow.DoesNotExist:
            return None


class WatchedKeys:
    """Implements `SealedKeys`: the ledger tells of each key that is handed out to be opened, before it is."""

    def __init__(self, keys: DynamoSealedKeys, ledger: Ledger, clock: Clock) -> None:
        self._keys = keys
        self._ledger = ledger
        self._clock = clock

    def get(self, tenant: str, certificate_id: str) -> SealedKey | None:
        """The sealed key, or None."""
        found = self._keys.get(tenant, certificate_id)
        if found is not None:
            self._ledger.note(Entry(tenant, self._clock.now(), What.KEY, certificate_id, {"access": "opened"}))
        return found
