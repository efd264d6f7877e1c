"""Every value that a store answers and that names its owner is compared with what was asked for.

`STORES` is the list: each case puts another owner's value in the place that is asked for, and shows that it is used for
nothing. docs/security.md has the same list; a store that is in one and not in the other fails.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.adapters.clock import SystemClock
from chalicelib.adapters.dynamodb.accounts import DynamoAccounts
from chalicelib.adapters.dynamodb.batches import DynamoBatches
from chalicelib.adapters.dynamodb.documents import DynamoDocuments, document_row
from chalicelib.adapters.dynamodb.ledger import DynamoChains
from chalicelib.adapters.dynamodb.ledger_rows import LedgerRow
from chalicelib.adapters.dynamodb.outbox import DynamoOutbox
from chalicelib.adapters.dynamodb.passes import DynamoPasses
from chalicelib.adapters.dynamodb.portal_tables import AccountRow, OwedRow, PassRow, SessionRow
from chalicelib.adapters.dynamodb.received import DynamoReceived
from chalicelib.adapters.dynamodb.sessions import DynamoSessions
from chalicelib.adapters.dynamodb.tables import BatchRow, DocumentRow, IssuerRow, TenantRow
from chalicelib.adapters.dynamodb.tenants import DynamoTenants
from chalicelib.adapters.portal.directory import DynamoDirectory
from chalicelib.domain.documents import paths
from chalicelib.domain.documents.batch import Batch, Entry, batch_id
from chalicelib.domain.documents.country import DocumentNumber, Receiver
from chalicelib.domain.documents.record import Document
from chalicelib.domain.documents.states import Authority, Delivery
from chalicelib.domain.ecuador.clave_acceso import ClaveAcceso
from chalicelib.domain.ecuador.receptores import id_of_clave
from chalicelib.domain.ledger.chain import Entry as LedgerEntry
from chalicelib.domain.ledger.chain import Head, Pending, Segment, What, follow, packed, unpacked
from chalicelib.domain.ledger.check import Kind, check_chain
from chalicelib.services.operations.mailing_again import MailedAgain, MailingAgain
from chalicelib.services.operations.rebuilding import Outcome
from chalicelib.services.operations.redriving import Redriven, Redriving
from chalicelib.services.operations.resending import Resending, Resent
from chalicelib.services.ownership import Misplaced, Records, check_batch, logo
from tests.unit.core.restores import rebuild
from tests.unit.core.test_pipeline import settle
from tests.unit.core.world import RUC, World

OURS, THEIRS = "1790012345001", "0990012345001"
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SECURITY = Path(__file__).parents[3] / "docs" / "security.md"


def document(issuer: str = OURS, sequence: str = "000000001") -> Document:
    parts = ClaveAcceso(date(2026, 11, 23), "01", issuer, "1", "001", "001", sequence, "00000000")
    return Document(
        number=DocumentNumber("EC", issuer, "1", "01", "001001", sequence),
        clave=str(parts.with_code("12345678")),
        label="Factura",
        issue_date=date(2026, 11, 23),
        total=Decimal("1.00"),
        currency="USD",
        receiver=Receiver("05", "1710034065", "Ana"),
        digest="x",
        created_at=NOW,
        updated_at=NOW,
        version=1,
    )


def answers(monkeypatch: pytest.MonkeyPatch, row: type, answer: Any) -> None:
    """Whatever a table is asked for, it answers that."""
    monkeypatch.setattr(row, "get", lambda *_, **__: answer)
    monkeypatch.setattr(row, "batch_get", lambda *_, **__: iter([answer]))


class Alerts:
    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def alert(self, what: str, tenant: str, clave: str, facts: dict[str, str]) -> None:
        self.told.append((what, tenant))


def records(alerts: Alerts | None = None) -> DynamoDocuments:
    return DynamoDocuments(Records(lambda _country, clave: id_of_clave(clave), alerts or Alerts()).right)  # type: ignore[arg-type]


def tenants(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, TenantRow, TenantRow(THEIRS, name="Otra", country="EC", environments={"1"}, salt=b"s"))
    with pytest.raises(Misplaced, match="tenants"):
        DynamoTenants().get(OURS)
    found = DynamoTenants().get(THEIRS)
    assert found is not None
    assert found.ruc == THEIRS


def faces(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, TenantRow, TenantRow(THEIRS, name="Otra"))
    assert DynamoDirectory(SystemClock()).faces([OURS]) == {}
    assert set(DynamoDirectory(SystemClock()).faces([THEIRS])) == {THEIRS}


def issuers(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(row: IssuerRow) -> list[str]:
        monkeypatch.setattr(IssuerRow, "query", lambda *_, **__: iter([row]))
        return [face.ruc for face in DynamoDirectory(SystemClock()).find("austro", 9)[0]]

    assert find(IssuerRow("aus", f"austro#{OURS}", ruc=OURS, name="Austro")) == [OURS]
    assert find(IssuerRow("aus", f"austro#{OURS}", ruc=THEIRS, name="Austro")) == []
    assert find(IssuerRow("aus", f"austro#{OURS}", ruc=OURS, name="Andina del Australia")) == []


def certificates(_: pytest.MonkeyPatch) -> None:
    """tests/unit/signing/test_custody.py shows what a signature does of it."""
    from chalicelib.signing.envelope import NotTheirs, SealedKey, unseal

    sealed = SealedKey(THEIRS, "c1", *[""] * 9)
    with pytest.raises(NotTheirs):
        unseal(sealed, OURS, "c1", None)  # type: ignore[arg-type]


def documents(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = document(), document(THEIRS)
    assert records()._right(ours.id, ours)
    for wrong in (
        theirs,
        document(sequence="000000002"),
        replace(ours, clave=theirs.clave),
        replace(ours, clave="x"),
        replace(ours, clave=document(sequence="000000002").clave),
    ):
        alerts = Alerts()
        answers(monkeypatch, DocumentRow, document_row(wrong))
        with pytest.raises(Misplaced, match="documents"):
            records(alerts).get(ours.id)
        # A batch answers each record under its own key: it is only the clave that may be another's.
        assert ours.id not in records(alerts).get_many([ours.id])
        assert DynamoReceived(records()).get(ours.id) is None
        assert alerts.told[0] == ("misplaced", OURS)
    answers(monkeypatch, DocumentRow, document_row(ours))
    assert records().get(ours.id) == ours


def batches(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = batch_id(OURS, "a.txt", b"x")
    right = Batch(asked, OURS, "a.txt", f"in/{OURS}/a.txt", "1", NOW, NOW)
    check_batch(asked, right)
    for wrong in (
        replace(right, id=batch_id(THEIRS, "a.txt", b"x")),
        replace(right, issuer=THEIRS),
        replace(right, name="b.txt"),
        replace(right, key=f"in/{THEIRS}/a.txt"),
    ):
        with pytest.raises(Misplaced, match="batches"):
            check_batch(asked, wrong)
    moments: dict[str, Any] = {"uploaded_at": NOW.isoformat(), "created_at": NOW.isoformat()}
    row = BatchRow(asked, "#", issuer=THEIRS, name="a.txt", key=f"in/{THEIRS}/a.txt", object_version="1", **moments)
    answers(monkeypatch, BatchRow, row)
    with pytest.raises(Misplaced, match="batches"):
        DynamoBatches().get(asked)


def entries(_: pytest.MonkeyPatch) -> None:
    """An entry of ours that names another company's document shows nothing of it; nor does one without its record."""
    world = World()
    world.drop("a.txt", "000000001|10.00|")
    settle(world)
    (place, entry), *_more = world.entry_rows.items()
    (ours,) = world.rows.values()
    other = replace(ours, number=replace(ours.number, issuer=THEIRS), clave="23-000000001-99999999")
    for foreign in (other.id, "XX#1790012345001#1#01#001001#000000099"):
        world.rows[other.id] = other
        world.entry_rows[place] = Entry(**{**_fields(entry), "document_id": foreign, "clave": other.clave})
        world.results.touch(ours)
        world.later(120)
        (row,) = world.report("a.txt")["documentos"]
        assert row["estado"] == "DETENIDO"
        assert row["clave_acceso"] == ""
        assert [e["codigo"] for e in row["errores"]] == ["REGISTRO-AJENO"]
        assert world.report("a.txt")["final"] is False
    world.entry_rows[place] = entry
    world.results.touch(ours)
    world.later(120)
    assert world.states("a.txt") == ["AUTORIZADO"], "right again, it goes on by itself"


