"""The documents: list, search, one document, files, answers, exports."""

from __future__ import annotations

import html
import io
import json
import random
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from lxml import etree

from chalicelib.domain.documents.states import Authority
from chalicelib.domain.documents.states import Receiver as Reception
from chalicelib.handlers.portal import texts
from chalicelib.services.portal.ports import IssuerFace
from chalicelib.services.portal.search import MOST, PAGE, Search
from tests.unit.portal.month import BUYER, fill_month, words_at
from tests.unit.portal.world import CEDULA, FILES, ISSUER, LOGO_KEY, OTHER_ISSUER, Browser, Page, PortalWorld


@pytest.fixture
def browser(world: PortalWorld) -> Browser:
    world.account()
    made = world.browser()
    made.log_in()
    return made


def numbers(page: Page) -> list[int]:
    return [int(n) for n in re.findall(r">001-001-(\d{9})</a>", page.body)]


def reference(page: Page) -> str:
    found = re.search(r'href="(/documentos/[^"/?]+)"', page.body)
    assert found
    return found.group(1)


def handed_out(world: PortalWorld) -> list[str]:
    """What the ledger tells of files that were handed to receivers."""
    entries = [json.loads(text) for text in world.ledger.waits.values()]
    return [e["facts"]["access"] for e in entries if e["what"] == "file"]


def test_the_list_shows_what_was_received_newest_first(world: PortalWorld, browser: Browser) -> None:
    for n in range(1, 4):
        world.document(n, total=f"{n}00.50", day=date(2026, 11, n))
    world.document(9, to="0912458734")
    page = browser.get("/documentos")
    assert numbers(page) == [3, 2, 1]
    for text in (
        "COMERCIAL ANDINA DEL ECUADOR S.A.",
        ISSUER,
        "Factura",
        "03/11/2026",
        "300.50",
        "No Abierto",
        "601.50",
    ):
        assert text in page.text
    assert len(page.body.encode()) < 50_000


def test_a_full_page_is_small(world: PortalWorld, browser: Browser) -> None:
    for n in range(1, 60):
        world.document(n)
    page = browser.get("/documentos")
    assert len(numbers(page)) == PAGE
    assert len(page.body.encode()) < 50_000


def test_the_issuers_logo_comes_by_a_short_address(world: PortalWorld, browser: Browser) -> None:
    world.document()
    page = browser.get("/documentos")
    found = re.search(r'<img src="(/emisores/[^"]+)"', page.body)
    assert found
    assert browser.get(found.group(1), follow=False).location.startswith(f"{FILES}/{LOGO_KEY}")
    assert browser.get("/emisores/inventado/logo").status == 404
    assert world.browser("9.9.9.9").get(found.group(1), follow=False).location == "/entrar"


def test_only_what_is_authorised_is_shown(world: PortalWorld, browser: Browser) -> None:
    for n, authority in enumerate(Authority, start=1):
        world.document(n, authority=authority)
    shown = numbers(browser.get("/documentos"))
    assert len(shown) == 2
    assert "Anulado" in browser.page.text


