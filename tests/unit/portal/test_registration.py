"""Alta On Line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.domain.documents.country import Receiver
from chalicelib.domain.documents.record import Document
from chalicelib.domain.documents.states import Authority
from chalicelib.services.portal.context import Visitor
from chalicelib.services.portal.ports import IssuerFace
from chalicelib.services.portal.registration import Claim, Registration
from tests.unit.portal.world import ANSWER, CEDULA, ISSUER, OTHER_ISSUER, PASSWORD, Browser, Page, PortalWorld

PERSON: dict[str, Any] = {
    "nombre": "Ana María Ñáñez",
    "residencia": "local",
    "correo": "ana@example.com",
    "clave": PASSWORD,
    "clave_otra_vez": PASSWORD,
    "pregunta": "mascota",
    "respuesta": ANSWER,
    "consentimiento": "1",
}


def to_step_2(browser: Browser, number: str = CEDULA, kind: str = "05") -> Page:
    browser.get("/alta")
    return browser.post("/alta", tipo=kind, numero=number)


def prove(browser: Browser, number: str = "001-001-000000001", total: str = "112.00", issuer: str = ISSUER) -> Page:
    token, characters = browser.page.image
    return browser.post(
        "/alta/empresa", empresa=issuer, documento=number, total=total, imagen=token, caracteres=characters
    )


def link(world: PortalWorld, kind: str) -> str:
    mail = next(m for m in reversed(world.mails) if m.kind == kind)
    assert mail.link.startswith("https://portal.example/")
    return mail.link.removeprefix("https://portal.example")


def register(world: PortalWorld, browser: Browser, **changes: Any) -> None:
    world.document()
    to_step_2(browser)
    prove(browser)
    assert browser.post("/alta/datos", **(PERSON | changes)).says("alta.enviada.titulo")
    world.deliver()
    browser.get(link(world, "confirmar"))


def test_from_the_invoice_to_the_documents(world: PortalWorld, browser: Browser) -> None:
    register(world, browser)
    assert world.accounts.rows == {}
    path = link(world, "confirmar")
    assert browser.post(path).says("confirmar.lista.titulo")
    account = world.person()
    assert (account.name, account.email, account.kind) == ("Ana María Ñáñez", "ana@example.com", "05")
    assert account.consented_at == world.clock.time
    assert [m.kind for m in world.deliver()] == ["bienvenida"]
    assert "001-001-000000001" in browser.log_in().text


def test_opening_the_link_does_not_use_it_up(world: PortalWorld, browser: Browser) -> None:
    register(world, browser)
    path = link(world, "confirmar")
    for _ in range(3):
        world.browser("66.1.1.1").get(path)
    assert browser.get(path).says("confirmar.titulo")
    assert browser.post(path).says("confirmar.lista.titulo")
    browser.get(path)
    assert browser.post(path).says("confirmar.vencido.titulo")


def test_the_link_holds_a_day(world: PortalWorld, browser: Browser) -> None:
    register(world, browser)
    world.later(hours=25)
    browser.get(link(world, "confirmar"))
    assert browser.post(link(world, "confirmar")).says("confirmar.vencido.titulo")


def test_somebody_registered_is_told_the_same_and_gets_another_mail(world: PortalWorld, browser: Browser) -> None:
    account = world.account(email="primera@example.com")
    world.document()
    to_step_2(browser)
    prove(browser)
    page = browser.post("/alta/datos", **PERSON)
    assert page.says("alta.enviada.titulo")
    assert page.says("alta.enviada.texto")
    assert [(m.kind, m.to) for m in world.deliver()] == [("ya-registrado", "primera@example.com")]
    assert world.person() == account


@pytest.mark.parametrize(
    ("kind", "number"),
    [("07", "9999999999999"), ("04", "9999999999999"), ("05", "1710034066"), ("05", "abc"), ("99", CEDULA), ("06", "")],
)
def test_nobody_in_particular_and_no_number_cannot_register(browser: Browser, kind: str, number: str) -> None:
    page = to_step_2(browser, number, kind)
    assert page.status == 422
    assert page.says("campo.numero")


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "001-001-000000009"},
        {"number": "hola"},
        {"total": "112.01"},
        {"total": ""},
        {"issuer": OTHER_ISSUER},
        {"issuer": "x"},
    ],
    ids=str,
)
def test_wrong_data_gets_one_answer_whether_or_not_anything_exists(world: PortalWorld, wrong: dict[str, str]) -> None:
    world.document()
    answers = set()
    for origin, number in (("1.1.1.1", CEDULA), ("2.2.2.2", "0912458734")):
        browser = world.browser(origin)
        to_step_2(browser, number)
        page = prove(browser, **wrong)
        assert page.status == 422
        assert page.says("alta.no_coincide")
        answers.add(re.sub(r'value="[^"]{30,}"|base64,[^"]+|token\d+', "", page.body))
    choices = {re.sub(r"(?s)<select.*?</select>", "", answer) for answer in answers}
    assert len(choices) == 1


@pytest.mark.parametrize("changes", [{"authority": Authority.DEVUELTO}, {"total": Decimal(0)}], ids=str)
def test_what_is_not_shown_or_costs_nothing_proves_nothing(
    world: PortalWorld, browser: Browser, changes: dict[str, Any]
) -> None:
    document = world.document()
    world.received.rows[document.id] = replace(document, **changes)
    to_step_2(browser)
    assert prove(browser, total=str(changes.get("total", "112.00"))).says("alta.no_coincide")


def test_a_document_to_another_kind_of_identity_proves_nothing(world: PortalWorld, browser: Browser) -> None:
    document = world.document()
    world.received.rows[document.id] = replace(document, receiver=Receiver("06", CEDULA, "Otro"))
    to_step_2(browser)
    assert prove(browser).says("alta.no_coincide")


def options(page: Page) -> list[str]:
    return re.findall(r'<option value="([0-9]+)"', page.body)


def test_the_list_of_issuers_is_the_same_for_everybody_and_no_invoice_changes_it(world: PortalWorld) -> None:
    """The list once had the issuers of the number among others: with a new invoice it changed."""
    known = options(to_step_2(world.browser("1.1.1.1")))
    world.document()
    world.document(2, issuer=OTHER_ISSUER)
    world.received.issuers = never  # type: ignore[method-assign]
    assert options(to_step_2(world.browser("1.1.1.1"))) == known
    assert options(to_step_2(world.browser("2.2.2.2"), "0912458734")) == known
    assert set(known) == set(world.directory.known)


def never(*_: object, **__: object) -> list[str]:
    raise AssertionError("the documents are not looked at")


def many_issuers(world: PortalWorld) -> None:
    for n in range(40):
        ruc = f"09900{n:05d}001"
        world.directory.known[ruc] = IssuerFace(ruc, f"Panadería Ñandú {n:02d} Cía. Ltda.")


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [
        ("austro", OTHER_ISSUER, 1),
        ("ANDINA del ecu", ISSUER, 1),
        ("strucTORA", OTHER_ISSUER, 1),
        ("1792147638", ISSUER, 1),
        ("nandu 07", "0990000007001", 1),
        ("ñandú", "0990000000001", 20),
        ("nadie", "", 0),
        ("sa", "", 0),
    ],
)
def test_of_many_issuers_one_is_found_by_a_part_of_its_name_or_number(
    world: PortalWorld, browser: Browser, text: str, first: str, count: int
) -> None:
    many_issuers(world)
    assert options(to_step_2(browser)) == []
    found = options(browser.get(f"/alta/empresa?{urlencode({'buscar': text})}"))
    assert len(found) == count
    assert found[:1] == ([first] if first else [])
    assert browser.page.says("alta.hay_mas") == (count == 20)
    assert browser.page.says("alta.ninguna") == (count == 0)


def test_a_wrong_guess_keeps_the_company_that_was_found(world: PortalWorld, browser: Browser) -> None:
    many_issuers(world)
    world.document()
    to_step_2(browser)
    browser.get("/alta/empresa?buscar=andina")
    page = browser.post("/alta/empresa", buscar="andina", empresa=ISSUER, documento="001-001-000000001", total="1")
    assert page.says("alta.no_coincide")
    assert f'<option value="{ISSUER}" selected>' in page.body
    assert 'value="001-001-000000001"' in page.body
    token, characters = page.image
    assert browser.post(
        "/alta/empresa",
        buscar="andina",
        empresa=ISSUER,
        documento="001-001-000000001",
        total="112.00",
        imagen=token,
        caracteres=characters,
    ).says("alta.datos_titulo")


def test_after_a_wrong_guess_the_image_is_asked(world: PortalWorld, browser: Browser) -> None:
    world.document()
    assert to_step_2(browser).image == ("", "")
    page = prove(browser, total="1")
    assert page.image[0]
    page = browser.post("/alta/empresa", empresa=ISSUER, documento="001-001-000000001", total="112.00")
    assert page.says("alta.pide_imagen")
    assert prove(browser).says("alta.datos_titulo")


def test_one_origin_guesses_at_a_number_five_times_an_hour(world: PortalWorld, browser: Browser) -> None:
    world.document()
    to_step_2(browser)
    for n in range(5):
        assert prove(browser, total=str(n)).says("alta.no_coincide")
    page = prove(browser)
    assert page.says("alta.demasiados")
    assert page.status == 429
    assert 0 < int(page.headers["retry-after"]) <= 3600
    elsewhere = world.browser("9.9.8.1")
    to_step_2(elsewhere)
    assert prove(elsewhere).says("alta.datos_titulo")
    world.later(hours=1)
    to_step_2(browser)
    assert prove(browser).says("alta.datos_titulo")


def test_after_very_many_guesses_at_a_number_its_owner_proves_a_document_by_its_clave(world: PortalWorld) -> None:
    document = world.document()
    for n in range(30):
        browser = world.browser(f"9.9.{n}.1")
        to_step_2(browser)
        assert prove(browser, total=str(n)).says("alta.no_coincide")
    owner = world.browser("9.8.1.1")
    to_step_2(owner)
    page = prove(owner)
    assert page.says("alta.pide_clave")
    assert prove(owner, number=f"{document.clave[:20]} {document.clave[20:]}").says("alta.datos_titulo")


def test_a_clave_proves_only_its_own_document_to_its_own_receiver(world: PortalWorld, browser: Browser) -> None:
    document, other = world.document(), world.document(2, to="0912458734")
    to_step_2(browser)
    wrong_digit = document.clave[:-2] + str((int(document.clave[-2]) + 1) % 10) + document.clave[-1]
    for clave, issuer in ((other.clave, ISSUER), (document.clave, OTHER_ISSUER), (wrong_digit, ISSUER)):
        assert prove(browser, number=clave, issuer=issuer).says("alta.no_coincide")
    assert prove(browser, number=document.clave).says("alta.datos_titulo")


class Right:
    """Images that everybody reads."""

    def is_right(self, *_: object) -> bool:
        return True


def test_two_hundred_wrong_registrations_at_once_look_at_five_guesses_of_a_place(world: PortalWorld) -> None:
    world.document()
    registration = Registration(world.portal, Right(), world.use.email)  # type: ignore[arg-type]
    looked: list[int] = []
    found = world.received.get_many

    def counted(document_ids: Iterable[str]) -> dict[str, Document]:
        looked.append(1)
        return found(document_ids)

    world.received.get_many = counted  # type: ignore[method-assign]

    def guess(number: int) -> str:
        visitor = Visitor(f"v{number}", "10.0.0.1")
        registration.begin(visitor, "05", CEDULA)
        return registration.claim(visitor, Claim(ISSUER, "001-001-000000001", Decimal(number), "image"))

    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(guess, range(200)))
    assert len(looked) == 5
    assert answers.count("demasiados") >= 195


def test_sixty_wrong_guesses_do_not_close_alta_for_the_customers_of_an_issuer(world: PortalWorld) -> None:
    world.document()
    registration = world.use.registration
    answers = []
    for n in range(70):
        visitor = Visitor(f"v{n}", f"10.0.{n}.1")
        registration.begin(visitor, "06", f"PASS{n}")
        answers.append(registration.claim(visitor, Claim(ISSUER, "001-001-000000001", Decimal(1))))
    assert answers == ["no_coincide"] * 60 + ["pide_imagen"] * 10
    owner = world.browser("9.8.1.1")
    to_step_2(owner)
    assert prove(owner).says("alta.pide_imagen")
    assert prove(owner).says("alta.datos_titulo")


def test_right_claims_count_for_nobody(world: PortalWorld) -> None:
    world.document()
    for n in range(70):
        visitor = Visitor(f"v{n}", f"10.0.{n}.1")
        world.use.registration.begin(visitor, "05", CEDULA)
        assert not world.use.registration.claim(visitor, Claim(ISSUER, "001-001-000000001", Decimal("112.00")))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("nombre", "", "nombre"),
        ("nombre", "Gane premios en premios.ec", "nombre_direccion"),
        ("nombre", "Ana http://malo.example/x", "nombre_direccion"),
        ("clave", "Factura2026!", "servicio"),
        ("clave", "Rubrica2026!", "servicio"),
        ("correo", "ana@", "correo"),
        ("correo", "a@b.ec, c@d.ec", "correo"),
        ("clave", "corta", "corta"),
        ("clave", "P4ssw0rd!", "filtrada"),
        ("clave", f"Mi clave {CEDULA}", "usuario"),
        ("clave_otra_vez", "Otra clave 9.", "distintas"),
        ("pregunta", "inventada", "pregunta"),
        ("respuesta", "..", "respuesta_corta"),
        ("consentimiento", [], "consentimiento"),
    ],
)
def test_every_field_says_what_is_wrong(
    world: PortalWorld, browser: Browser, field: str, value: str, code: str
) -> None:
    world.document()
    to_step_2(browser)
    prove(browser)
    page = browser.post("/alta/datos", **(PERSON | {field: value}))
    assert page.status == 422
    assert page.says(f"campo.{code}")
    assert 'aria-invalid="true"' in page.body
    assert world.told == []


def test_what_a_stranger_types_as_a_name_is_not_mailed_to_an_address_nobody_confirmed(
    world: PortalWorld, browser: Browser
) -> None:
    world.document()
    to_step_2(browser)
    prove(browser)
    changes = {"nombre": "Premio: llame al 0999 999 999", "correo": "victima@example.com", "sin_acceso": "1"}
    browser.post("/alta/datos", **(PERSON | changes))
    world.deliver()
    world.later(hours=49)
    world.deliver()
    mails = [m for m in world.mails if m.to == "victima@example.com"]
    assert [(m.kind, m.name) for m in mails] == [("alta-espera", ""), ("confirmar", "")]


def test_steps_cannot_be_skipped(world: PortalWorld, browser: Browser) -> None:
    world.document()
    for path in ("/alta/empresa", "/alta/datos"):
        assert browser.get(path, follow=False).location == "/alta"
    to_step_2(browser)
    assert browser.get("/alta/datos", follow=False).location == "/alta"
    browser.get("/alta")
    page = browser.post("/alta/datos", follow=False, **PERSON)
    assert page.location == "/alta"
    assert world.told == []


def test_a_password_is_kept_only_as_a_hash(world: PortalWorld, browser: Browser) -> None:
    register(world, browser)
    browser.post(link(world, "confirmar"))
    kept = repr(world.passes.rows) + str(world.accounts.rows) + "".join(world.log) + repr(world.told)
    assert PASSWORD not in kept
    assert ANSWER not in kept
