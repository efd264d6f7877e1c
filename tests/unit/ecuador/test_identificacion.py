"""Identity numbers: the format stops a document, the check digit only warns."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.ecuador import identificacion as module
from chalicelib.domain.ecuador.identificacion import (
    Cedula,
    IdentificacionInvalida,
    Ruc,
    doubt,
    identificacion,
    passes_cedula,
    passes_ruc,
)


def test_the_examples_in_the_docs_hold() -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    "ruc",
    ["1793213150001", "1793189906001", "0993366721001", "0993370026001", "0993381661001", "1793221293001"],
)
def test_active_companies_that_fail_the_algorithm_are_only_doubted(ruc: str) -> None:
    assert doubt("04", ruc) == "check_digit"


@pytest.mark.parametrize("ruc", ["1790016919001", "0190072002001", "1760013210001", "1710034065001"])
def test_companies_public_bodies_and_people_pass(ruc: str) -> None:
    assert doubt("04", ruc) == ""


@pytest.mark.parametrize(
    ("tipo", "numero"),
    [
        ("04", "1790016919"),
        ("04", "1790016919002"),
        ("04", "9999999999999"),
        ("05", "171003406"),
        ("05", "17100340655"),
        ("05", "17100A4065"),
        ("06", ""),
        ("06", "A" * 21),
        ("07", "1710034065"),
        ("09", "PBX1234"),
    ],
)
def test_a_wrong_format_is_an_error(tipo: str, numero: str) -> None:
    assert doubt(tipo, numero) == "format"


@pytest.mark.parametrize("numero", ["X4481920", "EIN-47-3920184", "NL854120387B01", "1"])
def test_foreign_numbers_are_free(numero: str) -> None:
    assert doubt("06", numero) == doubt("08", numero) == ""


@given(st.from_regex(r"(0[1-9]|1[0-9]|2[0-4])[0-5][0-9]{6}", fullmatch=True))
def test_every_cedula_has_exactly_one_check_digit(first_nine: str) -> None:
    passing = [digit for digit in "0123456789" if passes_cedula(first_nine + digit)]
    assert len(passing) == 1
    assert passes_ruc(first_nine + passing[0] + "001")


def test_numbers_are_values() -> None:
    assert Ruc.parse("1790016919001") == Ruc.parse("1790016919001") != Ruc.parse("1760013210001")
    assert identificacion("06", "1710034065") != Cedula.parse("1710034065")
    assert len({identificacion("05", "1710034065"), Cedula.parse("1710034065")}) == 1
    assert f"{Ruc.parse('1790016919001')}" == "1790016919001"


@pytest.mark.parametrize(("tipo", "numero"), [("04", "1790016919"), ("05", "1710034065001"), ("07", "1"), ("12", "1")])
def test_what_has_the_wrong_format_is_no_value(tipo: str, numero: str) -> None:
    with pytest.raises(IdentificacionInvalida):
        identificacion(tipo, numero)
