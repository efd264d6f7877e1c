"""The marks that show whether the tables are as new as the archive: an item in each table, an object in the archive."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError
from pynamodb.exceptions import UpdateError

from chalicelib.adapters.dynamodb.documents import CONDITION_FAILED, moment, stamp
from chalicelib.adapters.dynamodb.tables import BatchRow, DocumentRow, SeriesRow

OBJECT = "beat"
"""The object's key in the archive."""
ITEM = "#beat"
"""The item's key in each table; no document, batch or series is called so."""


class AwsBeats:
    """Implements `Beats`. `every` says whether all tables are looked at or the documents' alone."""

    def __init__(self, client: Any, bucket: str, *, every: bool) -> None:
        self._client = client
        self._bucket = bucket
        self._every = every

    def archived(self) -> datetime | None:
        """The archive's."""
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=OBJECT)["Body"].read()
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in ("NoSuchKey", "404"):
                return None
            raise
        return moment(found.decode())

    def tables(self) -> Mapping[str, datetime | None]:
        """Each table's."""
        found = {"documents": _read(DocumentRow, ITEM)}
        if self._every:
            found |= {"batches": _read(BatchRow, ITEM, ITEM), "series": _read(SeriesRow, ITEM)}
        return found

    def mark_tables(self, beat: datetime) -> None:
        """Mark every table; one that has a later mark keeps it."""
        for row in (DocumentRow(ITEM), BatchRow(ITEM, ITEM), SeriesRow(ITEM)):
            marked: Any = type(row).beat
            try:
                row.update(
                    actions=[marked.set(stamp(beat))], condition=marked.does_not_exist() | (marked < stamp(beat))
                )
            except UpdateError as error:
                if error.cause_response_code != CONDITION_FAILED:
                    raise

    def mark_archive(self, beat: datetime) -> None:
        """Mark the archive."""
        self._client.put_object(Bucket=self._bucket, Key=OBJECT, Body=stamp(beat).encode(), ContentType="text/plain")


def _read(model: Any, *key: str) -> datetime | None:
    try:
        return moment(model.get(*key, consistent_read=True, attributes_to_get=["beat"]).beat)
    except model.DoesNotExist:
        return None