def test_pages_forth_and_back_show_everything_once(world: PortalWorld, browser: Browser) -> None:
    everything = list(range(1, 61))
    for n in everything:
        world.document(n, day=date(2026, 1, 1) + timedelta(days=n // 4))
    page = browser.get("/documentos")
    seen = [numbers(page)]
    while found := re.search(r'href="([^"]+)" rel="next"', page.body):
        page = browser.get(found.group(1).replace("&amp;", "&"))
        seen.append(numbers(page))
    assert sorted(n for part in seen for n in part) == everything
    back = [numbers(page)]
    while found := re.search(r'href="([^"]+)" rel="prev"', page.body):
        page = browser.get(found.group(1).replace("&amp;", "&"))
        back.append(numbers(page))
    assert back[::-1] == seen


def test_a_place_in_the_list_is_of_no_use_to_others_and_cannot_be_made_up(world: PortalWorld, browser: Browser) -> None:
    for n in range(1, 40):
        world.document(n)
    found = re.search(r'href="([^"]+)" rel="next"', browser.get("/documentos").body)
    assert found
    place = parse_qs(urlsplit(found.group(1).replace("&amp;", "&")).query)["desde_lugar"][0]
    world.account("0912458734", email="b@example.com")
    world.document(99, to="0912458734")
    other = world.browser("4.4.4.4")
    other.log_in("0912458734")
    for made_up in (place, "x", "A" * 80):
        assert other.get(f"/documentos?desde_lugar={made_up}").status == 400
        assert world.faults == []


def fill(world: PortalWorld) -> None:
    world.document(1, total="10.00", day=date(2026, 1, 10))
    world.document(2, total="20.00", day=date(2026, 2, 10), issuer=OTHER_ISSUER)
    world.document(3, total="30.00", day=date(2026, 3, 10), kind="07")
    world.document(4, total="40.00", day=date(2026, 4, 10), reception=Reception.CONFORME)
    world.document(5, total="50.00", day=date(2026, 5, 10), issuer=OTHER_ISSUER, kind="04")
    world.document(6, total="60.00", day=date(2026, 6, 10), authority=Authority.ANULADO)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"emisor={OTHER_ISSUER}", [5, 2]),
        ("tipo=07", [3]),
        ("estado=CONFORME", [4]),
        ("estado=ANULADO", [6]),
        ("estado=NO+ABIERTO", [5, 3, 2, 1]),
        ("desde=2026-02-10&hasta=2026-04-10", [4, 3, 2]),
        ("minimo=20&maximo=40.00", [4, 3, 2]),
        ("orden=monto", [1, 2, 3, 4, 5, 6]),
        ("orden=-monto&minimo=25&tipo=01", [6, 4]),
        ("orden=fecha", [1, 2, 3, 4, 5, 6]),
        ("orden=-numero", [6, 5, 4, 3, 2, 1]),
        ("orden=numero&desde=2026-03-01&estado=NO+ABIERTO", [3, 5]),
        ("orden=-monto&estado=NO+ABIERTO", [5, 3, 2, 1]),
        ("q=001-001-000000004", [4]),
        ("q=1-1-4", [4]),
        ("q=001-001", [1, 2, 3, 4, 5, 6]),
        (f"q={OTHER_ISSUER}", [5, 2]),
        ("q=austro", [5, 2]),
        ("q=AUSTRO&tipo=04", [5]),
        (f"q=austro&emisor={ISSUER}", []),
        ("q=nadie", []),
        (f"emisor={OTHER_ISSUER}&tipo=04&minimo=1&maximo=100&desde=2026-01-01&hasta=2026-12-31", [5]),
        ("desde=10/02/2026&hasta=10.4.2026", [4, 3, 2]),
    ],
)
def test_search_filters_and_sorting(world: PortalWorld, browser: Browser, query: str, expected: list[int]) -> None:
    fill(world)
    found = numbers(browser.get(f"/documentos?{query}"))
    assert found == expected if not query.startswith("q=001-001") else sorted(found) == sorted(expected)
    assert world.faults == []


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("desde=2026-11-20&hasta=2026-11-10", "desde_hasta", "desde"),
        ("minimo=500&maximo=100", "minimo_maximo", "minimo"),
        (f"emisor={OTHER_ISSUER}&desde=2026-11-20&hasta=2026-11-10", "desde_hasta", "desde"),
        ("tipo=01&minimo=500&maximo=100&orden=-monto", "minimo_maximo", "minimo"),
        ("minimo=abc", "valor", "minimo"),
        ("maximo=mil", "valor", "maximo"),
        ("desde=99", "fecha", "desde"),
        ("hasta=31/02/2026", "fecha", "hasta"),
        ("estado=raro", "opcion", "estado"),
        ("orden=cualquiera", "opcion", "orden"),
    ],
)
def test_a_filter_nothing_can_fit_or_nobody_understands_is_said_beside_its_field(
    world: PortalWorld, browser: Browser, query: str, code: str, field: str
) -> None:
    fill(world)
    page = browser.get(f"/documentos?{query}")
    assert page.status == 422
    assert page.says(f"campo.{code}")
    assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', page.body)
    assert numbers(page) == []
    assert page.says("documentos.corrija")
    browser.get("/documentos")
    assert browser.post("/descargas/paquete", busqueda=f"?{query}", formato="csv").status == 400
    assert world.files.day == {}
    assert world.faults == []


