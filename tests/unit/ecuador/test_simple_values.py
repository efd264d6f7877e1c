"""Text, amounts and dates: what passes, what is kept, what is said."""

from __future__ import annotations

import doctest
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from chalicelib.domain.documents import money
from chalicelib.domain.ecuador import vocabulary as v
from chalicelib.domain.ecuador.model import simple
from chalicelib.domain.ecuador.model.simple import Amount, normalise, plain

MONTO = TypeAdapter[Decimal](v.Monto)
CANTIDAD = TypeAdapter[Decimal](v.Cantidad)
FECHA = TypeAdapter[date](v.Fecha)


def test_the_examples_in_the_docs_hold() -> None:
    assert doctest.testmod(simple).failed == 0
    assert doctest.testmod(money).failed == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("100.00", "100.00"),
        ("100", "100"),
        ("0.000", "0.00"),
        ("1.230000", "1.23"),
        ("007.5", "7.5"),
        (" 3.10\n", "3.10"),
        ("+1.5", "1.5"),
        (".5", "0.5"),
        ("1.", "1"),
        ("-0.00", "0.00"),
        ("999999999999.99", "999999999999.99"),
        (12, "12"),
        (0.1, "0.1"),
        (Decimal("4.50"), "4.50"),
    ],
)
def test_an_amount_keeps_the_scale_it_was_given(given: object, kept: str) -> None:
    assert plain(MONTO.validate_python(given)) == kept


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("1,5", "amount_form"),
        ("1e3", "amount_form"),
        ("NaN", "amount_form"),
        ("٣", "amount_form"),
        ("$ 5", "amount_form"),
        ("", "amount_form"),
        (True, "amount_form"),
        (None, "amount_form"),
        (float("inf"), "amount_form"),
        (1e300, "amount_form"),
        ("1.234", "amount_places"),
        ("9999999999999.99", "amount_digits"),
        ("-0.01", "amount_negative"),
    ],
)
def test_what_is_no_amount_is_told_apart(given: object, kind: str) -> None:
    with pytest.raises(ValidationError) as caught:
        MONTO.validate_python(given)
    assert caught.value.errors()[0]["type"] == kind


def test_versions_with_two_decimals_refuse_six() -> None:
    assert CANTIDAD.validate_python("1.234567", context={"version": "1.1.0"}) == Decimal("1.234567")
    with pytest.raises(ValidationError):
        CANTIDAD.validate_python("1.234567", context={"version": "1.0.0"})


@given(st.decimals(0, 10**12 - 1, places=2, allow_nan=False))
def test_every_amount_survives_writing_and_reading(amount: Decimal) -> None:
    assert MONTO.validate_python(MONTO.dump_python(amount, mode="json")) == amount


@given(st.decimals(min_value=-(10**8), max_value=10**8, places=4))
def test_a_signed_amount_keeps_its_sign(amount: Decimal) -> None:
    signed = TypeAdapter[Decimal](Annotated[Decimal, Amount(18, 6, signed=True)])
    assert signed.validate_python(str(amount)) == amount


@pytest.mark.parametrize("text", ["03/11/2026", " 03/11/2026 ", date(2026, 11, 3)])
def test_dates_are_read(text: object) -> None:
    assert FECHA.validate_python(text) == date(2026, 11, 3)


@pytest.mark.parametrize("text", ["3/11/2026", "2026-11-03", "11/31/2026", "01/01/1999", "31/02/2026", "", 20261103])
def test_what_is_no_date_is_refused(text: object) -> None:
    with pytest.raises(ValidationError):
        FECHA.validate_python(text)


@given(st.text(max_size=80))
def test_normalised_text_is_safe_and_stays(text: str) -> None:
    clean = normalise(text)
    assert normalise(clean) == clean
    assert clean == clean.strip() == unicodedata.normalize("NFC", clean)
    assert "  " not in clean
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in clean)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Línea uno\r\nlínea dos", "Línea uno línea dos"),
        ("a\u00a0\u2003 b\t", "a b"),
        ("Pen\u0303afiel", "Peñafiel"),
        ("ok\u202etxt.exe", "oktxt.exe"),
        ("a\x00b\x7f", "ab"),
        ("a\u200d\U0001f600", "a\u200d\U0001f600"),
        ("a \x00 b", "a b"),
        ("Pen\x00\u0303afiel", "Peñafiel"),
    ],
)
def test_text_is_cleaned_without_losing_letters(given: str, kept: str) -> None:
    assert normalise(given) == kept


@given(st.integers(0, 10**18 - 1), st.integers(0, 10**18 - 1))
def test_products_are_exact_and_cents_half_up(one: int, other: int) -> None:
    exact = money.product(Decimal(one).scaleb(-6), Decimal(other).scaleb(-6))
    assert exact == Decimal(str(one * other) + "e-12")
    assert money.cents(exact) == Decimal(str((one * other * 2 + 10**10) // (2 * 10**10)) + "e-2")
