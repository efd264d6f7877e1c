"""The portal's mails by SES: text and HTML of one look, every word from the message catalogue."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import cache
from typing import Any

import jinja2
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.mail_html import unbroken
from chalicelib.adapters.ses import PERMANENT, SENDER_TROUBLE, SEVEN_BITS, address, one_line
from chalicelib.domain.tenants.tenant import DEFAULT_COLOUR
from chalicelib.services.portal.context import Settings
from chalicelib.services.portal.letters import Mail
from chalicelib.services.ports import Clock, Unavailable

Text = Callable[..., str]


@cache
def _templates() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("chalicelib.web", "templates/mail/portal"),
        autoescape=jinja2.select_autoescape(["html"]),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["unbroken"] = unbroken
    return made


class SesMailer:
    """Implements `Mailer`. `text` gives the catalogue's texts."""

    def __init__(self, client: Any, sender: str, settings: Settings, text: Text, clock: Clock) -> None:
        self._client = client
        self._sender = sender
        self._settings = settings
        self._text = text
        self._clock = clock

    def send(self, mail: Mail) -> None:
        """Send. Raises Unavailable; an address that will never be taken is let go."""
        try:
            message = self.compose(mail)
        except ValueError:
            return
        try:
            self._client.send_raw_email(
                Source=parseaddr(self._sender)[1],
                Destinations=[mail.to],
                RawMessage={"Data": message.as_bytes()},
            )
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code")
            said = str(error.response.get("Error", {}).get("Message", ""))
            if code not in PERMANENT or SENDER_TROUBLE in said:
                raise Unavailable(f"SES: {code}") from None
        except BotoCoreError as error:
            raise Unavailable(f"SES: {type(error).__name__}") from None

    def compose(self, mail: Mail) -> EmailMessage:
        """The message. Raises ValueError if the address cannot stand in a header."""
        key = f"correo.{mail.kind}"
        figures = mail.facts | {"name": mail.name}
        if "word" in mail.facts:
            word, amount = mail.facts["word"], mail.facts["amount"]
            figures["worth"] = self._text(f"correo.importe.{word}", amount=amount) if word else ""
        facts = {
            "subject": self._text(f"{key}.asunto", **figures),
            "greeting": self._text("correo.saludo" if mail.name else "correo.saludo_sin_nombre", **figures),
            "paragraphs": self._text(f"{key}.texto", **figures).split("\n\n"),
            "button": self._text(f"{key}.boton") if mail.link else "",
            "link": mail.link,
            "footer": self._text("correo.pie"),
            "support": self._settings.support,
            "help": self._text("correo.ayuda", support=self._settings.support) if self._settings.support else "",
            "colour": mail.colour or DEFAULT_COLOUR,
            "link_hint": self._text("correo.enlace") if mail.link else "",
        }
        message = EmailMessage(policy=SEVEN_BITS)
        name, sender = parseaddr(self._sender)
        message["From"] = address(name, sender)
        message["To"] = address(mail.name, mail.to)
        if mail.reply_to:
            with suppress(ValueError):
                message["Reply-To"] = address("", mail.reply_to)
        message["Subject"] = one_line(str(facts["subject"]))
        message["Date"] = format_datetime(self._clock.now())
        message["Content-Language"] = "es-EC"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(_templates().get_template("carta.txt").render(facts))
        message.add_alternative(_templates().get_template("carta.html").render(facts), subtype="html")
        return message