def test_an_amount_that_is_not_understood_is_kept_as_it_was_typed(world: PortalWorld, browser: Browser) -> None:
    assert 'value="12 lucas"' in browser.get("/documentos?minimo=12+lucas").body


def test_a_clave_finds_its_document_for_its_receiver_alone(world: PortalWorld, browser: Browser) -> None:
    own, foreign = world.document(1), world.document(2, to="0912458734")
    assert numbers(browser.get(f"/documentos?q={own.clave}")) == [1]
    assert numbers(browser.get(f"/documentos?q={foreign.clave}")) == []


def test_nothing_yet_and_nothing_found_are_said_differently(world: PortalWorld, browser: Browser) -> None:
    assert browser.get("/documentos").says("documentos.vacio_titulo")
    assert browser.get("/documentos?q=nadie").says("documentos.nada_titulo")


def test_a_page_looks_at_a_fixed_number_however_much_there_is(world: PortalWorld, browser: Browser) -> None:
    for n in range(1, 2001):
        world.document(n, day=date(2020, 1, 1) + timedelta(days=n))
    receiver = world.person().receiver
    searching = world.use.searching
    cursor = ""
    for _ in range(5):
        world.received.looked = world.received.queries = 0
        page = searching.page(receiver, Search(), cursor)
        assert world.received.queries == 1
        assert world.received.looked <= PAGE + 1
        cursor = page.next
    world.received.looked = 0
    page = searching.page(receiver, Search(kind="07", state="CONFORME"))
    assert world.received.looked <= MOST
    assert page.documents == []


def test_a_search_that_is_not_finished_says_so_and_goes_on(world: PortalWorld, browser: Browser) -> None:
    for n in range(1, MOST + 50):
        world.document(n, day=date(2020, 1, 1) + timedelta(days=n), total="1.00" if n > 5 else "77.00")
    page = browser.get("/documentos?minimo=50")
    assert page.says("documentos.sigue")
    assert numbers(page) == []
    found = re.search(r'href="([^"]+desde_lugar[^"]+)"', page.body)
    assert found
    page = browser.get(found.group(1).replace("&amp;", "&"))
    assert numbers(page) == [5, 4, 3, 2, 1]


def test_the_envelope_opens_the_ride_and_that_is_recorded(world: PortalWorld, browser: Browser) -> None:
    document = world.document()
    path = reference(browser.get("/documentos"))
    page = browser.get(path + "/ride", follow=False)
    assert page.status == 303
    assert page.location.startswith(f"{FILES}/ride/{ISSUER}/{document.clave}.pdf")
    assert "inline=True" in page.location
    opened = world.received.rows[document.id]
    assert (opened.reception, opened.opened_at) == (Reception.ABIERTO, world.clock.time)
    assert handed_out(world) == ["abierto"]
    world.later(minutes=3)
    browser.get(path + "/ride", follow=False)
    assert world.received.rows[document.id] == opened
    assert len(handed_out(world)) == 2
    world.deliver()
    assert world.touched == [document.id]
    assert "Abierto" in browser.get("/documentos").text


@pytest.mark.parametrize(("form", "folder"), [("pdf", "ride"), ("xml", "authorized")])
def test_files_come_by_short_lived_addresses(world: PortalWorld, browser: Browser, form: str, folder: str) -> None:
    document = world.document()
    page = browser.get(reference(browser.get("/documentos")) + f"/archivo/{form}", follow=False)
    assert page.location.startswith(f"{FILES}/{folder}/{ISSUER}/{document.clave}.{form}")
    assert handed_out(world) == [form]


def test_the_ledger_tells_of_each_file_that_was_handed_out_and_names_nobody(
    world: PortalWorld, browser: Browser
) -> None:
    document = world.document()
    page = reference(browser.get("/documentos"))
    for form in ("pdf", "xml"):
        browser.get(f"{page}/archivo/{form}", follow=False)
    entries = [json.loads(text) for text in world.ledger.waits.values()]
    told = sorted((e["what"], e["subject"], e["facts"]["access"]) for e in entries)
    assert told == [("file", document.id, "pdf"), ("file", document.id, "xml")]
    assert len({e["facts"]["who"] for e in entries}) == 1
    assert CEDULA not in str(world.ledger.waits)


