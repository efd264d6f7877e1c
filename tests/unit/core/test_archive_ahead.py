"""The archive is ahead of the tables: records are gone, or a table was restored to an earlier moment.

Nothing is adopted: no document that was not issued is called AUTORIZADO, nobody is mailed another's files, no sale is
issued twice.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import chain

import pytest

from chalicelib.countries import registry
from chalicelib.domain.documents import paths
from chalicelib.domain.documents.country import Series
from chalicelib.domain.documents.record import Document, Stage
from chalicelib.domain.documents.states import Authority, Delivery
from chalicelib.domain.ecuador.clave_acceso import digito_verificador
from chalicelib.services.archived import ArchivedNumbers, sha256
from chalicelib.services.operations.rebuilding import Outcome
from tests.unit.core.restores import TABLES, rebuild, restore, snapshot
from tests.unit.core.test_pipeline import settle
from tests.unit.core.test_rebuilding import SERIES
from tests.unit.core.world import RUC, World

OLD = "000000001|10.00|ana@example.com"
OTHER = "000000001|99.00|eva@example.com"


def only(world: World) -> Document:
    (document,) = world.rows.values()
    return document


def issued(content: str = OLD) -> World:
    world = World()
    world.drop("a.txt", content)
    settle(world)
    world.later(120)
    return world


def forget(world: World) -> None:
    """The records and the series of all documents are gone, and nothing shows it but the archive."""
    world.rows.clear()
    world.series.clear()
    world.entry_rows.clear()
    world.headers.clear()


@pytest.mark.parametrize("signed", [True, False])
def test_another_document_under_the_number_of_a_record_that_is_gone_is_not_called_authorised(signed: bool) -> None:
    world = World()
    if not signed:
        world.lose_events = True
    world.drop("a.txt", OLD)
    world.run()
    if signed:
        settle(world)
    mails = list(world.mails)
    forget(world)
    world.messages.clear()
    world.lose_events = False
    world.drop("b.txt", OTHER)
    settle(world, 3600)
    (row,) = world.report("b.txt")["documentos"]
    assert row["estado"] == "RECHAZADO"
    assert [e["codigo"] for e in row["errores"]] == ["NUMERO-ARCHIVADO"]
    assert world.mails == mails
    assert world.rows == {}
    (alert,) = world.alerts
    assert alert[0] == "number-archived"
    assert b"99.00" in world.files[alert[2]["kept"]], "the document that came is kept as evidence"
    # The sale that was issued goes on being that sale.
    world.drop("a otra vez.txt", OLD)
    settle(world, 3600)
    assert world.states("a otra vez.txt") == ["AUTORIZADO"]
    assert len(world.authority.received) == 1


def test_a_file_that_is_there_is_not_signed_for_another_document() -> None:
    """The number was taken between the look into the archive and the file: signing looks at the bytes themselves."""
    world = World()
    world.lose_events = True
    world.drop("a.txt", OLD)
    world.run()
    document = only(world)
    world.files[paths.unsigned(document)] = b"<doc id='000000001' mail='eva@example.com' day='23'>99.00</doc>"
    settle(world, 3600)
    (row,) = world.report("a.txt")["documentos"]
    assert [e["codigo"] for e in row["errores"]] == ["ARCHIVO-AJENO"]
    assert row["incidente"]
    assert world.authority.calls == []
    assert {what for what, _, _ in world.alerts} == {"other-unsigned"}
    assert paths.signed(document) not in world.files


@pytest.mark.parametrize("event_first", [True, False])
def test_a_signed_file_of_another_document_is_not_sent(event_first: bool) -> None:
    world = World()
    world.lose_events = True
    world.drop("a.txt", OLD)
    world.run()
    document = only(world)
    world.files[paths.signed(document)] = b"<doc id='000000001' mail='' day='23'>99.00<sig n='0'/></doc>"
    world.origins[paths.signed(document)] = sha256(b"another")
    if event_first:
        world.messages.append((world.time, "submission", {"document": document.id}))
    settle(world, 3600)
    assert world.authority.calls == []
    assert only(world).authority is Authority.PENDIENTE
    (row,) = world.report("a.txt")["documentos"]
    assert [e["codigo"] for e in row["errores"]] == ["ARCHIVO-AJENO"]
    assert "other-signed" in {what for what, _, _ in world.alerts}


def test_a_judgement_of_another_document_in_the_archive_is_not_adopted() -> None:
    world = World()
    world.stops.pause_line("XX:1")
    world.drop("a.txt", OLD)
    settle(world)
    document = only(world)
    other = world.files[paths.signed(document)].replace(b"10.00", b"99.00")
    world.files[paths.authorized(document)] = world.authority._authorized(document.clave, other).evidence
    world.messages.append((world.time, "rendering", {"document": document.id}))
    world.run()
    assert only(world).authority is Authority.FIRMADO
    world.stops.resume_line("XX:1")
    world.later(3600)
    (row,) = world.report("a.txt")["documentos"]
    assert row["estado"] != "AUTORIZADO"
    assert "INCIDENTE" in row["incidente"]
    assert "other-authorized" in {what for what, _, _ in world.alerts}
    assert world.mails == []


@pytest.mark.parametrize("stage", [Stage.RENDERING, Stage.NOTIFICATION])
def test_a_drawing_of_another_document_is_not_mailed(stage: Stage) -> None:
    """Whichever of the two stages comes first."""
    world = World()
    world.lose_events = True
    world.drop("a.txt", OLD)
    while not world.rows or only(world).authority is not Authority.AUTORIZADO:
        world.time += timedelta(seconds=10)
        world.sweep.run()
        world.run()
    document = only(world)
    world.files[paths.ride(document)] = b"%PDF of somebody else"
    world.origins[paths.ride(document)] = sha256(b"another judgement")
    world.pipeline.run(stage, document.id)
    world.later(3600)
    document = only(world)
    assert (document.authority, document.delivery) == (Authority.AUTORIZADO, Delivery.PENDIENTE)
    assert world.mails == []
    assert "INCIDENTE" in world.report("a.txt")["documentos"][0]["incidente"]
    assert {what for what, _, _ in world.alerts} == {"other-ride"}


def test_what_was_made_of_the_same_thing_before_is_adopted() -> None:
    """A second signature and a second drawing differ from the first ones and are of the same document."""
    world = issued()
    signed = world.files[paths.signed(only(world))]
    world.files[paths.ride(only(world))] = b"%PDF with an earlier logo"
    forget(world)
    world.drop("a otra vez.txt", OLD)
    settle(world)
    assert world.states("a otra vez.txt") == ["AUTORIZADO"]
    assert world.files[paths.signed(only(world))] == signed
    assert world.alerts == []


def test_numbering_goes_on_behind_what_the_archive_holds_without_a_record() -> None:
    world = issued("*|10.00|\n*|20.00|\n*|30.00|")
    forget(world)
    world.drop("b.txt", "*|40.00|\n*|50.00|")
    settle(world)
    assert world.states("b.txt") == ["AUTORIZADO"] * 2
    assert [d.number.sequence for d in world.rows.values()] == ["000000004", "000000005"]
    assert len(world.authority.received) == 5


def test_numbering_looks_at_the_numbers_in_the_archive_whatever_their_dates() -> None:
    """Another date is another clave and another file: the number is the same."""
    world = issued("*|10.00||22\n*|20.00||22")
    forget(world)
    world.drop("b.txt", "*|40.00|")
    settle(world)
    assert [d.number.sequence for d in world.rows.values()] == ["000000003"]


def test_a_series_that_is_behind_the_archive_is_raised_and_a_person_called() -> None:
    world = issued("*|10.00|\n*|20.00|\n*|30.00|")
    world.rows.clear()
    world.entry_rows.clear()
    world.series[SERIES.key] = 2
    world.drop("b.txt", "*|40.00|")
    settle(world)
    assert [d.number.sequence for d in world.rows.values()] == ["000000004"]
    assert "series-behind" in {what for what, _, _ in world.alerts}
    assert world.states("b.txt") == ["AUTORIZADO"]


def with_digit(digits: str) -> str:
    return digits + digito_verificador(digits)


class LongHistory:
    """Claves of an issuer with a document a minute for years; `asked` is how many were listed."""

    def __init__(self, begins: str, numbers: Iterable[int]) -> None:
        self.asked = 0
        self._begins = begins
        self._numbers = numbers

    def claves(self, issuer: str, begins: str = "") -> Iterator[str]:
        found = (with_digit(f"{self._begins}{number:09d}123456781") for number in self._numbers)
        if begins:
            claves = found if self._begins.startswith(begins) else iter(())
        else:
            claves = chain((with_digit(f"2211202501{RUC}1002001{n:09d}123456781") for n in range(1_000_000)), found)
        for clave in claves:
            self.asked += 1
            yield clave


@pytest.mark.parametrize(("numbers", "highest"), [((), 0), ((6, 7), 7)])
def test_a_new_series_of_an_issuer_with_a_million_documents_does_not_wait_for_a_listing_of_them(
    numbers: tuple[int, ...], highest: int
) -> None:
    world = World()
    series = Series("EC", RUC, "1", "01", "001001")
    claves = LongHistory(f"2011202601{RUC}1001001", numbers)
    archived = ArchivedNumbers(claves, world, registry({}, world), world)
    assert archived.behind(series) == highest
    assert claves.asked < 50_000


def test_numbers_that_came_with_their_documents_move_no_series() -> None:
    world = issued("000000500|10.00|")
    world.drop("b.txt", "*|40.00|")
    settle(world)
    assert world.series[SERIES.key] == 2


def test_a_segment_that_holds_other_records_than_the_chain_is_not_taken_for_its_seal() -> None:
    world = issued()
    head = world.ledger.head(RUC)
    (key,) = [key for key in world.files if key.startswith("ledger/")]
    before = copy.deepcopy(world.files[key])
    world.ledger.chains.clear()
    world.ledger.ends.clear()
    world.drop("b.txt", "000000002|20.00|")
    settle(world)
    world.later(2 * 3600)
    assert world.files[key] == before
    assert "other-segment" in {what for what, _, _ in world.alerts}
    assert world.ledger.head(RUC).sealed == 0 < head.sealed


# --- a table that was restored --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "names", [("rows", "beats"), ("headers", "entry_rows", "latest", "beats"), ("series", "beats"), TABLES]
)
def test_after_a_restore_nothing_is_taken_in_until_the_rebuild_has_stood(names: tuple[str, ...]) -> None:
    world = issued("*|10.00|ana@example.com")
    earlier = snapshot(world)
    world.later(120)
    world.drop("b.txt", "*|20.00|eva@example.com")
    settle(world)
    world.later(120)
    restore(world, earlier, *names)
    calls, mails = len(world.authority.calls), len(world.mails)
    world.drop("c.txt", "*|30.00|luis@example.com")
    world.later(1800)
    assert "c.txt" not in str(world.result_files), "nothing was taken in"
    assert paths.upload(RUC, "c.txt") in world.versions, "and nothing was lost"
    assert (len(world.authority.calls), len(world.mails)) == (calls, mails)
    assert {what for what, _, _ in world.alerts} == {"tables-behind"}
    rebuild(world)
    world.later(1800)
    assert world.states("c.txt") == ["AUTORIZADO"]
    totals = Counter(d.total for d in world.rows.values())
    assert set(totals.values()) == {1}
    assert len(world.authority.received) == len(world.rows) == 3, "each sale once"
    assert max(Counter(world.mails).values()) == 1


def test_results_of_what_a_restore_lost_are_not_written_before_the_rebuild() -> None:
    world = World()
    world.later(60)
    earlier = snapshot(world)
    world.drop("a.txt", OLD)
    settle(world)
    world.later(120)
    restore(world, earlier, "rows", "beats")
    world.time += timedelta(seconds=10)
    for batch_id in world.headers:
        world.services.batches.mark_dirty(batch_id, world.time)
        world.handle("results", {"batch": batch_id})
    assert world.states("a.txt") == ["AUTORIZADO"]
    rebuild(world)
    world.later(120)
    assert world.states("a.txt") == ["AUTORIZADO"]
    assert world.report("a.txt")["final"]


def test_a_table_restored_by_a_moment_that_no_beat_separates_is_no_restore() -> None:
    world = issued()
    assert world.freshness.behind() == []
    earlier = snapshot(world)
    restore(world, earlier)
    assert world.freshness.behind() == []


def test_a_death_between_the_marks_closes_nothing() -> None:
    world = issued()
    assert world.archive_beat is not None
    world.beats = {name: world.now() for name in world.beats}
    assert world.freshness.behind() == []
    assert world.freshness.beat()


def test_while_closed_no_stage_acts_and_nobody_is_woken() -> None:
    world = World()
    world.drop("a.txt", OLD)
    world.handle("intake", world.messages.pop()[2])
    world.freshness.close()
    world.run()
    world.time += timedelta(hours=1)
    assert only(world).authority is Authority.PENDIENTE
    assert world.sweep.run() == 0
    assert not [queue for _, queue, _ in world.messages if queue != "results"]
    assert world.authority.calls == []
    world.freshness.open()
    world.later(600)
    assert world.states("a.txt") == ["AUTORIZADO"]


def test_what_is_known_to_be_lost_is_closed_by_hand() -> None:
    world = issued()
    world.freshness.close()
    assert world.freshness.behind() == ["batches", "documents", "series"]
    assert not world.freshness.is_open()
    world.freshness.open()
    assert world.freshness.is_open()


def test_a_record_of_an_earlier_moment_is_brought_up_and_nobody_is_mailed_again() -> None:
    world = World()
    world.stops.pause_line("XX:1")
    world.drop("a.txt", OLD)
    settle(world)
    earlier = snapshot(world)
    assert only(world).authority is Authority.FIRMADO
    world.stops.resume_line("XX:1")
    world.later(600)
    assert len(world.mails) == 1
    restore(world, earlier)
    assert [r.outcome for r in rebuild(world)] == [Outcome.BROUGHT_UP]
    document = only(world)
    assert document.authority is Authority.AUTORIZADO
    world.save(replace(document, due_at=world.now()))
    world.later(3600)
    assert len(world.mails) == 1
    assert sum(world.authority.submissions().values()) == 1
    assert world.ledger_findings() == []


def test_a_batch_that_is_read_again_after_a_rebuild_gives_its_sales_no_other_numbers() -> None:
    """The old sale is not issued twice: the entries come back with the files, and the file dropped again finds them."""
    content = "*|10.00|\nnonsense\n*|20.00|"
    world = World()
    earlier = snapshot(world)
    world.later(60)
    world.drop("a.txt", content)
    settle(world)
    world.later(120)
    numbers = [d.number.sequence for d in world.rows.values()]
    names = [row["archivo"] for row in world.report("a.txt")["documentos"]]
    restore(world, earlier)
    rebuild(world)
    world.later(600)
    assert world.report("a.txt")["final"] is True, "its upload was put back, and its results written again"
    assert world.states("a.txt") == ["AUTORIZADO", "RECHAZADO", "AUTORIZADO"]
    assert [row["archivo"] for row in world.report("a.txt")["documentos"]] == names
    world.drop("a.txt", content)
    world.later(600)
    assert [d.number.sequence for d in world.rows.values()] == numbers
    assert len(world.authority.received) == 2


def test_a_report_of_a_mail_waits_until_the_tables_are_right() -> None:
    from chalicelib.domain.documents.mailing import MailReport, MailState
    from chalicelib.services.ports import Unavailable

    world = issued()
    world.freshness.close()
    report = MailReport(only(world).id, 0, 0, MailState.REBOTADO, "m", "Permanent")
    with pytest.raises(Unavailable):
        world.reports.take(report)
