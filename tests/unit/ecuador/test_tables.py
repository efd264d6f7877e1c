"""Catalogues, the SRI's messages, mail addresses, and that every text can be shown."""

from __future__ import annotations

import doctest
import string
from datetime import date
from decimal import Decimal

import pytest

from chalicelib.domain.documents import addresses, money
from chalicelib.domain.documents.errors import CATALOGUE
from chalicelib.domain.ecuador import catalogs, correos, identificacion, plazos, sri_errors
from chalicelib.domain.ecuador.figures.filling import spread
from chalicelib.domain.ecuador.model import simple
from chalicelib.domain.ecuador.model.simple import normalise
from chalicelib.domain.ecuador.sri_errors import TABLE, Action, action, remedy


@pytest.mark.parametrize(
    "module",
    [catalogs, catalogs.tabla, catalogs.retencion, correos, identificacion, money, plazos, simple, spread, sri_errors],
)
def test_the_examples_in_the_docs_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("codigo", "day", "valid"),
    [
        ("2", date(2024, 3, 31), True),
        ("2", date(2024, 4, 1), False),
        ("2", date(2016, 12, 1), False),
        ("3", date(2016, 12, 1), True),
        ("4", date(2024, 3, 31), False),
        ("4", date(2024, 4, 1), True),
        ("0", date(2026, 11, 3), True),
        ("10", date(2026, 11, 3), False),
    ],
)
def test_iva_codes_hold_on_their_days(codigo: str, day: date, valid: bool) -> None:
    assert (catalogs.IVA.fila(codigo, day) is not None) is valid


def test_codes_that_never_existed_are_unknown() -> None:
    unknown = [catalogs.iva("1"), catalogs.iva("9"), catalogs.forma_pago("02"), catalogs.pais("000"), catalogs.ice("1")]
    assert unknown == [None] * 5
    assert catalogs.ice("3610") == "Perfumes y aguas de tocador"
    assert catalogs.irbpnr("5001") is not None
    assert catalogs.pais("215") == "PAISES BAJOS (HOLANDA)"


def test_limits_by_date() -> None:
    assert catalogs.consumidor_final_maximo(date(2026, 11, 3)) == Decimal(50)
    assert not catalogs.ruc_proveedor_obligatorio(date(2026, 9, 25))
    assert catalogs.ruc_proveedor_obligatorio(date(2026, 9, 26))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("43", Action.QUERY_AUTHORIZATION),
        ("45", Action.QUERY_THEN_NEW_SEQUENTIAL),
        ("50", Action.RETRY_BACKOFF_SAME_XML),
        ("70", Action.POLL_AUTHORIZATION),
        ("39", Action.FIX_RESEND_SAME_KEY),
        ("2", Action.BLOCK_ISSUER),
        ("60", Action.IGNORE),
        ("", Action.ESCALATE),
        ("29", Action.ESCALATE),
    ],
)
def test_each_message_of_the_sri_has_its_reaction(code: str, expected: Action) -> None:
    assert action(code) is expected


def test_only_warnings_let_a_document_pass() -> None:
    passing = {code for code, row in TABLE.items() if row.action in (Action.SHOW_WARNING, Action.IGNORE)}
    assert passing == {code for code, row in TABLE.items() if row.kind == "ADVERTENCIA"}


def test_every_message_comes_with_advice() -> None:
    assert all(remedy(code).endswith(".") for code in [*TABLE, "nunca visto"])


def test_every_text_is_a_sentence_in_clean_spanish() -> None:
    ours = [
        d
        for d in CATALOGUE.values()
        if d.code.split("-")[0]
        in ("XML", "CLAVE", "DOC", "FAC", "IDE", "IMP", "NOTA", "LIQ", "GUI", "RET", "TOT", "ZIP")
    ]
    assert len(ours) > 120
    for definition in ours:
        for text in (definition.message, definition.remedy):
            assert text == normalise(text)
            assert text[-1] in ".}?", definition.code
            assert [name for _, name, _, _ in string.Formatter().parse(text) if name == ""] == []


@pytest.mark.parametrize(
    "address",
    ["a@b.ec", "maria.cedeno+factura@sub.example.com.ec", "o'brien@example.ie", "x" * 64 + "@example.com"],
)
def test_addresses_are_recognised(address: str) -> None:
    assert addresses.is_address(address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "@b.ec",
        "a@",
        "a@b",
        "a b@c.ec",
        "a@b..ec",
        ".a@b.ec",
        "a@-b.ec",
        "ñ@b.ec",
        "a@b.ec\n",
        "x" * 65 + "@b.ec",
    ],
)
def test_what_is_no_address_is_told(text: str) -> None:
    assert not addresses.is_address(text)


@pytest.mark.parametrize(
    "name", ["email", "E-MAIL", "Correo", "correo_electronico", "Mail cliente", "Correo 2", "emails"]
)
def test_fields_with_addresses_are_found(name: str) -> None:
    assert correos.is_mail_field(name)


@pytest.mark.parametrize("name", ["Teléfono", "Dirección", "correo postal", "Vendedor", "Emailing campaña", ""])
def test_other_fields_are_left_alone(name: str) -> None:
    assert not correos.is_mail_field(name)