def test_the_link_of_a_mail_leads_to_the_document_of_its_receiver_alone(world: PortalWorld, browser: Browser) -> None:
    own, foreign = world.document(1), world.document(2, to="0912458734")
    page = browser.get(f"/ver/{own.clave}")
    assert own.label in page.text
    answers = {browser.get(f"/ver/{guess}").unmasked for guess in (foreign.clave, own.clave[:-1], "x", "1" * 49)}
    assert len(answers) == 1
    assert browser.page.status == 404


def test_a_thousand_guessed_addresses_get_one_answer(world: PortalWorld, browser: Browser) -> None:
    world.account("0912458734", email="b@example.com")
    foreign = world.document(1, to="0912458734")
    hidden = world.document(2, authority=Authority.DEVUELTO)
    world.document(3)
    own = reference(browser.get("/documentos"))
    reading = world.use.reading
    guesses = [
        reading.reference(world.person("0912458734").receiver, foreign.id),
        reading.reference("EC#05#" + CEDULA, foreign.id),
        reading.reference("EC#05#" + CEDULA, hidden.id),
        reading.reference("EC#05#" + CEDULA, "EC#no#1#01#001001#1"),
        foreign.clave,
        own.rpartition("/")[2][:-1],
        own.rpartition("/")[2] + "A",
    ]
    chance = random.Random(7)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    guesses += ["".join(chance.choices(letters, k=chance.choice((10, 72, 72, 72, 90)))) for _ in range(1000)]
    answers = set()
    for guess in guesses:
        for rest in ("", "/ride", "/archivo/pdf"):
            page = browser.get(f"/documentos/{guess}{rest}", follow=False)
            answers.add((page.status, page.unmasked))
            world.limits.counts.clear()
    assert len(answers) == 1
    assert answers.pop()[0] == 404
    assert handed_out(world) == []
    assert world.faults == []


def test_guessed_references_are_slowed_for_who_guesses_and_for_nobody_else(
    world: PortalWorld, browser: Browser
) -> None:
    world.document(1)
    path = reference(browser.get("/documentos"))
    statuses = [browser.get(f"/documentos/adivinado{n}").status for n in range(20)]
    for n in range(10):
        browser.get("/documentos")
        statuses.append(browser.post("/descargas/zip", documento=[f"adivinado{n}"]).status)
    statuses += [browser.get(f"/ver/{n:049d}").status for n in range(35)]
    assert statuses == [404] * 60 + [429] * 5
    browser.get("/documentos")
    assert browser.post("/descargas/zip", documento=["adivinado"]).status == 429
    refused = browser.get(path)
    assert refused.status == 429
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert browser.get("/documentos").status == 200
    elsewhere = world.browser("200.3.3.3")
    elsewhere.log_in()
    assert elsewhere.get(path).status == 200
    world.later(hours=1)
    browser.log_in()
    assert browser.get(path).status == 200


def test_without_a_login_no_document_route_says_anything(world: PortalWorld, browser: Browser) -> None:
    world.document()
    path = reference(browser.get("/documentos"))
    nobody = world.browser("9.9.9.9")
    for route in ("/documentos", path, path + "/ride", path + "/archivo/xml", "/descargas/paquete/x", "/datos"):
        assert nobody.get(route, follow=False).location.split("?")[0] == "/entrar"
    assert nobody.post("/descargas/zip", follow=False).status == 403


def test_several_come_in_one_zip(world: PortalWorld, browser: Browser) -> None:
    documents = [world.document(n) for n in (1, 2, 3)]
    page = browser.get("/documentos?marcar=1")
    assert page.body.count("checked") == 3
    chosen = re.findall(r'name="documento" value="([^"]+)"', page.body)
    page = browser.post("/descargas/zip", documento=chosen[:2])
    assert f"{FILES}/lent/comprobantes.zip" in page.body
    with zipfile.ZipFile(io.BytesIO(world.files.lent["comprobantes.zip"])) as archive:
        names = sorted(archive.namelist())
    expected = {d.clave for d in documents if f"{d.clave}.pdf" in names}
    assert len(expected) == 2
    assert names == sorted(f"{clave}.{form}" for clave in expected for form in ("pdf", "xml"))
    assert handed_out(world) == ["zip", "zip"]