def _fields(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in entry.__slots__}


def ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = document()
    entry = LedgerEntry(OURS, NOW, What.DOCUMENT, ours.id, {"n": 1})
    theirs = follow(Head(THEIRS), [Pending(THEIRS, entry.key, entry.text)])
    head = Head(THEIRS, 1, theirs[0].hash)
    assert [f.kind for f in check_chain(THEIRS, theirs, head)] == [Kind.MOVED], "it is about a document of ours"
    assert [f.kind for f in check_chain(OURS, theirs, replace(head, tenant=OURS))] == [Kind.MOVED]
    mine = follow(Head(OURS), [Pending(OURS, entry.key, entry.text)])
    assert list(check_chain(OURS, mine, Head(OURS, 1, mine[0].hash))) == []
    for record, found in ((theirs[0], []), (mine[0], mine)):
        row = LedgerRow(OURS, f"{1:012d}", hash=record.hash, text=record.text, subject=ours.id)
        monkeypatch.setattr(LedgerRow, "by_subject", SimpleNamespace(query=lambda _, row=row: iter([row])))
        assert list(DynamoChains().about(OURS, ours.id)) == found


def segments(_: pytest.MonkeyPatch) -> None:
    entry = LedgerEntry(THEIRS, NOW, What.KEY, "c1", {})
    data = packed(Segment(THEIRS, tuple(follow(Head(THEIRS), [Pending(THEIRS, entry.key, entry.text)]))))
    assert unpacked(THEIRS, data).tenant == THEIRS
    with pytest.raises(ValueError, match="another tenant"):
        unpacked(OURS, data)
    assert json.loads(gzip.decompress(data))["tenant"] == THEIRS


