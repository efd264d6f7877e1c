"""What SES's reports do to what is known of a mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from chalicelib.adapters.ses_reports import read_report
from chalicelib.domain.documents.country import DocumentNumber
from chalicelib.domain.documents.mailing import Mail, MailReport, MailState, address_hash, delivery_of, moved
from chalicelib.domain.documents.states import Delivery
from tests.unit.core.test_pipeline import settle
from tests.unit.core.world import World

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
CLAVE = "23-000000001-12345678"
NUMBER = DocumentNumber("XX", "1790012345001", "1", "01", "001001", "000000001")


def number_of(clave: str) -> DocumentNumber:
    if clave != CLAVE:
        raise ValueError(clave)
    return NUMBER


def event(kind: str, tags: dict[str, list[str]] | None = None, **more: Any) -> dict[str, Any]:
    ours = {"clave": [CLAVE], "destinatario": ["1"], "envio": ["0"]}
    mail = {"messageId": "m-1", "destination": ["ana@example.com"], "tags": ours if tags is None else tags}
    return {"eventType": kind, "mail": mail, **more}


def test_a_bounce_for_good_says_so_without_the_address() -> None:
    recipients = [{"emailAddress": "ana@example.com", "status": "5.1.1", "diagnosticCode": "550 ana@example.com"}]
    bounce = {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": recipients}
    report = read_report(event("Bounce", bounce=bounce), number_of)
    address = address_hash("ana@example.com")
    said = "Permanent General 5.1.1"
    assert report == MailReport(NUMBER.key, 1, 0, MailState.REBOTADO, "m-1", said, suppress=True, address=address)


@pytest.mark.parametrize(
    ("kind", "more", "state", "suppress"),
    [
        ("Send", {}, MailState.ENVIADO, False),
        ("Delivery", {"delivery": {"recipients": ["ana@example.com"]}}, MailState.ENTREGADO, False),
        ("DeliveryDelay", {"deliveryDelay": {"delayType": "MailboxFull"}}, MailState.DEMORADO, False),
        ("Bounce", {"bounce": {"bounceType": "Transient"}}, MailState.REBOTADO, False),
        ("Complaint", {"complaint": {"complaintFeedbackType": "abuse"}}, MailState.QUEJA, True),
        ("Reject", {"reject": {"reason": "Bad content"}}, MailState.RECHAZADO, False),
    ],
)
def test_each_kind_of_report(kind: str, more: dict[str, Any], state: MailState, suppress: bool) -> None:
    report = read_report(event(kind, **more), number_of)
    assert report is not None
    assert (report.state, report.suppress) == (state, suppress)


@pytest.mark.parametrize(
    "strange",
    [
        {},
        event("Open"),
        event("Send", tags={}),
        event("Send", tags={"clave": ["other"], "destinatario": ["0"], "envio": ["0"]}),
        event("Send", tags={"clave": [CLAVE], "destinatario": ["x"], "envio": ["0"]}),
    ],
)
def test_what_is_about_no_mail_of_ours_says_nothing(strange: dict[str, Any]) -> None:
    assert read_report(strange, number_of) is None


def test_reports_may_come_in_any_order_and_twice() -> None:
    for states in permutations([MailState.ENVIADO, MailState.DEMORADO, MailState.ENTREGADO, MailState.QUEJA]):
        mail = Mail(MailState.SIN_CONFIRMAR, NOW)
        for state in (*states, *states):
            mail = moved(mail, state, NOW)
        assert mail.state is MailState.QUEJA


@pytest.mark.parametrize(
    ("states", "delivery"),
    [
        ([], Delivery.SIN_DESTINATARIO),
        ([MailState.REBOTADO, MailState.ENTREGADO], Delivery.ENVIADO),
        ([MailState.REBOTADO, MailState.SUPRIMIDO], Delivery.REBOTADO),
        ([MailState.REBOTADO, MailState.SIN_CONFIRMAR], Delivery.SIN_CONFIRMAR),
    ],
)
def test_what_the_mails_say_of_the_delivery(states: list[MailState], delivery: Delivery) -> None:
    assert delivery_of([Mail(state, NOW) for state in states]) is delivery


def test_an_address_that_bounced_for_good_gets_no_mail_any_more_and_the_issuer_sees_it() -> None:
    world = World()
    world.drop("a.txt", "000000001|10.00|ana@example.com")
    settle(world)
    (first,) = world.rows.values()
    world.reports.take(MailReport(first.id, 0, 0, MailState.REBOTADO, "m", "Permanent", suppress=True))
    world.drop("b.txt", "000000002|10.00|Ana@Example.com,luis@example.com")
    settle(world)
    assert [address for _, address in world.mails] == ["ana@example.com", "luis@example.com"]
    (bounced,) = world.report("a.txt")["documentos"]
    assert (bounced["entrega"], bounced["correos"][0]["motivo"]) == ("REBOTADO", "Permanent")
    (row,) = world.report("b.txt")["documentos"]
    assert [mail["estado"] for mail in row["correos"]] == ["SUPRIMIDO", "ENVIADO"]
    assert set(world.suppressed) == {address_hash("ana@example.com")}


def test_a_receivers_account_whose_address_bounces_for_good_gets_no_document_any_more() -> None:
    world = World()
    world.drop("a.txt", "000000001|10.00|ana@example.com")
    settle(world)
    (document,) = world.rows.values()
    told, address = world.report("a.txt"), address_hash("luis@example.com")
    bounce = MailReport(document.id, 1, 0, MailState.REBOTADO, "m", "Permanent", suppress=True, address=address)
    world.reports.take(bounce)
    world.reports.take(replace(bounce, suppress=False, address=address_hash("eva@example.com")))
    assert set(world.suppressed) == {address}
    settle(world)
    assert world.report("a.txt") == told, "the issuer's own mail is not to blame"
