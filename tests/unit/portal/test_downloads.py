"""What is downloaded together: an accountant's month, jobs that go on whatever dies, and who may have what."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from chalicelib.domain.documents.record import Document
from chalicelib.domain.documents.states import Authority
from chalicelib.domain.documents.states import Receiver as Reception
from chalicelib.domain.ecuador.receptores import CONTINENTAL
from chalicelib.services.portal import export, packing
from chalicelib.services.portal.rows import Cell
from tests.unit.portal.month import BUYER, COUNT, fill_month, words_at
from tests.unit.portal.world import CEDULA, FILES, Browser, Page, PortalWorld

Month = list[tuple[Document, bytes]]
Row = Mapping[str, str]


@pytest.fixture
def month(world: PortalWorld) -> Month:
    return fill_month(world)


@pytest.fixture
def browser(world: PortalWorld) -> Browser:
    world.account(BUYER, "04")
    made = world.browser()
    made.log_in(BUYER)
    return made


def ask(browser: Browser, form: str, query: str = "") -> Page:
    browser.get(f"/documentos{query}")
    return browser.post("/descargas/paquete", formato=form, busqueda=query)


def fetched(world: PortalWorld, browser: Browser, page: Page, part: int = 1) -> bytes:
    address = re.findall(r'href="(/descargas/paquete/[^"]+/\d+)"', page.body)[part - 1]
    location = browser.get(address, follow=False).location
    assert location.startswith(f"{FILES}/kept/")
    return world.files.day[location.removeprefix(f"{FILES}/kept/").split("?")[0]]


def listed(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def amount(text: str) -> Decimal:
    return Decimal(text.replace(",", ".")) if text else Decimal(0)


def figures(xml: bytes, path: str) -> Decimal:
    """The sum of all figures at a path, read by another way than the service's."""
    return sum((Decimal(text) for text in words_at(etree.fromstring(xml), path)), Decimal(0))


def test_an_accountants_month_is_booked_from_the_list_and_agrees_to_the_cent(
    world: PortalWorld, month: Month, browser: Browser
) -> None:
    rows = listed(fetched(world, browser, ask(browser, "csv")))
    assert len(rows) == COUNT == 66
    assert len({row["Tipo"] for row in rows}) == 4
    by_clave = {row["Clave de acceso"]: row for row in rows}
    taxes = [name for name in rows[0] if name.startswith(("IVA ", "ICE", "IRBPNR"))]
    for document, xml in month:
        row = by_clave[document.clave]
        sign = -1 if document.number.kind == "04" else 1
        assert row["Número de autorización"] == document.clave
        assert row["Fecha de emisión"] == f"{document.issue_date:%d/%m/%Y}"
        if document.number.kind in ("01", "04"):
            assert amount(row["Subtotal sin impuestos"]) == sign * figures(xml, "//detalle/precioTotalSinImpuesto")
            booked = sum(
                (amount(row[name]) for name in (*taxes, "Subtotal sin impuestos", "Otros valores")), Decimal(0)
            )
            assert amount(row["Valor total"]) == booked == sign * document.total
        elif document.number.kind == "07":
            assert amount(row["Valor retenido"]) == figures(xml, "//valorRetenido") == document.total
            for tax, code in (("Renta", "1"), ("IVA", "2")):
                kept = figures(xml, f"//retencion[codigo='{code}']/valorRetenido")
                assert amount(row[f"Retenido {tax}"]) == kept
            assert (row["Valor total"], row["Número relacionado"]) == ("", "001-001-000000123")
        else:
            assert {row["Valor total"], row["Valor retenido"], row["Subtotal sin impuestos"]} == {""}
        if document.number.kind == "04":
            assert (row["Documento relacionado"], row["Número relacionado"]) == ("Factura", "001-001-000000007")
    for code, rate in (("0", "0 %"), ("4", "15 %"), ("6", "no objeto"), ("7", "exento"), ("2", "12 %")):
        path = f"//totalImpuesto[codigo='2'][codigoPorcentaje='{code}']/baseImponible"
        expected = sum(((-1 if d.number.kind == "04" else 1) * figures(xml, path) for d, xml in month), Decimal(0))
        assert sum((amount(row[f"Base IVA {rate}"]) for row in rows), Decimal(0)) == expected
    signs = {"01": 1, "04": -1}
    owed = sum((d.total * signs.get(d.number.kind, 0) for d, _ in month), Decimal(0))
    assert sum((amount(row["Valor total"]) for row in rows), Decimal(0)) == owed
    assert world.faults == []


NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def cells(content: bytes, sheet: int = 1) -> list[list[str | Decimal | None]]:
    """The cells of a sheet: text, or the figure that a spreadsheet reckons with."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        page = etree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
        shared = etree.fromstring(book.read("xl/sharedStrings.xml"))
    texts = ["".join(map(str, t.itertext())) for t in shared.findall("m:si", NS)]
    rows = []
    for row in page.iterfind(".//m:row", NS):
        found: list[str | Decimal | None] = []
        for cell in row.findall("m:c", NS):
            value = cell.findtext("m:v", None, NS)
            column = re.sub(r"\d", "", cell.get("r", ""))
            place = sum((ord(letter) - 64) * 26**n for n, letter in enumerate(reversed(column))) - 1
            found += [None] * (place - len(found))
            found.append(None if value is None else texts[int(value)] if cell.get("t") == "s" else Decimal(value))
        rows.append(found)
    return rows


def test_the_workbook_has_true_dates_and_numbers_and_the_same_sums(
    world: PortalWorld, month: Month, browser: Browser
) -> None:
    content = fetched(world, browser, ask(browser, "xlsx"))
    heads, *rows = cells(content)
    column = {str(name): place for place, name in enumerate(heads)}

    def of(row: list[str | Decimal | None], name: str) -> str | Decimal | None:
        return row[column[name]] if column[name] < len(row) else None

    records = {d.clave: d for d, _ in month}
    assert {of(row, "Clave de acceso") for row in rows} == set(records)
    for row in rows:
        document = records[str(of(row, "Clave de acceso"))]
        days = (document.issue_date - date(1899, 12, 30)).days
        assert of(row, "Fecha de emisión") == days
        assert document.authorized_at is not None
        passed = document.authorized_at.astimezone(CONTINENTAL).replace(tzinfo=UTC) - datetime(1899, 12, 30, tzinfo=UTC)
        moment = of(row, "Fecha de autorización")
        assert isinstance(moment, Decimal)
        assert abs(moment - Decimal(passed / timedelta(days=1))) < Decimal("0.00001")
        value = of(row, "Valor total")
        if document.number.kind in ("01", "04"):
            assert isinstance(value, Decimal)
            assert float(value) == float(-document.total if document.number.kind == "04" else document.total)
        else:
            assert value is None
    held = cells(content, 2)
    assert held[0][:3] == ["Fecha de emisión", "Número", "Clave de acceso"]
    place = held[0].index("Valor retenido")
    kept = sum((Decimal(str(row[place])) for row in held[1:]), Decimal(0))
    assert round(kept, 2) == sum((figures(xml, "//valorRetenido") for _, xml in month), Decimal(0))


def test_the_csv_is_what_excel_in_spanish_opens(world: PortalWorld, month: Month, browser: Browser) -> None:
    content = fetched(world, browser, ask(browser, "csv", "?tipo=04"))
    assert content.startswith(b"\xef\xbb\xbfFecha de emisi\xc3\xb3n;Tipo;")
    for row in listed(content):
        assert re.fullmatch(r"-\d+,\d\d", row["Valor total"])
        assert re.fullmatch(r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d", row["Fecha de autorización"])
        assert (row["Estado"], row["Ambiente"]) == ("No Abierto", "Pruebas")


def test_an_annulled_document_keeps_its_row_and_adds_nothing(world: PortalWorld, browser: Browser) -> None:
    document = world.document(1, to=BUYER, to_kind="04", authority=Authority.ANULADO)
    (row,) = listed(fetched(world, browser, ask(browser, "csv")))
    assert (row["Clave de acceso"], row["Estado"], row["Valor total"]) == (document.clave, "Anulado", "")


def test_a_document_whose_file_cannot_be_read_keeps_what_its_record_tells(world: PortalWorld, browser: Browser) -> None:
    world.document(1, kind="04", to=BUYER, to_kind="04", total="12.34")
    world.document(2, kind="07", to=BUYER, to_kind="04", total="5.00")
    rows = {row["Número"]: row for row in listed(fetched(world, browser, ask(browser, "csv")))}
    assert rows["001-001-000000001"]["Valor total"] == "-12,34"
    assert rows["001-001-000000002"]["Valor retenido"] == "5,00"


def test_a_whole_search_comes_as_zips_part_by_part(
    world: PortalWorld, month: Month, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "SLICE", 25)
    page = ask(browser, "zip", "?orden=monto")
    assert page.says("paquete.llevamos_de", n=25, total=COUNT)
    assert f'<progress max="{COUNT}" value="25"' in page.body
    assert ask(browser, "zip", "?tipo=01&minimo=0").says("paquete.llevamos", n=25)
    page = ask(browser, "zip")
    for _ in range(8):
        world.deliver()
    page = browser.get(re.search(r'href="(/descargas/paquete/[^"/]+)"', page.body)[1])  # type: ignore[index]
    assert page.says("paquete.hay", n=66)
    names: list[str] = []
    for part in (1, 2, 3):
        with zipfile.ZipFile(io.BytesIO(fetched(world, browser, page, part))) as archive:
            names += archive.namelist()
    assert sorted(names) == sorted(f"{d.clave}.{form}" for d, _ in month for form in ("pdf", "xml"))


def test_a_zip_of_a_search_holds_what_it_finds_and_nothing_else(
    world: PortalWorld, month: Month, browser: Browser
) -> None:
    page = ask(browser, "zip", "?tipo=07")
    with zipfile.ZipFile(io.BytesIO(fetched(world, browser, page))) as archive:
        assert {name[:49] for name in archive.namelist()} == {d.clave for d, _ in month if d.number.kind == "07"}


@pytest.mark.parametrize("form", ["zip", "csv", "xlsx"])
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("dies", range(1, 9))
def test_whatever_dies_while_it_is_made_it_ends_complete(
    world: PortalWorld,
    month: Month,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    dies: int,
    after: bool,
) -> None:
    monkeypatch.setattr(packing, "SLICE", 25)
    keep, put = world.files.keep, world.passes.put
    calls = Counter[str]()

    def mortal(effect: Callable[..., None]) -> Callable[..., None]:
        """The side effect, whose worker dies at one of them: before it or right after."""

        def run(*args: object) -> None:
            calls["all"] += 1
            # The first is the job itself, of which nobody was told anything yet.
            if calls["all"] != dies + 1:
                effect(*args)
                return
            if after:
                effect(*args)
            raise OSError("the worker died")

        return run

    monkeypatch.setattr(world.files, "keep", mortal(keep))
    monkeypatch.setattr(world.passes, "put", mortal(put))
    page = ask(browser, form)
    reference = re.search(r"/descargas/paquete/([\w.~-]+)", page.body)
    assert reference
    for _ in range(8):
        world.later(minutes=5)
        world.deliver()
    browser.log_in(BUYER)
    page = browser.get(f"/descargas/paquete/{reference[1]}")
    assert page.says("paquete.listo")
    if form == "zip":
        parts = [fetched(world, browser, page, n) for n in (1, 2, 3)]
        names = [name for part in parts for name in zipfile.ZipFile(io.BytesIO(part)).namelist()]
        assert len(names) == len(set(names)) == 2 * COUNT
    elif form == "csv":
        assert len({row["Clave de acceso"] for row in listed(fetched(world, browser, page))}) == COUNT
    else:
        assert len(cells(fetched(world, browser, page))) == COUNT + 1


def test_what_one_run_leaves_is_taken_on_by_the_sweep_and_nobody_wakes_itself(
    world: PortalWorld, month: Month, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "SLICE", 10)
    monkeypatch.setattr(packing, "ONE_RUN", timedelta(0))
    page = ask(browser, "csv")
    address = re.search(r'href="(/descargas/paquete/[^"/]+)"', page.body)
    assert address
    assert len(world.woken) == 1
    done = []
    for _ in range(9):
        world.later(minutes=2)
        world.woken.clear()
        world.reminder.run()
        due, world.woken = world.woken, []
        for owed_id in due:
            world.delivery.run(owed_id)
        assert world.woken == []
        done.append(len(world.files.day))
    browser.log_in(BUYER)
    assert browser.get(address[1]).says("paquete.listo")
    assert done == sorted(done)


def test_what_was_not_fetched_was_not_received(
    world: PortalWorld, month: Month, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "SLICE", 40)
    page = ask(browser, "zip")
    world.deliver()
    page = browser.get(re.search(r'href="(/descargas/paquete/[^"/]+)"', page.body)[1])  # type: ignore[index]
    states = Counter(d.reception for d in world.received.rows.values())
    assert states == {Reception.NO_ABIERTO: COUNT}
    fetched(world, browser, page, 2)
    states = Counter(d.reception for d in world.received.rows.values())
    assert states == {Reception.NO_ABIERTO: 40, Reception.ABIERTO: COUNT - 40}


def test_asking_for_the_head_of_a_part_receives_nothing(world: PortalWorld, month: Month, browser: Browser) -> None:
    page = ask(browser, "zip")
    address = re.findall(r'href="(/descargas/paquete/[^"]+/\d+)"', page.body)[0]
    assert world.call("HEAD", address, b"", {"cookie": browser.cookie}, browser.origin).status == 405
    assert {d.reception for d in world.received.rows.values()} == {Reception.NO_ABIERTO}


def test_a_list_marks_nothing_as_received(world: PortalWorld, month: Month, browser: Browser) -> None:
    fetched(world, browser, ask(browser, "xlsx"))
    assert {d.reception for d in world.received.rows.values()} == {Reception.NO_ABIERTO}


def test_a_download_is_its_receivers_alone_and_for_a_day(world: PortalWorld, month: Month, browser: Browser) -> None:
    page = ask(browser, "zip")
    address = re.search(r'href="(/descargas/paquete/[^"]+/1)"', page.body)
    assert address
    world.account(CEDULA, email="b@example.com")
    other = world.browser("9.9.9.9")
    other.log_in()
    for path in (address[1], address[1].removesuffix("/1"), "/descargas/paquete/inventado"):
        assert other.get(path, follow=False).status == 404
    assert browser.get(address[1].removesuffix("/1") + "/2", follow=False).status == 404
    world.later(days=1, minutes=1)
    browser.log_in(BUYER)
    assert browser.get(address[1], follow=False).status == 404


def test_more_than_a_job_takes_is_said(
    world: PortalWorld, month: Month, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "MOST", 30)
    page = ask(browser, "csv")
    assert "acote las fechas" in page.text
    assert len(listed(fetched(world, browser, page))) == 30


def test_a_form_nobody_offers_makes_nothing(world: PortalWorld, month: Month, browser: Browser) -> None:
    assert ask(browser, "exe").status == 404
    assert world.files.day == {}


TEXT = st.text(max_size=30)


@given(st.lists(st.fixed_dictionaries({"emisor": TEXT, "motivo": TEXT}), max_size=5))
@settings(max_examples=60, deadline=None)
def test_no_text_of_a_document_becomes_a_formula(rows: list[dict[str, Cell]]) -> None:
    sheet = export.Sheet("x", ("emisor", "motivo"), ("=a", "b"), rows)
    content = export.as_csv(sheet, UTC).decode("utf-8-sig")
    for line in csv.reader(io.StringIO(content, newline=""), delimiter=";"):
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in line)


def test_a_formula_stays_text_in_a_workbook() -> None:
    texts: list[Cell] = ["=1+1", "@SUM(A1)", "http://x", "1", "-1", "+1"]
    rows = [{"emisor": text} for text in texts]
    content = export.as_xlsx([export.Sheet("x", ("emisor",), ("a",), rows)], UTC)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert [row[0] for row in cells(content)[1:]] == texts
