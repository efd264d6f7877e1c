"""The mail to the receiver, by SES: text and HTML, with the authorised XML and its RIDE attached."""

from __future__ import annotations

from contextlib import suppress
from email import message_from_bytes
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache, lru_cache
from typing import Any

import jinja2
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    ProxyConnectionError,
)

from chalicelib.adapters.mail_html import unbroken
from chalicelib.domain.documents.record import Document
from chalicelib.services.ports import AddressRefused, Clock, Letter, OutcomeUnknown, Unavailable

PERMANENT = {"MessageRejected", "InvalidParameterValue"}
SENDER_TROUBLE = "not verified"
"""In the text of a MessageRejected: the account or the sender is not in order, which says nothing of the address."""
REFUSED_WHOLLY = {"ServiceUnavailable", "Throttling", "ThrottlingException"}
"""Said with a status of a server's failure, but of a request that was not looked at."""
_NOT_CONNECTED = (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError)
SEVEN_BITS = SMTP.clone(cte_type="7bit")
"""Whatever a mail says, its bytes are ASCII: not every server on its way takes others (RFC 6152)."""
_SPECIALS = str.maketrans(dict.fromkeys('()<>[]:;@\\,."', " "))
"""What has to be quoted in a displayed name (RFC 5322 §3.2.3)."""


@cache
def _templates() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("chalicelib.web", "templates"),
        autoescape=jinja2.select_autoescape(["html"]),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["unbroken"] = unbroken
    return made


def money(letter: Letter) -> str:
    """The total as people in Ecuador read it: `USD 1,234.50`. Which word stands before it is the template's matter."""
    return f"{letter.document.currency} {letter.document.total:,.2f}"


def deep_link(portal: str, document: Document) -> str:
    """Where the receiver sees the document in the portal, after the login; empty for nobody in particular."""
    return f"{portal}ver/{document.clave}" if portal and not document.receiver.anonymous else ""


def compose(letter: Letter, recipient: str, sender: str, clock: Clock, portal: str = "") -> EmailMessage:
    """The message to one recipient. `portal` is the portal's address with a slash at the end.

    Raises AddressRefused if the address cannot stand in a header.
    """
    document, tenant = letter.document, letter.head
    facts = {
        "receiver": document.receiver.name,
        "issuer": tenant.name,
        "ruc": tenant.ruc,
        "label": document.label,
        "kind": document.number.kind,
        "date": document.issue_date.strftime("%d/%m/%Y"),
        "total": money(letter),
        "clave": document.clave,
        "testing": document.number.environment != "2",
        "colour": tenant.colour,
        "footer": tenant.footer,
        "link": deep_link(portal, document),
        "logo": letter.logo is not None,
        "reply_to": tenant.reply_to,
    }
    message = EmailMessage(policy=SEVEN_BITS)
    sender_name, sender_address = parseaddr(sender)
    message["From"] = address(" · ".join(filter(None, (tenant.name, sender_name))), sender_address)
    try:
        message["To"] = address(document.receiver.name, recipient)
    except ValueError:
        raise AddressRefused("the address cannot be written in a header") from None
    if tenant.reply_to:
        # The issuer's own mistake must not cost the receiver the mail.
        with suppress(ValueError):
            message["Reply-To"] = address(tenant.name, tenant.reply_to)
    message["Subject"] = one_line(f"{document.label} de {tenant.name}")
    message["Date"] = format_datetime(clock.now())
    message["Content-Language"] = "es-EC"
    folder = f"mail/{document.number.country.lower()}"
    message.set_content(_templates().get_template(f"{folder}/document.txt").render(facts))
    message.add_alternative(_templates().get_template(f"{folder}/document.html").render(facts), subtype="html")
    if letter.logo is not None:
        _embed_logo(message, letter.logo)
    message.add_attachment(letter.xml, maintype="application", subtype="xml", filename=f"{document.clave}.xml")
    message.add_attachment(letter.pdf, maintype="application", subtype="pdf", filename=f"{document.clave}.pdf")
    return message