def test_a_zip_with_somebody_elses_document_is_refused_whole(world: PortalWorld, browser: Browser) -> None:
    foreign = world.document(1, to="0912458734")
    own = world.document(2)
    browser.get("/documentos")
    seal = world.use.reading.reference
    chosen = [seal("EC#05#" + CEDULA, own.id), seal("EC#05#" + CEDULA, foreign.id)]
    assert browser.post("/descargas/zip", documento=chosen).status == 404
    assert world.files.lent == {}


def second_page(world: PortalWorld, browser: Browser) -> tuple[Page, list[str]]:
    """The second page of the facturas, and the numbers on it."""
    for number in range(1, 31):
        world.document(number)
    world.document(31, kind="04")
    following = re.findall(r'href="([^"]*desde_lugar=[^"]*)" rel="next"', browser.get("/documentos?tipo=01").body)
    page = browser.get(html.unescape(following[0]))
    numbers = shown(page)
    assert len(numbers) == 10
    return page, numbers


def shown(page: Page) -> list[str]:
    """The numbers on a page of the list."""
    return re.findall(r"001-001-\d{9}(?=</a>)", page.body)


def test_without_a_mark_the_list_says_so_where_it_stands(world: PortalWorld, browser: Browser) -> None:
    """The search and the page of it are kept: nobody begins anew because a mark was forgotten."""
    page, numbers = second_page(world, browser)
    place = re.findall(r'name="lugar" value="([^"]+)"', page.body)[0]
    again = browser.post("/descargas/zip", busqueda="?tipo=01", lugar=place)
    assert again.status == 422
    assert again.says("documentos.ninguno")
    assert "Error: " in again.body
    assert shown(again) == numbers
    assert world.files.lent == {}


def test_what_is_marked_is_the_page_that_is_seen(world: PortalWorld, browser: Browser) -> None:
    """Also beyond the first page: whoever marks all there must not download other documents."""
    page, numbers = second_page(world, browser)
    marking = html.unescape(re.findall(r'href="([^"]*marcar=1[^"]*)"', page.body)[0])
    marked = browser.get(marking)
    assert shown(marked) == numbers
    assert marked.body.count(" checked>") == len(numbers)
    unmarking = re.findall(rf'href="([^"]*)">{texts.text("documentos.desmarcar")}<', marked.body)[0]
    unmarked = browser.get(html.unescape(unmarking))
    assert (shown(unmarked), unmarked.body.count(" checked>")) == (numbers, 0)


def test_conforme_is_recorded_and_the_issuer_is_told(world: PortalWorld, browser: Browser) -> None:
    document = world.document()
    path = reference(browser.get("/documentos"))
    browser.get(path)
    page = browser.post(path + "/respuesta", respuesta="conforme", confirmada="1")
    assert page.says("documento.respondido_conforme")
    assert world.received.rows[document.id].reception is Reception.CONFORME
    mails = world.deliver()
    assert [(m.kind, m.to) for m in mails] == [("respuesta-conforme", "ventas@andina.example")]
    assert world.touched == [document.id]


@pytest.mark.parametrize(("answer", "reason"), [("conforme", ""), ("rechazado", "El RUC no es el mío")])
def test_an_answer_counts_when_it_was_confirmed(world: PortalWorld, browser: Browser, answer: str, reason: str) -> None:
    document = world.document()
    path = reference(browser.get("/documentos"))
    assert browser.get(path).says("documento.no_es_anulacion")
    page = browser.post(path + "/respuesta", respuesta=answer, motivo=reason)
    assert page.says(f"responder.confirmar_{answer}")
    assert page.says("documento.no_es_anulacion")
    assert reason in page.text
    assert world.received.rows[document.id].answers == ()
    assert world.deliver() == []
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.body))
    browser.post(path + "/respuesta", respuesta=answer, **hidden)
    assert [str(a.state).lower() for a in world.received.rows[document.id].answers] == [answer]
    assert browser.post(path + "/respuesta", respuesta="otra").status == 404


