"""Sealed signing keys in DynamoDB."""

from __future__ import annotations

from chalicelib.adapters.dynamodb.tables import CertificateRow
from chalicelib.signing.envelope import SealedKey


class DynamoSealedKeys:
    """Implements `SealedKeys`."""

    def get(self, tenant: str, certificate_id: str) -> SealedKey | None:
        """The sealed key, or None."""
        try:
            return SealedKey.from_json(CertificateRow.get(tenant, certificate_id).sealed)
        except CertificateRow.DoesNotExist:
            return None