def _embed_logo(message: EmailMessage, logo: bytes) -> None:
    html = message.get_payload()[1]  # type: ignore[index]
    subtype = "png" if logo.startswith(b"\x89PNG") else "jpeg"
    html.add_related(logo, "image", subtype, cid="<logo>", disposition="inline", filename=f"logo.{subtype}")  # type: ignore[union-attr]


@lru_cache(maxsize=256)
def address(name: str, addr_spec: str) -> Address:
    """One address with its name. Raises ValueError if the address cannot stand in a header.

    Python's folding of long names may lose the quotes, and then a comma in the name begins another address, or folding
    breaks off: what would not be read back as this one address is written without the characters that need quotes, and
    if even that is not, without the name.
    """
    addr_spec.encode("ascii")
    shown = one_line(name)
    try:
        bare = Address("", addr_spec=addr_spec)
        named = (Address(text, addr_spec=addr_spec) for text in (shown, one_line(shown.translate(_SPECIALS))))
        return next((found for found in named if _is_read_back(found)), bare)
    except (MessageError, IndexError):
        raise ValueError("not an address") from None


def _is_read_back(address: Address) -> bool:
    """Whether a reader finds this one address in each header that it may stand in: they are folded differently."""
    headers = ("To", "From", "Reply-To")
    message = EmailMessage(policy=SEVEN_BITS)
    try:
        for header in headers:
            message[header] = address
        read = message_from_bytes(message.as_bytes(), policy=SEVEN_BITS)
        found = [[one.addr_spec for one in read[header].addresses] for header in headers]
    except Exception:  # noqa: BLE001  the parser breaks in many ways at what the folding made
        return False
    return len(read.keys()) == len(headers) and found == [[address.addr_spec]] * len(headers)


def one_line(text: str) -> str:
    """Text that may stand in a header: one line, of a length that any server takes."""
    return " ".join(text.split())[:180]


class SesPost:
    """Implements `Post`."""

    def __init__(self, client: Any, sender: str, clock: Clock, configuration_set: str = "", portal: str = "") -> None:
        self._client = client
        self._sender = sender
        self._clock = clock
        self._portal = portal
        self._reporting = {"ConfigurationSetName": configuration_set} if configuration_set else {}

    def send(self, letter: Letter, recipient: str, place: int) -> str:
        """Send to one address; answers SES's message id. Raises Unavailable, AddressRefused or OutcomeUnknown."""
        message = compose(letter, recipient, self._sender, self._clock, self._portal)
        try:
            answer = self._client.send_raw_email(
                Source=parseaddr(self._sender)[1],
                Destinations=[recipient],
                RawMessage={"Data": message.as_bytes()},
                Tags=tags(letter.document, place),
                **self._reporting,
            )
        except ClientError as error:
            raise _meaning(error) from None
        except _NOT_CONNECTED as error:
            raise Unavailable(f"SES: {type(error).__name__}") from None
        except HTTPClientError as error:
            raise OutcomeUnknown(f"SES: {type(error).__name__}") from None
        except BotoCoreError as error:
            raise Unavailable(f"SES: {type(error).__name__}") from None
        return str(answer["MessageId"])


def tags(document: Document, place: int) -> list[dict[str, str]]:
    """What SES repeats in its reports: of which document, to which of its addresses, in which mailing."""
    values = {"clave": document.clave, "destinatario": str(place), "envio": str(document.mailings)}
    return [{"Name": name, "Value": value} for name, value in values.items()]


def _meaning(error: ClientError) -> Exception:
    """What an error answer of SES says of the message."""
    code = str(error.response.get("Error", {}).get("Code"))
    text = str(error.response.get("Error", {}).get("Message", ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400))
    if code in PERMANENT and SENDER_TROUBLE not in text:
        return AddressRefused("SES refused the message")
    if status >= 500 and code not in REFUSED_WHOLLY:
        return OutcomeUnknown(f"SES: {code}")
    return Unavailable(f"SES: {code}")
