"""The mail: one address in each header whatever the names are, the files as they are, and what SES refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.ses import SesPost, compose
from chalicelib.domain.documents.country import DocumentNumber, Receiver
from chalicelib.domain.documents.record import Document
from chalicelib.domain.tenants.tenant import Branding, Tenant
from chalicelib.services.ports import AddressRefused, Letter, OutcomeUnknown, Unavailable

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SENDER = "Rúbrica <no-responder@rubrica.example>"
XML = b"<?xml version='1.0'?>\r\n<a>\n.\n\xc3\xb1</a>\r"
PDF = b"%PDF-1.3\n\x00\xff\r\n.\r\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00"


class Clock:
    def now(self) -> datetime:
        return NOW


def letter(name: str = "Ana", issuer: str = "Pruebas S.A.", ambiente: str = "1", reply_to: str = "") -> Letter:
    document = Document(
        number=DocumentNumber("EC", "1790012345001", ambiente, "01", "001001", "000000001"),
        clave="1" * 49,
        label="Factura 001-001-000000001",
        issue_date=date(2026, 11, 23),
        total=Decimal("1234.5"),
        currency="USD",
        receiver=Receiver("05", "1710034065", name, ("ana@example.com",)),
        digest="d",
        created_at=NOW,
        updated_at=NOW,
    )
    tenant = Tenant("1790012345001", issuer, "EC", frozenset({"1"}), b"s" * 32, branding=Branding(), reply_to=reply_to)
    return Letter(document, tenant.head, None, XML, PDF)


def written(a_letter: Letter, recipient: str = "ana@example.com") -> EmailMessage:
    """The message as a reader gets it."""
    data = compose(a_letter, recipient, SENDER, Clock()).as_bytes()
    read = message_from_bytes(data, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def check_headers(message: EmailMessage) -> None:
    assert [a.addr_spec for a in message["To"].addresses] == ["ana@example.com"]
    assert [a.addr_spec for a in message["From"].addresses] == ["no-responder@rubrica.example"]
    assert not set(message.keys()) - {
        "From",
        "To",
        "Subject",
        "Date",
        "Content-Language",
        "MIME-Version",
        "Content-Type",
    }


NAMES = [
    'PÉREZ, JOSÉ "EL GRANDE" S.A.',
    "Ana\r\nBcc: intruso@example.com",
    "Ana\u2028Bcc: intruso@example.com",
    "名前, 会社 " * 9,
    "A" * 170 + ", B",
    "x, " * 60 + "é",
    "COMPAÑÍA, DE <otra@example.com> " * 8,
    "víctima@example.com, " * 8,
]
BREAKING = [
    "." + "a" * 80 + "<a;<",
    "([[ )." + "b" + "a" * 80,
    ": ]; " + "a" * 80 + "b",
]
"""Python's own reader or folding breaks off at these, each in another way."""


@pytest.mark.parametrize("name", NAMES)
def test_a_name_never_becomes_an_address_or_a_header(name: str) -> None:
    message = written(letter(name, name))
    check_headers(message)
    assert name[:1] in str(message["To"])
    assert "\n" not in message["Subject"]


@pytest.mark.parametrize("name", BREAKING)
def test_no_name_keeps_a_mail_from_leaving(name: str) -> None:
    check_headers(written(letter(name, name)))


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_no_name_at_all_does(name: str) -> None:
    check_headers(written(letter(name, name)))


def test_a_short_name_with_a_comma_keeps_it() -> None:
    assert written(letter('PÉREZ, "PEPE"'))["To"].addresses[0].display_name == 'PÉREZ, "PEPE"'


@pytest.mark.parametrize(
    "address",
    ["", "ana", "@x", "ana@", "a b@c.ec", "<a@b.ec>", "a@b.ec, c@d.ec", "a@b.ec\nBcc: z@z.ec", "josé@b.ec", "a@ñ.ec"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused):
        compose(letter(), address, SENDER, Clock())


@pytest.mark.parametrize("reply_to", ["no es un correo", "@x", "a@b.ec\nBcc: z@z.ec"])
def test_a_wrong_reply_address_of_the_issuer_does_not_cost_the_receiver_the_mail(reply_to: str) -> None:
    message = written(letter(reply_to=reply_to))
    assert message["Reply-To"] is None
    check_headers(message)


def test_the_files_arrive_byte_for_byte() -> None:
    parts = {part.get_filename(): part.get_payload(decode=True) for part in written(letter()).iter_attachments()}
    assert parts == {"1" * 49 + ".xml": XML, "1" * 49 + ".pdf": PDF}


@pytest.mark.parametrize(("ambiente", "marked"), [("1", True), ("2", False)])
def test_a_test_document_says_so_in_both_texts(ambiente: str, marked: bool) -> None:
    message = written(letter(ambiente=ambiente))
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        assert ("PRUEBAS" in body.get_content().upper().replace("PRUEBAS S.A.", "")) is marked
        assert "USD 1,234.50" in body.get_content()


def test_the_logo_stands_inside_the_html() -> None:
    message = written(replace(letter(), logo=PNG))
    related = [part for part in message.walk() if part.get_content_type() == "multipart/related"]
    (image,) = [part for part in related[0].walk() if part.get_content_type() == "image/png"]
    assert image.get_payload(decode=True) == PNG
    assert image["Content-ID"] == "<logo>"
    html = message.get_body(("html",))
    assert html is not None
    assert "cid:logo" in html.get_content()


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("01", "Valor total"),
        ("04", "Valor del crédito"),
        ("05", "Valor del débito"),
        ("07", "Valor retenido"),
        ("06", ""),
    ],
)
def test_the_value_stands_under_the_word_of_its_kind_and_a_guia_has_none(kind: str, word: str) -> None:
    base = letter()
    number = replace(base.document.number, kind=kind)
    message = written(replace(base, document=replace(base.document, number=number)))
    for form in ("plain", "html"):
        body = message.get_body((form,))
        assert body is not None
        assert ("USD" in body.get_content()) is bool(word)
        assert word in body.get_content()
        assert kind == "01" or "Valor total" not in body.get_content()


