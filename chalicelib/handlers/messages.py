"""What a queue brings: a notification of S3 or a wake-up of our own, told apart and taken to pieces.

S3's notifications may hold several records, their keys are URL-encoded once (a blank as `+`), and the first message a
newly connected queue gets is a test event. SES's reports come through SNS, bare or in its envelope. Our own messages
are made in `adapters/sqs`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from chalicelib.domain.documents.country import issuer_in


@dataclass(frozen=True, slots=True)
class ObjectCreated:
    """An object appeared in a bucket."""

    key: str
    version: str


@dataclass(frozen=True, slots=True)
class LookAtDocument:
    """A document may owe a step."""

    document_id: str


@dataclass(frozen=True, slots=True)
class WriteResults:
    """A batch's results are out of date."""

    batch_id: str


@dataclass(frozen=True, slots=True)
class TellSomebody:
    """A notice of a document to its receiver, or to an issuer."""

    letter: str
    facts: dict[str, str]


@dataclass(frozen=True, slots=True)
class DeliverOwed:
    """Something is owed to somebody."""

    owed_id: str


@dataclass(frozen=True, slots=True)
class MailReported:
    """SES reports on a message; `report` is its event as SES wrote it."""

    report: dict[str, Any]


PREFIXES = frozenset({"in", "unsigned", "signed", "authorized", "ride"})
"""Of the keys whose events wake a stage; behind them comes the issuer's folder."""

Message = ObjectCreated | LookAtDocument | WriteResults | TellSomebody | DeliverOwed | MailReported


class NotOurs(ValueError):
    """The body is none of the messages a queue may bring."""


def read(body: str) -> Iterator[Message]:
    """The messages in a queue message's body. Raises NotOurs."""
    try:
        content: Any = json.loads(body)
    except ValueError:
        raise NotOurs("not JSON") from None
    if not isinstance(content, dict):
        raise NotOurs("not an object")
    if content.get("Event") == "s3:TestEvent":
        return
    if "document" in content:
        yield LookAtDocument(str(content["document"]))
    elif "letter" in content:
        yield TellSomebody(str(content["letter"]), {str(k): str(v) for k, v in content["facts"].items()})
    elif "owed" in content:
        yield DeliverOwed(str(content["owed"]))
    elif "batch" in content:
        yield WriteResults(str(content["batch"]))
    elif "inbox" in content:
        yield ObjectCreated(str(content["inbox"]), str(content.get("version", "")))
    elif "eventType" in content or "notificationType" in content:
        yield MailReported(content)
    elif content.get("Type") == "Notification" and isinstance(content.get("Message"), str):
        yield from read(content["Message"])
    elif "Records" in content:
        for record in content["Records"]:
            found = record["s3"]["object"]
            yield ObjectCreated(unquote_plus(found["key"]), str(found.get("versionId") or ""))
    else:
        raise NotOurs("an object of unknown shape")


def issuer(message: Message) -> str:
    """Whose documents a message is about, as far as it tells; nobody's is empty.

    Keys of the inbox and of the archive name the issuer's folder, a batch begins with its issuer, a document is named
    by its number.
    """
    match message:
        case LookAtDocument(document_id):
            return issuer_in(document_id)
        case ObjectCreated(key, _):
            folder, _, rest = key.partition("/")
            return rest.partition("/")[0] if folder in PREFIXES else folder
        case WriteResults(batch_id):
            return batch_id.partition("/")[0]
        case TellSomebody(_, facts):
            return issuer_in(facts["document"]) if "document" in facts else ""
    return ""