def test_a_rejection_needs_its_reason_and_stays_in_the_history(world: PortalWorld, browser: Browser) -> None:
    document = world.document()
    path = reference(browser.get("/documentos"))
    browser.get(path)
    page = browser.post(path + "/respuesta", respuesta="rechazado", motivo="  ")
    assert page.status == 422
    assert page.says("documento.falta_motivo")
    page = browser.post(path + "/respuesta", respuesta="rechazado", motivo="El RUC no es\r\nel mío", confirmada="1")
    assert "El RUC no es el mío" in page.text
    assert world.received.rows[document.id].answer_reason == "El RUC no es el mío"
    assert world.deliver()[0].facts["reason"] == "El RUC no es el mío"
    page = browser.post(path + "/respuesta", respuesta="conforme", confirmada="1")
    assert world.received.rows[document.id].reception is Reception.CONFORME
    assert page.says("historia.rechazado", reason="El RUC no es el mío")
    assert page.says("historia.conforme")


def test_two_answers_before_the_mails_leave_are_two_different_mails(world: PortalWorld, browser: Browser) -> None:
    world.document()
    path = reference(browser.get("/documentos"))
    browser.get(path)
    browser.post(path + "/respuesta", respuesta="rechazado", motivo="Precio", confirmada="1")
    browser.post(path + "/respuesta", respuesta="conforme", confirmada="1")
    mails = world.deliver()
    assert [(m.kind, m.facts["reason"]) for m in mails if m.to == "ventas@andina.example"] == [
        ("respuesta-rechazado", "Precio"),
        ("respuesta-conforme", ""),
    ]


def test_an_answer_does_not_undo_what_the_pipeline_did_meanwhile(world: PortalWorld, browser: Browser) -> None:
    document = world.document()
    path = reference(browser.get("/documentos"))
    browser.get(path)
    save = world.received.save_reception

    def racing(changed: object, *also: object) -> object:
        world.received.save_reception = save  # type: ignore[method-assign]
        row = world.received.rows[document.id]
        world.received.rows[document.id] = replace(row, incident="otro", version=row.version + 1)
        return save(changed, *also)  # type: ignore[arg-type]

    world.received.save_reception = racing  # type: ignore[method-assign,assignment]
    browser.post(path + "/respuesta", respuesta="conforme", confirmada="1")
    after = world.received.rows[document.id]
    assert (after.reception, after.incident, after.version) == (Reception.CONFORME, "otro", 3)


def test_an_annulled_document_can_be_seen_and_not_answered(world: PortalWorld, browser: Browser) -> None:
    world.document(authority=Authority.ANULADO)
    path = reference(browser.get("/documentos"))
    page = browser.get(path)
    assert page.says("documento.anulado")
    assert not page.says("documento.respuesta")
    assert browser.post(path + "/respuesta", respuesta="conforme", confirmada="1").status == 422


def test_the_trace_tells_everything_in_order(world: PortalWorld, browser: Browser) -> None:
    document = world.document()
    note = world.document(8, kind="04", total="12.00", modifies=document.id)
    world.document(9, kind="04", to="0912458734", modifies=document.id)
    path = "/documentos/" + world.use.reading.reference("EC#05#" + CEDULA, document.id)
    browser.get(path + "/ride", follow=False)
    world.later(minutes=5)
    browser.get(path)
    page = browser.post(path + "/respuesta", respuesta="rechazado", motivo="Precio", confirmada="1")
    times = re.findall(r'<li class="(\w+)"><time datetime="([^"]+)"', page.body)
    assert times[0][0] == "emitido"
    assert {what for what, _ in times} == {"emitido", "autorizado", "enviado", "abierto", "rechazado", "modificado"}
    assert [at for _, at in times] == sorted(at for _, at in times)
    assert note.label in page.text
    assert "000000009" not in page.text
    page = browser.get("/documentos/" + world.use.reading.reference("EC#05#" + CEDULA, note.id))
    assert document.label in page.text


def test_no_page_and_no_log_names_anybody(world: PortalWorld, browser: Browser) -> None:
    world.document()
    path = reference(browser.get("/documentos"))
    browser.get(path)
    browser.get(path + "/ride", follow=False)
    browser.post("/salir", _csrf="x")
    logged = " ".join(world.log)
    for secret in (CEDULA, "ANA", ISSUER, path.rpartition("/")[2]):
        assert secret not in logged
    for address in re.findall(r'(?:href|action|src)="([^"]+)"', browser.get("/documentos").body):
        assert CEDULA not in address


