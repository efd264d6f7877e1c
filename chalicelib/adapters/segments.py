"""The ledger's sealed segments in S3: their first versions, which are the ones that were locked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

PREFIX = "ledger/"


class S3Segments:
    """Implements `SealedSegments`."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def tenants(self) -> Sequence[str]:
        """Whose segments there are."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=PREFIX, Delimiter="/"
        )
        found = (folder["Prefix"] for page in pages for folder in page.get("CommonPrefixes", []))
        return sorted(folder.removeprefix(PREFIX).rstrip("/") for folder in found)

    def of(self, tenant: str) -> Iterator[tuple[str, bytes, bool]]:
        """Key, first version and whether there are later ones (also one that only hides it), in order."""
        versions: dict[str, list[str]] = {}
        hidden: set[str] = set()
        pages = self._client.get_paginator("list_object_versions").paginate(
            Bucket=self._bucket, Prefix=f"{PREFIX}{tenant}/"
        )
        for page in pages:
            for item in page.get("Versions", []):
                versions.setdefault(item["Key"], []).append(item["VersionId"])
            hidden |= {item["Key"] for item in page.get("DeleteMarkers", [])}
        for key in sorted(versions):
            first = versions[key][-1]  # the newest come first
            body = self._client.get_object(Bucket=self._bucket, Key=key, VersionId=first)["Body"].read()
            yield key, bytes(body), len(versions[key]) > 1 or key in hidden
