"""What must be true of a world that has come to rest, looked at from outside, whatever happened on the way.

*From outside* means: from what the authority was handed, the archive, the mails that left, the results files; the
records are only asked whether they agree.
"""

from __future__ import annotations

import json
from collections import Counter

from chalicelib.domain.documents import paths
from chalicelib.domain.documents.mailing import MailState
from chalicelib.domain.documents.record import Document
from chalicelib.domain.documents.states import Authority
from chalicelib.services.ports import Submitted
from tests.unit.core.world import RUC, World

KNOWN_NOT_THERE = {
    Submitted.NOT_SENT.value,
    Submitted.BUSY.value,
    Submitted.RETURNED.value,
    Submitted.DECLINED.value,
    Submitted.TAKEN.value,
}
ENDS = {Authority.AUTORIZADO, Authority.DEVUELTO, Authority.NO_AUTORIZADO}


def check(world: World) -> None:
    """Raise AssertionError, saying what is wrong."""
    everything_ended(world)
    one_document_per_number(world)
    asked_before_sending_again(world)
    the_archive_holds_what_was_authorised(world)
    no_refusal_is_counted_twice(world)
    what_waited_could_be_handed_over(world)
    no_mail_twice(world)
    results_say_how_it_ended(world)
    nothing_is_left_over(world)
    the_ledger_is_whole(world)


def everything_ended(world: World) -> None:
    """Nothing hangs."""
    for document in world.rows.values():
        assert document.authority in ENDS, document
        assert document.due_at is None, document
        assert document.final, document


def one_document_per_number(world: World) -> None:
    """Of a legal number the authority saw one clave, of an attempt the same bytes; it accepted none twice."""
    claves = Counter(document.number.key for document in world.rows.values())
    assert set(claves.values()) <= {1}
    sent: dict[str, set[str]] = {}
    for operation, clave, sha256 in world.authority.calls:
        if operation == "submit":
            sent.setdefault(clave, set()).add(sha256)
    by_clave = {document.clave: document for document in world.rows.values()}
    assert set(sent) <= set(by_clave), "a clave that no record has was sent"
    for clave, hashes in sent.items():
        assert len(hashes) <= by_clave[clave].attempt, f"{clave}: other bytes were sent for one attempt"
    refusals = Counter(clave for clave, _ in world.authority.refused)
    for clave, times in Counter(world.authority.accepted).items():
        assert times <= 1 + refusals[clave], f"{clave} was accepted twice"


def asked_before_sending_again(world: World) -> None:
    """After an answer that leaves it open whether the document arrived, a question comes before the next sending."""
    last: dict[str, str] = {}
    for (operation, clave, _), verdict in zip(world.authority.calls, world.authority.verdicts, strict=True):
        if operation == "submit":
            assert last.get(clave, "first") in {"first", "asked"} | KNOWN_NOT_THERE, f"{clave} was sent without asking"
        last[clave] = verdict


def the_archive_holds_what_was_authorised(world: World) -> None:
    """Authorised is what the authority has; its bytes are the signed ones, and the RIDE is of them."""
    for document in world.rows.values():
        evidence = world.files.get(paths.authorized(document))
        assert (evidence is not None) == (document.authority is Authority.AUTORIZADO)
        if evidence is None:
            assert paths.ride(document) not in world.files
            continue
        signed = world.files[paths.signed(document)]
        judged = json.loads(evidence)
        assert judged["number"] == document.authorization_number == document.clave, "it is about another document"
        assert judged["document"].encode() == signed == world.authority.received[document.clave]
        assert world.files[paths.ride(document)] == b"%PDF " + evidence


def no_refusal_is_counted_twice(world: World) -> None:
    """A refusal says something of the attempt it was about, and nothing of the corrected one that came after it."""
    refusals = Counter(clave for clave, _ in world.authority.refused)
    for document in world.rows.values():
        believed = [document.authority, *(past.authority for past in document.history)]
        assert believed.count(Authority.NO_AUTORIZADO) <= refusals[document.clave], document


def what_waited_could_be_handed_over(world: World) -> None:
    """A representation of a document that waits is of its signed bytes, and says that it is not authorised."""
    for document in world.rows.values():
        if document.provisional:
            signed = world.files[paths.signed(document)]
            assert world.files[paths.provisional(document)] == b"%PDF SIN AUTORIZAR " + signed


def no_mail_twice(world: World) -> None:
    """No address got a document twice, and what is not known to have left is said to be so."""
    sent = Counter(world.mails)
    assert not sent or max(sent.values()) == 1, sent
    for document in world.rows.values():
        if document.authority is not Authority.AUTORIZADO:
            assert not any(document_id == document.id for document_id, _ in world.mails)
            continue
        assert len(document.mails) == len(document.receiver.mails)
        for mail, address in zip(document.mails, document.receiver.mails, strict=True):
            times = sent[document.id, address]
            assert mail.state is not MailState.INTENTADO
            if mail.state in (MailState.ENVIADO, MailState.ENTREGADO):
                assert times == 1
            if mail.state in (MailState.RECHAZADO, MailState.SUPRIMIDO):
                assert times == 0
        assert document.id in world.told, "a receiver who is registered was never told"


def results_say_how_it_ended(world: World) -> None:
    """Each batch has its results, final, with a row for each of its documents that says what the record says."""
    for (issuer, name), data in world.dropped.items():
        assert issuer == RUC
        report = world.report(name)
        content = data.decode().splitlines()
        assert report["final"] is True, name
        assert [row["posicion"] for row in report["documentos"]] == list(range(1, len(content) + 1)), name
        by_clave = {document.clave: document for document in world.rows.values()}
        for row in report["documentos"]:
            if row["estado"] in ("DEVUELTO", "NO AUTORIZADO"):
                assert row["errores"], f"no reason is given: {row}"
            if row["estado"] in ("AUTORIZADO", "DEVUELTO", "NO AUTORIZADO"):
                assert row["clave_acceso"] in by_clave
                assert agrees(row["estado"], by_clave[row["clave_acceso"]]), row
            else:
                assert row["estado"] == "RECHAZADO", row
                assert row["errores"], row


def agrees(state: str, document: Document) -> bool:
    """Whether a row says what became of the document, now or in an earlier attempt."""
    return state in {document.authority.value, *(past.authority.value for past in document.history)}


def nothing_is_left_over(world: World) -> None:
    """Nobody waits in a lane, no upload lies where it was dropped, and what the service numbered has no gap."""
    assert not any(document.lane for document in world.rows.values())
    assert not [key for key, _ in world.objects if paths.upload_of(key)]
    for series, following in world.series.items():
        given = {int(d.number.sequence) for d in world.rows.values() if d.number.key.startswith(series)}
        assert set(range(1, following)) <= given, series


def the_ledger_is_whole(world: World) -> None:
    """Every move of every document is told once, in a chain that nobody broke and that is sealed in the archive."""
    assert world.ledger_findings() == []
    assert bool(world.ledger.head(RUC).seq) == bool(world.rows)