def logos(_: pytest.MonkeyPatch) -> None:
    content = b"\x89PNG ours"
    key = f"brand/{hashlib.sha256(content).hexdigest()[:32]}.png"
    assert logo(key, content) == content
    for wrong in (b"\x89PNG theirs", b"", None):
        assert logo(key, wrong) is None
    assert logo("brand/a.png", content) is None


def judgements(_: pytest.MonkeyPatch) -> None:
    """Another document's authorised file under our clave is neither drawn nor mailed."""
    for struck in ("rendering", "notification"):
        world = World()
        world.lose_events = True
        world.drop("a.txt", "000000001|10.00|ana@example.com\n000000002|20.00|luis@example.com")
        world.run()
        first, second = list(world.rows.values())
        due = (Delivery.PENDIENTE,) if struck == "rendering" else (Delivery.REPRESENTADO,)
        for _round in range(30):
            if world.rows[first.id].authority is Authority.AUTORIZADO and world.rows[first.id].delivery in due:
                break
            world.later(60)
        ours, theirs = (paths.authorized(d) for d in (first, second))
        right = world.files[ours]
        world.files[ours] = world.files[theirs]
        world.later(600)
        assert not [mail for mail in world.mails if mail[0] == first.id], struck
        assert ("misplaced", first.clave, {"store": "archive"}) in world.alerts
        world.files[ours] = right
        world.later(4 * 3600)
        assert [to for document_id, to in world.mails if document_id == first.id] == ["ana@example.com"], struck
        assert world.files[paths.ride(first)] == b"%PDF " + right


def accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    at = NOW.isoformat()
    texts: dict[str, Any] = dict.fromkeys(("name", "residence", "email", "password", "question", "answer", "born"), "x")
    moments: dict[str, Any] = dict.fromkeys(("created_at", "sessions_from", "consented_at"), at)
    row = AccountRow("EC#05#1710034065", usuario="1710034065", country="EC", kind="06", **texts, **moments)
    answers(monkeypatch, AccountRow, row)
    with pytest.raises(ValueError, match="another's key"):
        DynamoAccounts().get("EC#05#1710034065")


def sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose a session is, is compared with the account as it is now: tests/unit/portal/test_login.py."""
    at = NOW.isoformat()
    row = SessionRow("theirs", owner="EC#05#0#b", created_at=at, seen_at=at, origin="1", expires_at=0)
    answers(monkeypatch, SessionRow, row)
    assert DynamoSessions().get("ours") is None
    assert DynamoSessions().get("theirs") is not None
    monkeypatch.setattr(SessionRow, "by_owner", SimpleNamespace(query=lambda *_, **__: iter([row])))
    assert DynamoSessions().of("EC#05#1#b", 9) == []
    assert len(DynamoSessions().of("EC#05#0#b", 9)) == 1


def passes(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, PassRow, PassRow("theirs", facts={"account": "EC#05#0"}, expires_at=NOW.timestamp() + 60))
    assert DynamoPasses().get("ours", NOW) is None
    assert DynamoPasses().get("theirs", NOW) == {"account": "EC#05#0"}


def owed(monkeypatch: pytest.MonkeyPatch) -> None:
    at = NOW.isoformat()
    row = OwedRow("theirs", kind="clave", sealed="x", since=at, due_shard="0", due_at=at, tries=0)
    answers(monkeypatch, OwedRow, row)
    assert DynamoOutbox().get("ours") is None
    assert DynamoOutbox().get("theirs") is not None


STORES: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "tenants": tenants,
    "tenants, as faces": faces,
    "issuers, to be found": issuers,
    "certificates": certificates,
    "documents": documents,
    "batches: header": batches,
    "batches: entries": entries,
    "ledger": ledger,
    "archive: ledger segments": segments,
    "archive: judgements": judgements,
    "archive: logos": logos,
    "accounts": accounts,
    "sessions": sessions,
    "passes": passes,
    "owed": owed,
}


@pytest.mark.parametrize("store", STORES)
def test_anothers_value_is_used_for_nothing(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    STORES[store](monkeypatch)


def _listed() -> Iterator[tuple[str, str]]:
    """The stores of the table in docs/security.md, and what is said to show each."""
    text = SECURITY.read_text().partition("## What a store answers")[2].partition("\n## ")[0]
    for line in text.splitlines():
        if found := re.fullmatch(r"\| (.+?) \| .+ \| (.+?) \|", line):
            yield found[1], found[2]


def test_the_manual_lists_every_store_that_is_tested_here() -> None:
    listed = {store for store, shown in _listed() if "test_ownership" in shown}
    assert listed == set(STORES)


# --- what becomes of a misplaced record in the pipeline -----------------------------------------------------------
def test_a_misplaced_record_moves_nothing_and_stops_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.lose_events = True
    world.drop("a.txt", "000000001|10.00|\n000000002|20.00|")
    world.run()
    first, second = world.rows.values()
    documents = world.services.documents
    get = documents.get

    def misplaced(document_id: str) -> Document | None:
        if document_id == first.id:
            raise Misplaced("documents")
        return get(document_id)

    monkeypatch.setattr(documents, "get", misplaced)
    world.later(600)
    assert world.faults == []
    assert [d.authority.value for d in (world.rows[first.id], world.rows[second.id])] == ["PENDIENTE", "AUTORIZADO"]
    assert world.authority.calls
    monkeypatch.undo()
    world.later(600)
    assert world.states("a.txt") == ["AUTORIZADO", "AUTORIZADO"]


def test_a_company_whose_record_is_anothers_waits_and_a_person_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.lose_events = True
    world.drop("a.txt", "000000001|10.00|")
    world.run()
    tenants = world.services.tenants
    get = tenants.get

    def misplaced(asked: str) -> Any:
        if asked == RUC:
            raise Misplaced("tenants")
        return get(asked)

    monkeypatch.setattr(tenants, "get", misplaced)
    world.later(600)
    assert world.faults == []
    assert ("misplaced", "tenants") in {(what, facts.get("store")) for what, _, facts in world.alerts}
    (row,) = world.report("a.txt")["documentos"]
    assert row["incidente"]
    assert not any(key.startswith("signed/") for key in world.files)
    monkeypatch.undo()
    world.later(3600)
    assert world.states("a.txt") == ["AUTORIZADO"]


def test_a_misplaced_batch_stops_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.drop("a.txt", "000000001|10.00|")
    world.drop("b.txt", "000000002|10.00|")
    first = batch_id(RUC, "a.txt", b"000000001|10.00|")
    batches = world.services.batches
    get = batches.get

    def misplaced(asked: str) -> Batch | None:
        if asked == first:
            raise Misplaced("batches")
        return get(asked)

    monkeypatch.setattr(batches, "get", misplaced)
    settle(world)
    assert world.states("b.txt") == ["AUTORIZADO"]
    assert [d.authority.value for d in world.rows.values() if first in d.batches] in ([], ["AUTORIZADO"])
    monkeypatch.undo()
    world.later(600)
    assert world.states("a.txt") == ["AUTORIZADO"]


@pytest.mark.parametrize(("store", "method"), [("tenants", "get"), ("batches", "get")])
def test_an_upload_that_meets_a_misplaced_value_waits_where_it_lies_and_a_person_is_called(
    monkeypatch: pytest.MonkeyPatch, store: str, method: str
) -> None:
    world = World()

    def misplaced(_: str) -> None:
        raise Misplaced(store)

    monkeypatch.setattr(getattr(world.services, store), method, misplaced)
    key = world.drop("a.txt", "000000001|10.00|")
    world.later(600)
    assert world.faults == []
    assert {(what, facts["store"]) for what, _, facts in world.alerts} == {("misplaced", store)}
    assert world.inbox.head(key) is not None
    monkeypatch.undo()
    settle(world)
    assert world.states("a.txt") == ["AUTORIZADO"]


def test_an_operators_orders_leave_a_misplaced_record_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.drop("a.txt", "000000001|10.00|ana@example.com\n000000002|20.00|")
    settle(world)
    first, second = world.rows
    get = world.services.documents.get

    def misplaced(document_id: str) -> Document | None:
        if document_id == first:
            raise Misplaced("documents")
        return get(document_id)

    monkeypatch.setattr(world.services.documents, "get", misplaced)
    assert Redriving(world.services).redrive(first) is Redriven.MISSING
    assert MailingAgain(world.services).order(first) is MailedAgain.MISSING
    assert Resending(world.services).order(first) is Resent.MISSING
    outcomes = {rebuilt.key: rebuilt.outcome for rebuilt in rebuild(world)}
    assert outcomes == {first: Outcome.UNREADABLE, second: Outcome.THERE}


def test_a_document_that_meets_a_misplaced_record_is_answered_and_its_batch_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    get = world.intake._documents.get

    def misplaced(document_id: str) -> Document | None:
        if document_id.endswith("000000001"):
            raise Misplaced("documents")
        return get(document_id)

    monkeypatch.setattr(world.intake._documents, "get", misplaced)
    world.drop("a.txt", "000000001|10.00|\n000000002|20.00|")
    settle(world)
    first, second = world.report("a.txt")["documentos"]
    assert [e["codigo"] for e in first["errores"]] == ["REGISTRO-AJENO"]
    assert second["estado"] == "AUTORIZADO"
    assert RUC in next(iter(world.rows))
