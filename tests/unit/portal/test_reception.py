"""What a receiver sees and does of a document."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.documents import reception
from chalicelib.domain.documents.country import DocumentNumber, Receiver
from chalicelib.domain.documents.record import Document, WrongState
from chalicelib.domain.documents.states import Authority
from chalicelib.domain.documents.states import Receiver as State

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
NUMBER = DocumentNumber("EC", "1790012345001", "1", "01", "001001", "000000007")
DOCUMENT = Document(
    number=NUMBER,
    clave="1" * 49,
    label="Factura 001-001-000000007",
    issue_date=date(2026, 11, 20),
    total=Decimal("112.00"),
    currency="USD",
    receiver=Receiver("05", "1710034065", "Ana"),
    digest="d",
    created_at=NOW,
    updated_at=NOW,
    authority=Authority.AUTORIZADO,
)


@pytest.mark.parametrize("authority", [a for a in Authority if a not in reception.SHOWN])
def test_what_is_not_authorised_is_in_no_list(authority: Authority) -> None:
    hidden = replace(DOCUMENT, authority=authority)
    assert reception.places(hidden) == {}
    assert not reception.belongs_to(hidden, "EC#05#1710034065")
    with pytest.raises(WrongState):
        reception.opened(hidden, NOW)


def test_nobody_in_particular_has_no_list() -> None:
    anonymous = replace(DOCUMENT, receiver=Receiver("07", "9999999999999", "CONSUMIDOR FINAL", anonymous=True))
    assert reception.places(anonymous) == {}


def test_every_place_is_named_and_ends_with_the_id() -> None:
    places = reception.places(DOCUMENT)
    assert set(places) == {"receiver_key", "issuer", "kind", *reception.PLACES}
    assert all(places[name].endswith(NUMBER.key) for name in reception.PLACES)


def test_the_same_number_of_another_kind_of_identity_is_somebody_else() -> None:
    assert reception.belongs_to(DOCUMENT, "EC#05#1710034065")
    assert not reception.belongs_to(DOCUMENT, "EC#06#1710034065")


def test_an_annulled_document_is_listed_as_annulled() -> None:
    annulled = replace(DOCUMENT, authority=Authority.ANULADO, reception=State.CONFORME)
    assert reception.places(annulled)["by_state"].startswith("ANULADO#")


def test_opening_is_recorded_once() -> None:
    first = reception.opened(DOCUMENT, NOW)
    assert (first.reception, first.opened_at) == (State.ABIERTO, NOW)
    assert reception.opened(first, NOW.replace(hour=20)) == first


def test_a_rejection_needs_a_reason_and_stays_readable_after_an_agreement() -> None:
    with pytest.raises(WrongState):
        reception.answered(DOCUMENT, NOW, State.RECHAZADO)
    rejected = reception.answered(DOCUMENT, NOW, State.RECHAZADO, "No es mía")
    assert (rejected.opened_at, rejected.answered_at, rejected.answer_reason) == (NOW, NOW, "No es mía")
    agreed = reception.answered(rejected, NOW, State.CONFORME)
    assert (agreed.reception, agreed.answer_reason) == (State.CONFORME, "")
    assert [(a.state, a.reason) for a in agreed.answers] == [(State.RECHAZADO, "No es mía"), (State.CONFORME, "")]


def test_the_same_answer_again_is_no_second_one() -> None:
    once = reception.answered(DOCUMENT, NOW, State.CONFORME)
    assert reception.answered(once, NOW.replace(hour=20), State.CONFORME) == once


def test_answers_are_never_taken_away_and_come_to_an_end() -> None:
    document, kept = DOCUMENT, DOCUMENT.answers
    assert kept == ()
    for n in range(reception.MAX_ANSWERS):
        document = reception.answered(document, NOW, State.RECHAZADO, f"motivo {n}")
        assert document.answers[:-1] == kept
        kept = document.answers
    with pytest.raises(WrongState):
        reception.answered(document, NOW, State.CONFORME)


def test_an_annulled_document_cannot_be_answered() -> None:
    with pytest.raises(WrongState):
        reception.answered(replace(DOCUMENT, authority=Authority.ANULADO), NOW, State.CONFORME)


@given(st.lists(st.decimals(0, 10**14, places=2), min_size=2, max_size=20))
def test_amounts_sort_as_text(amounts: list[Decimal]) -> None:
    by_text = sorted(amounts, key=reception.amount_place)
    assert by_text == sorted(amounts)
