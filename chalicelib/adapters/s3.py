"""The inbox and the archive in S3."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.domain.documents import batch, paths
from chalicelib.services.operations.ports import ToSign
from chalicelib.services.ports import Clock, StoredObject, Unavailable

ORIGIN = "origin"
"""The name under which a file's metadata say what it was made from."""
_MISSING = {"404", "NoSuchKey", "NoSuchVersion", "NotFound"}
_TOO_LARGE = {"InvalidRequest", "EntityTooLarge"}
"""What one call does not copy (more than 5 GB) is copied in parts."""
_LOST_RACE = {"PreconditionFailed", "412"}
_RACING = {"ConditionalRequestConflict", "409"}


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


class S3Inbox:
    """Implements `Inbox`."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def head(self, key: str, version: str = "") -> StoredObject | None:
        """What is there under the key (in that version, or the newest), or None."""
        which = {"VersionId": version} if version else {}
        try:
            found = self._client.head_object(Bucket=self._bucket, Key=key, **which)
        except ClientError as error:
            if _code(error) in _MISSING:
                return None
            raise
        return StoredObject(key, found.get("VersionId", version), found["ContentLength"], found["LastModified"])

    def uploads(self, until: datetime) -> Iterator[StoredObject]:
        """What was dropped until then and is not taken in: a listing of what waits alone, a thousand keys a call."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=f"{paths.UPLOADS}/")
        for page in pages:
            for item in page.get("Contents", []):
                if item["LastModified"] <= until and paths.upload_of(item["Key"]):
                    yield StoredObject(item["Key"], "", item["Size"], item["LastModified"])

    def put_away(self, key: str, version: str, place: str) -> None:
        """Copy exactly that version, then delete it and no other: dying in between leaves it to be done again."""
        source = {"Bucket": self._bucket, "Key": key, "VersionId": version}
        try:
            self._client.copy_object(Bucket=self._bucket, Key=place, CopySource=source)
        except ClientError as error:
            if _code(error) in _MISSING:
                return
            if _code(error) not in _TOO_LARGE:
                raise
            self._client.copy(source, self._bucket, place)
        self._client.delete_object(**source)

    def put_back(self, batch_id: str) -> bool:
        """Have the upload of a batch lie again where it was dropped, if it was taken in and nothing lies there."""
        issuer, name = batch.issuer_of(batch_id), batch.name_of(batch_id)
        try:
            data = self._client.get_object(Bucket=self._bucket, Key=paths.taken(issuer, name))["Body"].read()
            if batch.batch_id(issuer, name, data) != batch_id:
                return False
            self._client.put_object(Bucket=self._bucket, Key=paths.upload(issuer, name), Body=data, IfNoneMatch="*")
        except ClientError as error:
            if _code(error) in _MISSING | _LOST_RACE:
                return False
            raise
        return True

    def read(self, key: str, version: str) -> bytes:
        """The bytes of exactly that version."""
        which = {"VersionId": version} if version else {}
        return bytes(self._client.get_object(Bucket=self._bucket, Key=key, **which)["Body"].read())

    def write_result(self, key: str, data: bytes, content_type: str) -> None:
        """Store a results file, replacing the earlier one."""
        self._client.put_object(Bucket=self._bucket, Key=key, Body=data, ContentType=content_type)


class S3Archive:
    """Implements `Archive`. Writes are conditional: what is there is never replaced.

    What must be kept is locked as it is stored (`lock` is S3's mode), so that for seven years no version of it can be
    taken away.
    """

    def __init__(self, client: Any, bucket: str, clock: Clock, lock: str) -> None:
        self._client = client
        self._bucket = bucket
        self._clock = clock
        self._lock = lock

    def _locked(self, key: str) -> dict[str, Any]:
        if not paths.is_kept(key):
            return {}
        return {"ObjectLockMode": self._lock, "ObjectLockRetainUntilDate": paths.kept_until(self._clock.now())}

    def put_once(self, key: str, data: bytes, content_type: str, origin: str = "") -> bytes:
        """Store, unless something is there: answers the bytes that are there afterwards. Raises Unavailable."""
        said = {"Metadata": {ORIGIN: origin}} if origin else {}
        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=data,
                ContentType=content_type,
                IfNoneMatch="*",
                **said,
                **self._locked(key),
            )
        except ClientError as error:
            if _code(error) in _LOST_RACE:
                stored = self.get(key)
                if stored is not None:
                    return stored
            elif _code(error) not in _RACING:
                raise
            raise Unavailable("another worker is writing the same file") from None
        return data

    def claves(self, issuer: str, begins: str = "") -> Iterator[str]:
        """The claves of an issuer's documents that begin so: of each there is a file to sign. May repeat one."""
        return (paths.clave_of(item["Key"]) for item in self._listed(f"{paths.UNSIGNED}/{issuer}/{begins}"))

    def to_sign(self, issuer: str) -> Iterator[ToSign]:
        """All files to sign of an issuer."""
        return (ToSign(item["Key"], item["LastModified"]) for item in self._listed(f"{paths.UNSIGNED}/{issuer}/"))

    def _listed(self, prefix: str) -> Iterator[dict[str, Any]]:
        for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix):
            yield from page.get("Contents", [])

    def origin(self, key: str) -> str:
        """What the file says it was made from."""
        try:
            return str(self._client.head_object(Bucket=self._bucket, Key=key)["Metadata"].get(ORIGIN, ""))
        except ClientError as error:
            if _code(error) in _MISSING:
                return ""
            raise

    def issuers(self) -> Sequence[str]:
        """Whose documents there are."""
        folder = f"{paths.UNSIGNED}/"
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=folder, Delimiter="/"
        )
        found = (item["Prefix"] for page in pages for item in page.get("CommonPrefixes", []))
        return sorted(name.removeprefix(folder).rstrip("/") for name in found)

    def get(self, key: str) -> bytes | None:
        """The bytes, or None."""
        try:
            return bytes(self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read())
        except ClientError as error:
            if _code(error) in _MISSING:
                return None
            raise
