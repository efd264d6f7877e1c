"""Which files must be kept, and for how long."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chalicelib.adapters.s3 import S3Archive
from chalicelib.domain.documents import paths


@pytest.mark.parametrize(
    ("stored", "until"),
    [
        (datetime(2026, 11, 23, 15, 0, tzinfo=UTC), datetime(2033, 11, 23, 15, 0, tzinfo=UTC)),
        (datetime(2028, 2, 29, 15, 0, tzinfo=UTC), datetime(2035, 3, 1, 15, 0, tzinfo=UTC)),
    ],
)
def test_seven_years_are_never_a_day_less(stored: datetime, until: datetime) -> None:
    assert paths.kept_until(stored) == until


class Client:
    """Notes what it is asked to store."""

    def __init__(self) -> None:
        self.stored: dict[str, dict[str, object]] = {}

    def put_object(self, *, Key: str, **how: object) -> None:  # noqa: N803  S3's name
        self.stored[Key] = how


class Clock:
    def now(self) -> datetime:
        return datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize("folder", ["authorized", "ride", "ledger", "unsigned", "signed", "incidents", "provisional"])
def test_what_must_be_kept_is_locked_as_it_is_stored_and_nothing_else(folder: str) -> None:
    client = Client()
    S3Archive(client, "archive", Clock(), "COMPLIANCE").put_once(f"{folder}/179/1.xml", b"x", "application/xml")
    how = client.stored[f"{folder}/179/1.xml"]
    locked = folder in ("authorized", "ride", "ledger")
    assert (how.get("ObjectLockMode") == "COMPLIANCE") == locked
    assert ("ObjectLockRetainUntilDate" in how) == locked
    assert how["IfNoneMatch"] == "*"