def test_only_what_may_be_summed_is_summed_and_under_its_own_word(world: PortalWorld, browser: Browser) -> None:
    world.document(1, total="200.00")
    world.document(2, total="161.78", kind="05")
    world.document(3, total="10.34", kind="04")
    world.document(4, total="0.00", kind="06")
    world.document(5, total="31.20", kind="07")
    world.document(6, total="99.00", authority=Authority.ANULADO)
    page = browser.get("/documentos")
    sums = re.search(r'(?s)<div class="sums">.*?</dl>', page.body)
    assert sums
    told = " ".join(re.sub(r"<[^>]+>", " ", sums[0]).split())
    assert "Facturas y notas (pruebas) 351.44 USD 361.78 menos 10.34 en notas de crédito" in told
    assert "Valor retenido (pruebas) 31.20 USD" in told
    for wrong in ("372.12", "403.32", "450.44", "0.00 "):
        assert wrong not in told
    rows = dict(
        re.findall(r'(?s)<a href="[^"]+">001-001-00000000(\d)</a>.*?<td class="number amount">(.*?)</td>', page.body)
    )
    assert "−10.34" in rows["3"]
    assert "—" in rows["4"]
    assert "0.00" not in rows["4"]
    assert texts.text("importe.retencion_corta") in rows["5"]


@pytest.mark.parametrize(
    ("kind", "word"), [("01", "factura"), ("04", "credito"), ("05", "debito"), ("07", "retencion"), ("06", "")]
)
def test_a_documents_page_shows_its_value_under_its_own_word_or_none(
    world: PortalWorld, browser: Browser, kind: str, word: str
) -> None:
    world.document(1, kind=kind, total="55.00")
    page = browser.get(reference(browser.get("/documentos")))
    assert ("55.00" in page.text) is bool(word)
    if word:
        assert f"{texts.text(f'importe.{word}')} 55.00 USD" in page.text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("61", [61]),
        ("000000061", [61]),
        ("001-001-000000061", [61]),
        ("103,39", [7]),
        ("$ 103.39", [7]),
        ("USD 103.39", [7]),
        ("hogar", [9]),
        ("ANDINA HOGÁR", [9]),
        ("constructora", [9]),
    ],
)
def test_numbers_ends_values_and_trade_names_are_found(
    world: PortalWorld, browser: Browser, query: str, expected: list[int]
) -> None:
    face = IssuerFace(OTHER_ISSUER, "CONSTRUCTORA DEL AUSTRO S.A.", trade_name="Andina Hogar")
    world.portal.directory.known[OTHER_ISSUER] = face  # type: ignore[attr-defined]
    world.document(61, total="5.00")
    world.document(161, total="5.00")
    world.document(7, total="103.39")
    world.document(8, total="1103.39")
    world.document(9, total="5.00", issuer=OTHER_ISSUER)
    looked = world.received.looked
    assert numbers(browser.get("/documentos?" + urlencode({"q": query}))) == expected
    assert world.received.looked - looked == 1


def test_a_trade_name_is_found_among_more_issuers_than_are_listed(world: PortalWorld, browser: Browser) -> None:
    known = world.portal.directory.known  # type: ignore[attr-defined]
    for n in range(30):
        ruc = f"17910{n:05d}001"
        known[ruc] = IssuerFace(ruc, f"Sociedad {n:02d} S.A.", trade_name="La Última Tienda" if n == 29 else "")
        world.document(n + 1, issuer=ruc)
    assert numbers(browser.get("/documentos?q=ultima+tienda")) == [30]
    assert numbers(browser.get("/documentos?q=nadie")) == []


def test_digits_that_are_no_number_are_offered_as_a_value(world: PortalWorld, browser: Browser) -> None:
    world.document(1, total="61.00")
    page = browser.get("/documentos?q=61")
    assert page.says("documentos.era_valor", valor="61.00")
    found = re.search(r'href="(/documentos\?[^"]*minimo=61[^"]*)"', page.body)
    assert found
    assert numbers(browser.get(found[1].replace("&amp;", "&"))) == [1]