def test_a_delivery_leads_to_its_document_in_the_portal_unless_nobody_can_log_in() -> None:
    def bodies(a_letter: Letter) -> list[str]:
        read = message_from_bytes(
            compose(a_letter, "ana@example.com", SENDER, Clock(), "https://portal.example/").as_bytes(),
            policy=policy.default,
        )
        found = [read.get_body((form,)) for form in ("plain", "html")]
        return [body.get_content() for body in found if body is not None]

    address = "https://portal.example/ver/" + "1" * 49
    assert all(address in body for body in bodies(letter()))
    base = letter()
    nobody = replace(base, document=replace(base.document, receiver=replace(base.document.receiver, anonymous=True)))
    assert not any("portal.example" in body for body in bodies(nobody))


def test_no_mail_is_stiff_and_no_number_is_broken() -> None:
    html = written(letter()).get_body(("html",))
    assert html is not None
    assert "Estimado" not in html.get_content()
    for figure in ("001-001-000000001", "USD 1,234.50", "23/11/2026"):
        assert f'nowrap">{figure}<' in html.get_content()


def test_markup_in_names_is_text() -> None:
    html = written(letter("<script>x</script>", "<b>S.A.</b>")).get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()
    assert "<b>S.A." not in html.get_content()


class Ses:
    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.sent: list[dict[str, Any]] = []

    def send_raw_email(self, **mail: Any) -> dict[str, str]:
        if self.error:
            raise self.error
        self.sent.append(mail)
        return {"MessageId": "m-1"}


def test_only_the_one_recipient_is_a_destination() -> None:
    ses = Ses()
    assert SesPost(ses, SENDER, Clock()).send(letter("a@x.ec, b"), "ana@example.com", 0) == "m-1"
    assert ses.sent[0]["Destinations"] == ["ana@example.com"]
    assert ses.sent[0]["Source"] == "no-responder@rubrica.example"


def test_a_message_carries_what_its_reports_are_told_by() -> None:
    ses = Ses()
    SesPost(ses, SENDER, Clock(), "reports").send(letter(), "ana@example.com", 2)
    assert ses.sent[0]["ConfigurationSetName"] == "reports"
    tags = {tag["Name"]: tag["Value"] for tag in ses.sent[0]["Tags"]}
    assert tags == {"clave": "1" * 49, "destinatario": "2", "envio": "0"}


def refusal(code: str, text: str = "", status: int = 400) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": text}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "SendRawEmail")


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (refusal("InvalidParameterValue", "Domain contains illegal character"), AddressRefused),
        (refusal("MessageRejected", "Address blacklisted."), AddressRefused),
        (refusal("MessageRejected", "Email address is not verified. … failed the check: no-responder@x"), Unavailable),
        (refusal("Throttling"), Unavailable),
        (refusal("AccountSendingPausedException"), Unavailable),
        (refusal("ServiceUnavailable", status=503), Unavailable),
        (ConnectTimeoutError(endpoint_url="https://ses"), Unavailable),
        (EndpointConnectionError(endpoint_url="https://ses"), Unavailable),
        (NoCredentialsError(), Unavailable),
        (refusal("InternalFailure", status=500), OutcomeUnknown),
        (ReadTimeoutError(endpoint_url="https://ses"), OutcomeUnknown),
        (ConnectionClosedError(endpoint_url="https://ses"), OutcomeUnknown),
    ],
)
def test_what_ses_refuses_for_ever_what_only_now_and_what_nobody_knows(
    error: Exception, outcome: type[Exception]
) -> None:
    with pytest.raises(outcome) as raised:
        SesPost(Ses(error), SENDER, Clock()).send(letter(), "ana@example.com", 0)
    assert "@" not in str(raised.value), "no address in what may be logged"
