"""Whatever is handed in as plain values, preparing answers: it never raises."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.documents.country import Issuer, Part, Prepared, Rejected, Unnumbered
from chalicelib.domain.ecuador.comprobantes import KINDS, Kind
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
from tests.generator.documents import values
from tests.unit.ecuador.build import PLATFORM_RUC, TODAY, eight

PREPARER = EcuadorPreparer(Platform(PLATFORM_RUC))
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.decimals(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["", "1"]),
)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


def prepare(document: dict[str, Any]) -> Prepared | Rejected | Unnumbered:
    issuer = Issuer("1790016919001", frozenset({"1"}), "COMPAÑÍA S.A.")
    return PREPARER.prepare(Part("a.json", values=document), issuer=issuer, today=TODAY, numeric_code=eight)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value of a document."""
    inner: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(deeper for step, child in inner for deeper in places(child, (*path, step)))]


def put(document: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    if isinstance(document, dict):
        return document | {path[0]: put(document[path[0]], path[1:], new)}
    return [put(child, path[1:], new) if n == path[0] else child for n, child in enumerate(document)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.root)
@given(anything)
@settings(max_examples=50, deadline=None)
def test_values_at_random(kind: Kind, body: Any) -> None:
    assert isinstance(prepare({kind.root: body}), Rejected)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.root)
@given(new=anything, random=st.randoms(use_true_random=True))
@settings(max_examples=60, deadline=None)
def test_one_value_of_a_document_at_random(kind: Kind, new: Any, random: Random) -> None:
    document = values(kind, kind.issue_version, random)
    outcome = prepare({kind.root: put(document, random.choice(places(document)), new)})
    if isinstance(outcome, Rejected):
        assert all(p.pointer.startswith("/") and p.message and p.remedy for p in outcome.problems)


HUGE = (Decimal("NaN"), Decimal("Infinity"), float("nan"), 10**5000, Decimal("1E+99999"), Decimal("1E-99999"))


@pytest.mark.parametrize("number", HUGE, ids=range(len(HUGE)))
def test_numbers_that_are_no_amount(number: object) -> None:
    document = values(KINDS[0], "1.1.0", Random(2))
    outcome = prepare({"factura": document | {"infoFactura": document["infoFactura"] | {"importeTotal": number}}})
    assert isinstance(outcome, Rejected)
    assert [p.code for p in outcome.problems if p.pointer.endswith("/importeTotal")] == ["XML-NUMERO"]
