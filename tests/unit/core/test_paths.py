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

    def put_object(self, *, Key: str, **how: object) -> None:
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


RUC = "1790012345001"


@pytest.mark.parametrize("letter", ["a", "ñ", "€", "😀"])
@pytest.mark.parametrize("size", [*range(980, 1012), 4000])
def test_a_batch_with_a_name_as_long_as_s3_takes_gets_its_results(letter: str, size: int) -> None:
    name = (letter * size).encode()[:size].decode(errors="ignore")
    keys = [paths.result(RUC, name, extension) for extension in ("json", "csv")]
    for key in keys:
        assert len(key.encode()) <= 1024
        assert key.endswith((".json", ".csv"))
    if all(len(f"results/{RUC}/{name}.{e}".encode()) <= 1024 for e in ("json", "csv")):
        assert keys == [f"results/{RUC}/{name}.{e}" for e in ("json", "csv")]


def test_two_long_names_that_begin_alike_have_results_of_their_own() -> None:
    one, other = ("x" * 1009 + end for end in ("1", "2"))
    assert paths.result(RUC, one, "json") != paths.result(RUC, other, "json")
    assert paths.result(RUC, one, "json") == paths.result(RUC, one, "json")