def test_the_unread_are_counted_and_a_click_away(world: PortalWorld, browser: Browser) -> None:
    for n in (1, 2, 3):
        world.document(n)
    world.document(4, reception=Reception.CONFORME)
    page = browser.get("/documentos")
    found = re.search(r'<a class="chip" href="([^"]+)">.*?<strong>(\d+)</strong>', page.body, re.DOTALL)
    assert found
    assert found[2] == "3"
    assert sorted(numbers(browser.get(found[1]))) == [1, 2, 3]
    for n in range(5, 120):
        world.document(n)
    assert "99+" in browser.get("/documentos").text


def test_filters_are_chips_that_can_be_taken_away_one_by_one(world: PortalWorld, browser: Browser) -> None:
    fill(world)
    page = browser.get(f"/documentos?tipo=04&emisor={OTHER_ISSUER}&minimo=30")
    assert "<details>" in page.body
    chips = dict(re.findall(r'<a class="chip on" href="([^"]+)">.*?<strong>([^<]+)</strong>', page.body))
    assert list(chips.values()) == ["CONSTRUCTORA DEL AUSTRO S.A.", "Nota de crédito", "30.00"]
    without = next(address for address, shown in chips.items() if shown == "Nota de crédito").replace("&amp;", "&")
    assert "tipo=" not in without
    assert "minimo=30" in without


@pytest.mark.parametrize(
    ("now", "this", "last"),
    [
        ("2026-11-23T15:00:00+00:00", ("2026-11-01", "2026-11-30"), ("2026-10-01", "2026-10-31")),
        ("2027-01-01T03:00:00+00:00", ("2026-12-01", "2026-12-31"), ("2026-11-01", "2026-11-30")),
        ("2028-03-01T12:00:00+00:00", ("2028-03-01", "2028-03-31"), ("2028-02-01", "2028-02-29")),
    ],
)
def test_a_month_is_a_click_away_in_the_countrys_own_days(
    world: PortalWorld, now: str, this: tuple[str, str], last: tuple[str, str]
) -> None:
    world.clock.time = datetime.fromisoformat(now)
    world.account()
    browser = world.browser()
    page = browser.log_in()
    found = re.findall(r'<a class="chip" href="/documentos\?desde=([\d-]+)&amp;hasta=([\d-]+)">', page.body)
    assert found == [this, last]
    assert world.faults == []


def test_every_file_is_one_plain_link(world: PortalWorld, browser: Browser) -> None:
    world.document()
    page = browser.get("/documentos")
    row = re.search(r'(?s)<td class="files">.*?</td>', page.body)
    assert row
    assert re.findall(r'href="[^"]+/archivo/(\w+)"', row[0]) == ["pdf", "xml"]
    assert "<details" not in row[0]


def test_a_documents_page_opens_though_its_file_cannot_be_had(
    world: PortalWorld, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = world.document()
    path = reference(browser.get("/documentos"))

    def fails(key: str) -> bytes:
        raise OSError(key)

    monkeypatch.setattr(world.files, "get", fails)
    page = browser.get(path)
    assert page.status == 200
    assert document.clave in page.text


def test_a_documents_page_shows_lines_taxes_and_what_is_withheld(world: PortalWorld) -> None:
    month = fill_month(world)
    world.account(BUYER, "04")
    browser = world.browser()
    browser.log_in(BUYER)
    kinds = set()
    for document, xml in month:
        path = "/documentos/" + world.use.reading.reference(f"EC#04#{BUYER}", document.id)
        page = browser.get(path)
        kinds.add(document.number.kind)
        root = etree.fromstring(xml)
        shown = ["//detalle/descripcion"]
        money = {"01": "//detalle/precioTotalSinImpuesto", "07": "//valorRetenido", "04": "//totalImpuesto/valor"}
        for text in (text for path in shown for text in words_at(root, path)):
            assert text in page.text
        for text in words_at(root, money.get(document.number.kind, "//nada")):
            assert Decimal(text) == 0 or f"{Decimal(text):,.2f}" in page.text
    assert kinds == {"01", "04", "06", "07"}
    assert world.faults == []
