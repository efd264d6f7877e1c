"""What SES reports of a mail finds its document, on the deployed stack; the reports themselves are made up here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from tests.e2e.stack import Stack


def test_an_address_that_bounced_for_good_is_shown_and_gets_nothing_any_more(
    stack: Stack, factura: Callable[..., bytes], fresh_number: Callable[[], int]
) -> None:
    address = f"rebota.{fresh_number()}@example.com"

    def issue(name: str) -> dict[str, Any]:
        (row,) = stack.issue(name, re.sub(rb"[\w.+-]+@[\w.-]+", address.encode(), factura()))["documentos"]
        return dict(row)

    row = issue("rebota.xml")
    assert row["correos"] == [{"direccion": address, "estado": "ENVIADO", "motivo": ""}]
    tags = {"clave": [row["clave_acceso"]], "destinatario": ["0"], "envio": ["0"]}
    bounce = {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": address, "status": "5.1.1"}]}
    event = {"eventType": "Bounce", "mail": {"messageId": "m-1", "tags": tags}, "bounce": bounce}
    sns = stack.client("sns")
    (topic,) = (t["TopicArn"] for t in sns.list_topics()["Topics"] if t["TopicArn"].endswith("-mail-reports"))
    for _ in range(2):
        sns.publish(TopicArn=topic, Message=json.dumps(event))

    def told() -> bool:
        report = stack.report(stack.name("rebota.xml"))
        return bool(report and report["final"] and report["documentos"][0]["entrega"] == "REBOTADO")

    stack.wait_for(told, "the bounce to be told")
    (row,) = stack.final_report("rebota.xml")["documentos"]
    assert row["correos"] == [{"direccion": address, "estado": "REBOTADO", "motivo": "Permanent 5.1.1"}]
    second = issue("otra vez.xml")
    assert [mail["estado"] for mail in second["correos"]] == ["SUPRIMIDO"]
    assert not [mail for mail in stack.outbox() if second["clave_acceso"] in str(mail)]
