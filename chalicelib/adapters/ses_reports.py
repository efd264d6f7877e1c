"""SES's reports on messages (event publishing: Send, Delivery, DeliveryDelay, Bounce, Complaint, Reject).

A report is about a mail of ours if it carries the tags that `adapters/ses` sends with each message.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chalicelib.domain.documents.country import DocumentNumber
from chalicelib.domain.documents.mailing import MailReport, MailState, address_hash

_STATES = {
    "Send": MailState.ENVIADO,
    "Delivery": MailState.ENTREGADO,
    "DeliveryDelay": MailState.DEMORADO,
    "Bounce": MailState.REBOTADO,
    "Complaint": MailState.QUEJA,
    "Reject": MailState.RECHAZADO,
}
MAX_REASON = 300


def read_report(event: dict[str, Any], number_of: Callable[[str], DocumentNumber]) -> MailReport | None:
    """What an event says, or None if it is of a kind or of a mail that we do not follow.

    `number_of` raises ValueError for what is no clave.
    """
    kind = str(event.get("eventType") or event.get("notificationType") or "")
    mail = event.get("mail") or {}
    tags = {name: values[0] for name, values in (mail.get("tags") or {}).items() if values}
    if kind not in _STATES or not {"clave", "destinatario", "envio"} <= set(tags):
        return None
    try:
        document_id = number_of(str(tags["clave"])).key
        place, mailing = int(tags["destinatario"]), int(tags["envio"])
    except ValueError:
        return None
    bounce = event.get("bounce") or {}
    recipients = mail.get("destination") or []
    return MailReport(
        document_id=document_id,
        place=place,
        mailing=mailing,
        state=_STATES[kind],
        mail_id=str(mail.get("messageId") or ""),
        reason=_reason(event)[:MAX_REASON],
        suppress=kind == "Complaint" or (kind == "Bounce" and bounce.get("bounceType") == "Permanent"),
        address=address_hash(str(recipients[0])) if len(recipients) == 1 else "",
    )


def _reason(event: dict[str, Any]) -> str:
    """The other side's words, as far as they are about the message and not about a person."""
    bounce, complaint = event.get("bounce") or {}, event.get("complaint") or {}
    if bounce:
        statuses = [str(r.get("status") or "") for r in bounce.get("bouncedRecipients") or []]
        return " ".join(
            filter(None, [str(bounce.get("bounceType") or ""), str(bounce.get("bounceSubType") or ""), *statuses])
        )
    if complaint:
        return str(complaint.get("complaintFeedbackType") or "")
    return str((event.get("deliveryDelay") or {}).get("delayType") or (event.get("reject") or {}).get("reason") or "")
