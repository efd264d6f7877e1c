"""The mails: every kind can be written, leads only to the portal, and says no more than it may."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest

from chalicelib.adapters.portal.mailer import SesMailer
from chalicelib.handlers.portal import texts
from chalicelib.services.portal.context import Settings
from chalicelib.services.portal.letters import Mail
from tests.unit.portal.world import ISSUER, URL, Clock, PortalWorld

KINDS = sorted({k.split(".")[1] for k in texts.catalogue() if k.startswith("correo.") and k.endswith(".asunto")})
FACTS = {
    "label": "Factura 001-001-000000001",
    "issuer": "ACME S.A.",
    "receiver": "Ana",
    "the_label": "la factura 001-001-000000001",
    "date": "23/11/2026",
    "identification": "1710034065",
    "answered": "24/11/2026 10:15",
    "clave": "1" * 49,
    "word": "factura",
    "amount": "USD 112.00",
    "reason": "Precio",
    "agent": "Chrome",
    "when": "25/11/2026 10:00",
    "wanted": "o••••••@e••••••.com",
}


def written(mail: Mail) -> EmailMessage:
    settings = Settings(URL, "soporte@rubrica.example")
    return SesMailer(None, "Rúbrica <facturas@rubrica.example>", settings, texts.text, Clock()).compose(mail)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_text_and_html_of_one_look(kind: str) -> None:
    link = f"{URL}clave/token" if f"correo.{kind}.boton" in texts.catalogue() else ""
    message = written(Mail(kind, "ana@example.com", "Ana <b>", FACTS, link))
    plain, html = (message.get_body((form,)) for form in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert "Ana <b>" in plain.get_content()
    assert "Ana &lt;b&gt;" in html.get_content()
    assert "{" not in plain.get_content()
    addresses = re.findall(r"https?://[^\s\"'<]+", plain.get_content() + html.get_content())
    assert all(address.startswith(URL) for address in addresses)
    assert bool(addresses) == bool(link)
    assert message.as_bytes().isascii()


def test_a_rejection_tells_the_issuer_who_when_why_and_where_to_look() -> None:
    message = written(
        Mail("respuesta-rechazado", "v@example.com", "ACME S.A.", FACTS, f"{URL}comprobar?clave={'1' * 49}")
    )
    plain = message.get_body(("plain",))
    assert plain is not None
    text = " ".join(plain.get_content().split())
    said = "Ana (identificación 1710034065) rechazó la factura 001-001-000000001 del 23/11/2026, por USD 112.00."
    assert said in text
    for fact in ("Respondió el 24/11/2026 10:15", "Motivo: Precio", "1" * 49, f"{URL}comprobar?clave="):
        assert fact in text


@pytest.mark.parametrize(
    ("word", "said"), [("retencion", ", con USD 112.00 retenidos."), ("credito", ", por USD 112.00."), ("", "2026. R")]
)
def test_the_amount_is_told_under_its_own_word_or_not_at_all(word: str, said: str) -> None:
    plain = written(Mail("respuesta-conforme", "v@example.com", "ACME", FACTS | {"word": word})).get_body(("plain",))
    assert plain is not None
    assert said in " ".join(plain.get_content().split())
    assert ("USD" in plain.get_content()) is bool(word)


@pytest.mark.parametrize("kind", KINDS)
def test_no_mail_is_stiff_and_none_breaks_a_number(kind: str) -> None:
    message = written(Mail(kind, "ana@example.com", "Ana", FACTS))
    html = message.get_body(("html",))
    assert html is not None
    assert "Estimado" not in html.get_content()
    for figure in ("001-001-000000001", "USD 112.00"):
        assert html.get_content().count(figure) - html.get_content().count(f'nowrap">{figure}') in (0, 1)


def test_no_header_can_be_smuggled_in() -> None:
    facts = FACTS | {"label": "x\r\nBcc: malo@example.com"}
    message = written(Mail("respuesta-rechazado", "ana@example.com", "Ana\r\nBcc: malo@example.com", facts, URL))
    again = message.as_bytes().split(b"\r\n\r\n")[0]
    assert not re.search(rb"(?im)^bcc:", again)


def test_an_address_that_cannot_be_one_is_let_go() -> None:
    class Unused:
        def send_raw_email(self, **_: object) -> None:
            raise AssertionError("nothing is sent")

    mailer = SesMailer(Unused(), "Rúbrica <a@b.ec>", Settings(URL), texts.text, Clock())
    mailer.send(Mail("bienvenida", "no@es@una", "Ana", {}, URL))


@pytest.mark.parametrize(
    ("notice", "subject", "person_needed"),
    [
        ("cola-detenida", "Sus comprobantes están detenidos", True),
        ("cola-retenida", "Sus comprobantes salen mañana", False),
    ],
)
def test_an_issuer_that_is_stopped_or_held_reads_why_and_whether_to_act(
    notice: str, subject: str, person_needed: bool
) -> None:
    world = PortalWorld()
    world.tell(notice, issuer=ISSUER, reason="LIMITE DE INTENTOS NO AUTORIZADOS POR DIA (SRI-90).")
    (mail,) = world.deliver()
    message = written(mail)
    plain = message.get_body(("plain",))
    assert plain is not None
    assert message["Subject"] == subject
    assert "SRI-90" in plain.get_content()
    assert ("avísenos" in plain.get_content()) == person_needed
