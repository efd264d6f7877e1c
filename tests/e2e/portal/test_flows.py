"""Every flow of the portal in a real browser against the deployed stack, the mails' links included."""

from __future__ import annotations

import csv
import io
import re
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.portal.people import ANSWER, NEW_PASSWORD, PASSWORD, Person, Portal

SECONDS = """async () => {
  const sound = document.querySelector("audio");
  await new Promise((done) => { sound.onloadedmetadata = done; sound.onerror = done; sound.load(); });
  return sound.duration;
}"""
"""How long the sound on the page is."""


def press(page: Page, name: str) -> None:
    """Press a button that leads to a page, and wait until that page is there."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name, exact=True).first).to_be_visible()


def solve(page: Page, portal: Portal) -> None:
    """Type the characters of the image if the form shows one."""
    if page.locator("input[name=imagen]").count():
        page.locator("input[name=caracteres]").fill(portal.characters())


def log_in(page: Page, portal: Portal, usuario: str, password: str) -> None:
    portal.forget_images()
    page.goto(portal.url + "entrar")
    page.get_by_label("Usuario").fill(usuario)
    page.get_by_label("Contraseña").fill(password)
    solve(page, portal)
    press(page, "Entrar")


def register(page: Page, portal: Portal, person: Person) -> None:
    """Alta On Line up to the active account."""
    page.goto(portal.url)
    page.get_by_role("link", name="Alta On Line").click()
    page.get_by_label("Pasaporte").check()
    page.get_by_label("Número de identificación").fill(person.number)
    portal.forget_images()
    press(page, "Continuar")
    page.get_by_label("Empresa", exact=True).select_option("1792147638001")
    page.get_by_label("Número del comprobante").fill(person.document)
    page.get_by_label("Valor total").fill(f"{person.total:,.2f}")
    solve(page, portal)
    press(page, "Continuar")
    page.get_by_label("Nombres y apellidos o razón social").fill(person.name)
    page.get_by_label("Correo electrónico").fill(person.email)
    page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    page.get_by_label("Contraseña otra vez").fill(PASSWORD)
    page.get_by_label("Pregunta secreta").select_option(label="¿Cómo se llamaba su primera mascota?")
    page.get_by_label("Respuesta").fill(ANSWER)
    page.get_by_label("Acepto recibir").check()
    press(page, "Registrarme")
    heading(page, "Revise su correo")
    page.goto(portal.link(person.email, "Active su cuenta"))
    press(page, "Activar mi cuenta")
    heading(page, "Su cuenta está activa")


def test_from_alta_to_documents_files_and_answers(page: Page, portal: Portal, person: Person, tmp_path: Path) -> None:
    register(page, portal, person)
    assert portal.mail(person.email, "Su cuenta de Rúbrica está activa")
    log_in(page, portal, person.number, PASSWORD)
    heading(page, "Mis documentos")
    row = page.get_by_role("row").filter(has_text=person.document)
    expect(row).to_contain_text("No Abierto")
    expect(row).to_contain_text("1792147638001")

    with page.context.expect_page() as opened:
        row.get_by_role("link", name="Abrir Factura").click()
    assert opened.value
    page.reload()
    expect(row).to_contain_text("Abierto")
    expect(row).not_to_contain_text("No Abierto")

    for form, begins in (("PDF", b"%PDF-"), ("XML", b"<?xml")):
        with page.expect_download() as waiting:
            row.get_by_role("link", name=f"{form}, Factura {person.document}", exact=True).click()
        kept = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(kept)
        assert kept.name == f"{person.clave}.{form.lower()}"
        assert kept.read_bytes().lstrip().startswith(begins)
        page.reload()

    row.get_by_role("checkbox").check()
    with page.expect_download() as waiting:
        press(page, "Descargar PDF y XML (ZIP)")
    waiting.value.save_as(tmp_path / "todo.zip")
    with zipfile.ZipFile(tmp_path / "todo.zip") as archive:
        assert sorted(archive.namelist()) == [f"{person.clave}.pdf", f"{person.clave}.xml"]
    page.get_by_role("link", name="Volver a mis documentos").click()

    for button, name in (("Lista en CSV", "lista.csv"), ("Lista en Excel", "lista.xlsx"), ("PDF y XML (ZIP)", "a.zip")):
        page.get_by_role("button", name=button, exact=True).click()
        heading(page, "Su descarga está lista")
        with page.expect_download() as waiting:
            page.get_by_role("link", name="Descargar", exact=True).click()
        waiting.value.save_as(tmp_path / name)
        page.get_by_role("link", name="Volver a mis documentos").click()
    lines = io.StringIO((tmp_path / "lista.csv").read_bytes().decode("utf-8-sig"))
    (listed,) = csv.DictReader(lines, delimiter=";")
    assert listed["Número"] == person.document
    assert listed["Clave de acceso"] == person.clave
    assert listed["Valor total"] == f"{person.total:.2f}".replace(".", ",")
    assert zipfile.is_zipfile(tmp_path / "lista.xlsx")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert sorted(archive.namelist()) == [f"{person.clave}.pdf", f"{person.clave}.xml"]

    page.get_by_role("link", name=person.document, exact=True).click()
    page.get_by_text("Rechazar", exact=True).first.click()
    page.get_by_label("Motivo del rechazo").fill("La cantidad no es la que pedí")
    press(page, "Rechazar")
    heading(page, "¿Rechaza este documento?")
    press(page, "Sí, lo rechazo")
    expect(page.get_by_text("Usted rechazó este documento.")).to_be_visible()
    expect(page.locator(".trace")).to_contain_text("Autorizado por el SRI")
    expect(page.locator(".trace")).to_contain_text("Enviado por correo")
    told = portal.mail("facturacion@andinahogar.example", f"Rechazado: Factura {person.document}")
    assert "La cantidad no es la que pedí" in told["BodyText"]
    press(page, "Estoy conforme")
    press(page, "Sí, estoy conforme")
    expect(page.get_by_text("Usted respondió que está conforme.")).to_be_visible()
    expect(page.locator(".trace")).to_contain_text("La cantidad no es la que pedí")
    assert portal.mail("facturacion@andinahogar.example", f"Conforme: Factura {person.document}")

    press(page, "Cerrar sesión")
    page.goto(portal.url + "documentos")
    heading(page, "Entrar")


def test_the_issuer_sees_the_acuse_in_the_results(page: Page, portal: Portal, person: Person) -> None:
    register(page, portal, person)
    log_in(page, portal, person.number, PASSWORD)
    page.get_by_role("link", name=person.document, exact=True).click()
    press(page, "Estoy conforme")
    press(page, "Sí, estoy conforme")

    def seen() -> object:
        for key in portal.stack.root_s3.list_objects_v2(
            Bucket=portal.stack.inbox, Prefix=f"results/{portal.stack.ruc}/"
        )["Contents"]:
            if key["Key"].endswith(".json"):
                body = portal.stack.root_s3.get_object(Bucket=portal.stack.inbox, Key=key["Key"])["Body"].read()
                if person.clave.encode() in body and b'"CONFORME"' in body:
                    return True
        return False

    assert portal.stack.wait_for(seen, "the acuse in the results", 60)


def test_wrong_then_right(page: Page, portal: Portal, person: Person) -> None:
    register(page, portal, person)
    log_in(page, portal, person.number, "equivocada")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("no son correctos")
    expect(page.get_by_label("Usuario")).to_have_value("")
    expect(page.get_by_label("Contraseña")).to_have_value("")
    expect(page.locator("img[alt^=Imagen]")).to_be_visible()
    page.get_by_role("link", name="Cerrar", exact=True).click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("img[alt^=Imagen]")).to_be_visible()
    before = page.locator("input[name=imagen]").get_attribute("value")
    press(page, "No entiendo el texto")
    assert page.locator("input[name=imagen]").get_attribute("value") != before
    portal.forget_images()
    press(page, "Escuchar números")
    expect(page.locator("audio")).to_be_visible()
    assert page.evaluate(SECONDS) > 3
    page.get_by_label("Usuario").fill(person.number)
    page.get_by_label("Contraseña").fill(PASSWORD)
    solve(page, portal)
    press(page, "Entrar")
    heading(page, "Mis documentos")


def test_a_lock_is_told_and_the_mailed_link_opens_again(page: Page, portal: Portal, person: Person) -> None:
    register(page, portal, person)
    for _ in range(5):
        log_in(page, portal, person.number, "equivocada")
    expect(page.get_by_role("alert")).to_contain_text("demasiados intentos con este usuario")
    assert portal.mail(person.email, "Intentos de entrar a su cuenta")
    page.get_by_role("link", name="¿Olvidó su contraseña?").click()
    page.get_by_label("Usuario").fill(person.number)
    press(page, "Continuar")
    press(page, "Enviar recordatorio")
    heading(page, "Revise su correo")
    link = portal.link(person.email, "Cambie su contraseña de Rúbrica")
    page.goto(link)
    press(page, "Continuar")
    expect(page.get_by_text(person.number)).to_be_visible()
    expect(page.get_by_text("Su contraseña debe tener")).to_be_visible()
    page.get_by_label("Contraseña nueva", exact=True).fill("Quito2026!")
    page.get_by_label("Contraseña nueva otra vez").fill("Quito2026!")
    press(page, "Guardar")
    expect(page.get_by_text("listas públicas de contraseñas robadas")).to_be_visible()
    page.get_by_label("Contraseña nueva", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("Contraseña nueva otra vez").fill(NEW_PASSWORD)
    press(page, "Guardar")
    heading(page, "Su contraseña cambió")
    assert portal.mail(person.email, "La contraseña de su cuenta cambió")
    page.goto(link)
    press(page, "Continuar")
    heading(page, "El enlace ya no sirve")
    log_in(page, portal, person.number, NEW_PASSWORD)
    heading(page, "Mis documentos")


@pytest.fixture
def question_with_mail(portal: Portal) -> Iterator[None]:
    """The deployment setting `con_correo`, the default elsewhere, for the time of a test."""
    functions = portal.stack.client("lambda")
    names = [found["FunctionName"] for found in functions.list_functions(MaxItems=50)["Functions"]]
    name = next(name for name in names if "APIHandler" in name)
    before = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    functions.update_function_configuration(
        FunctionName=name, Environment={"Variables": before | {"SECRET_QUESTION": "con_correo"}}
    )
    yield
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": before})


def to_question(page: Page, portal: Portal, person: Person) -> None:
    """From the first page of the recovery to the question."""
    page.goto(portal.url + "recuperar")
    page.get_by_label("Usuario").fill(person.number)
    portal.forget_images()
    press(page, "Continuar")
    expect(page.get_by_role("button", name="Enviar recordatorio")).to_be_visible()


@pytest.mark.usefixtures("question_with_mail")
def test_the_secret_question_releases_the_mail(page: Page, portal: Portal, person: Person) -> None:
    register(page, portal, person)
    since = time.time()
    to_question(page, portal, person)
    expect(page.get_by_text("la respuesta sola no cambia la contraseña")).to_be_visible()
    page.get_by_label("¿Cómo se llamaba su primera mascota?").fill("FIRULÁIS")
    solve(page, portal)
    press(page, "Aceptar")
    heading(page, "Revise su correo")
    page.goto(portal.link(person.email, "Cambie su contraseña de Rúbrica", since))
    press(page, "Continuar")
    heading(page, "Elija una contraseña nueva")


def test_directly_the_answer_opens_the_form_and_the_owner_can_undo(page: Page, portal: Portal, person: Person) -> None:
    """As it is on this stack from the beginning."""
    register(page, portal, person)
    to_question(page, portal, person)
    page.get_by_label("¿Cómo se llamaba su primera mascota?").fill(ANSWER)
    solve(page, portal)
    press(page, "Aceptar")
    heading(page, "Elija una contraseña nueva")
    page.get_by_label("Contraseña nueva", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("Contraseña nueva otra vez").fill(NEW_PASSWORD)
    page.get_by_text("Cambiar respuesta de la pregunta secreta").click()
    page.get_by_label("Pregunta secreta").select_option(label="¿A qué lugar fue su primer viaje?")
    page.get_by_label("Respuesta").fill("Galápagos")
    press(page, "Guardar")
    heading(page, "Su contraseña cambió")
    log_in(page, portal, person.number, NEW_PASSWORD)
    heading(page, "Mis documentos")
    page.goto(portal.link(person.email, "Su contraseña cambió con la pregunta secreta"))
    press(page, "No fui yo: deshacer el cambio")
    heading(page, "El cambio se deshizo")
    page.goto(portal.url + "documentos")
    heading(page, "Entrar")
    log_in(page, portal, person.number, PASSWORD)
    heading(page, "Mis documentos")


def test_the_forgotten_usuario_is_explained(page: Page, portal: Portal) -> None:
    page.goto(portal.url + "entrar")
    page.get_by_role("link", name="¿Olvidó su usuario?").click()
    expect(page.get_by_text("Su usuario es su número de identificación")).to_be_visible()


def test_mis_datos(page: Page, open_page: Callable[..., Page], portal: Portal, person: Person, tmp_path: Path) -> None:
    register(page, portal, person)
    log_in(page, portal, person.number, PASSWORD)
    page.get_by_role("link", name="Mis datos").click()

    other = f"otra-{person.email}"
    page.locator("#seccion-correo summary").click()
    page.get_by_label("Correo electrónico nuevo").fill(other)
    page.locator("#seccion-correo").get_by_label("Contraseña actual").fill(PASSWORD)
    press(page, "Cambiar correo")
    expect(page.get_by_text(f"Falta confirmar {other}")).to_be_visible()
    assert portal.mail(person.email, "Pidieron cambiar el correo")
    page.goto(portal.link(other, "Confirme su nueva dirección"))
    press(page, "Confirmar esta dirección")
    heading(page, "Su correo cambió")

    page.goto(portal.url + "datos")
    expect(page.get_by_text(f"Ahora: {other}")).to_be_visible()
    second = open_page()
    log_in(second, portal, person.number, PASSWORD)
    heading(second, "Mis documentos")
    page.locator("#seccion-clave summary").click()
    page.locator("#seccion-clave").get_by_label("Contraseña actual").fill(PASSWORD)
    page.get_by_label("Contraseña nueva", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("Contraseña nueva otra vez").fill(NEW_PASSWORD)
    press(page, "Cambiar contraseña")
    expect(page.get_by_role("status")).to_contain_text("Su contraseña cambió")
    second.goto(portal.url + "documentos")
    heading(second, "Entrar")

    page.locator("#seccion-pregunta summary").click()
    page.get_by_label("Pregunta secreta").select_option(label="¿A qué lugar fue su primer viaje?")
    page.get_by_label("Respuesta").fill("Galápagos")
    page.locator("#seccion-pregunta").get_by_label("Contraseña actual").fill(NEW_PASSWORD)
    press(page, "Cambiar pregunta")
    expect(page.get_by_role("status")).to_contain_text("Su pregunta secreta cambió")

    page.get_by_label("Avisarme cada vez que alguien entra").check()
    press(page, "Guardar avisos")
    expect(page.get_by_role("status")).to_contain_text("quedaron guardados")
    log_in(second, portal, person.number, NEW_PASSWORD)
    heading(second, "Mis documentos")
    assert portal.mail(other, "Alguien entró a su cuenta")
    page.reload()
    page.locator("#seccion-sesiones").get_by_role("button", name=re.compile("^Cerrar [0-9]")).first.click()
    expect(page.get_by_role("status")).to_contain_text("La sesión se cerró")
    second.goto(portal.url + "documentos")
    heading(second, "Entrar")

    with page.expect_download() as waiting:
        press(page, "Descargar todos mis datos")
    waiting.value.save_as(tmp_path / "datos.json")
    assert person.number in (tmp_path / "datos.json").read_text()

    page.goto(portal.url + "datos/cerrar")
    page.get_by_label("Contraseña actual").fill(NEW_PASSWORD)
    press(page, "Cerrar mi cuenta para siempre")
    heading(page, "Su cuenta está cerrada")
    assert portal.mail(other, "Su cuenta de Rúbrica está cerrada")
    log_in(page, portal, person.number, NEW_PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("no son correctos")


def test_the_second_factor(page: Page, open_page: Callable[..., Page], portal: Portal, person: Person) -> None:
    register(page, portal, person)
    log_in(page, portal, person.number, PASSWORD)
    page.goto(portal.url + "datos/segundo-factor")
    secret = page.locator("p code").inner_text()
    expect(page.locator(".qrbox svg")).to_be_visible()
    page.get_by_label("Código", exact=True).fill(pyotp.TOTP(secret).now())
    page.get_by_label("Contraseña actual").fill(PASSWORD)
    press(page, "Activar")
    heading(page, "Guarde sus códigos de recuperación")
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    assert portal.mail(person.email, "El segundo paso está activado")
    second = open_page()
    log_in(second, portal, person.number, PASSWORD)
    heading(second, "Segundo paso")
    second.get_by_label("Código", exact=True).fill(codes[0])
    press(second, "Continuar")
    heading(second, "Mis documentos")
    third = open_page()
    log_in(third, portal, person.number, PASSWORD)
    third.get_by_label("Código", exact=True).fill(codes[0])
    press(third, "Continuar")
    expect(third.get_by_role("alert")).to_contain_text("no es correcto o ya se usó")


def test_the_public_check(page: Page, portal: Portal, person: Person) -> None:
    page.goto(portal.url + "comprobar")
    page.get_by_label("Clave de acceso").fill(person.clave)
    page.get_by_label("Valor total").fill(str(person.total))
    press(page, "Comprobar")
    expect(page.get_by_role("status")).to_have_text("El documento existe y está autorizado.")
    page.get_by_label("Valor total").fill("1.00")
    press(page, "Comprobar")
    expect(page.get_by_role("status")).to_contain_text("No tenemos un documento autorizado")
    assert person.name not in page.content()


def shown_amounts(page: Page) -> list[float]:
    """The values in the list as they stand there; a kind without one, and what takes away, count by their size."""
    texts = [text.split()[0] for text in page.locator("tbody .amount").all_inner_texts()]
    return [float(text.replace(",", "").replace("−", "").replace("—", "0")) for text in texts]


def test_search_sort_and_filters(page: Page, portal: Portal) -> None:
    customer = portal.stack.facts["customers"][0]
    log_in(page, portal, customer["identificacion"], customer["password"])
    heading(page, "Mis documentos")
    everything = page.locator("tbody tr").count()
    assert everything >= 4
    page.get_by_role("link", name="Valor").click()
    amounts = shown_amounts(page)
    assert amounts == sorted(amounts, reverse=True)
    page.get_by_role("link", name="Valor").click()
    amounts = shown_amounts(page)
    assert amounts == sorted(amounts)
    page.get_by_text("Filtros", exact=True).click()
    page.get_by_label("Valor desde").fill("1000")
    press(page, "Aplicar")
    assert 0 < page.locator("tbody tr").count() < everything
    expect(page.get_by_label("Valor desde")).to_be_hidden()
    page.get_by_role("link", name="Quitar filtro Valor desde").click()
    assert page.locator("tbody tr").count() == everything
    page.get_by_label("Número, valor, empresa, RUC o clave de acceso").fill("andina")
    page.get_by_role("search").get_by_role("button", name="Buscar").click()
    assert page.locator("tbody tr").count() == everything
    page.get_by_label("Número, valor, empresa, RUC o clave de acceso").fill("nadie se llama así")
    page.get_by_role("search").get_by_role("button", name="Buscar").click()
    heading(page, "Nada coincide con su búsqueda")


@pytest.mark.parametrize("form", ["pdf", "xml"])
def test_an_address_of_a_file_is_signed_and_short(page: Page, portal: Portal, form: str) -> None:
    customer = portal.stack.facts["customers"][0]
    log_in(page, portal, customer["identificacion"], customer["password"])
    href = page.locator(f".files a[href$='/{form}']").first.get_attribute("href")
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in page.context.cookies())
    answer = portal.call("GET", href or "", b"", {"Cookie": cookies}, "127.0.0.1")
    assert answer.status == 303
    seconds = re.search(r"X-Amz-Expires=(\d+)", answer.location)
    assert seconds
    assert int(seconds.group(1)) <= 60
    with urllib.request.urlopen(answer.location, timeout=20) as found:
        assert found.status == 200
    unsigned = answer.location.split("?")[0]
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(unsigned, timeout=20)
