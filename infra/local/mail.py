"""The letter box of the local stack: an SMTP receiver (RFC 5321, the little that is needed) that keeps every mail.

The local SES hands each message on to it; nothing ever leaves the machine. A **letter** is one message as it was sent,
a file named after SES's message id, attachments included.
"""

from __future__ import annotations

import base64
import re
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from infra.local.home import HOST

MAX_BYTES = 40_000_000
"""More than the largest message SES takes."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a letter."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, taken apart."""

    id: str
    sender: str
    to: str
    subject: str
    text: str
    html: str
    html_with_images: str
    timestamp: float
    attachments: tuple[Attachment, ...]


class LetterBox:
    """The kept mails of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, raw: bytes) -> None:
        """Store a message as it came."""
        found = re.search(rb"^Message-ID:\s*<?([A-Za-z0-9._@-]+)", raw, re.IGNORECASE | re.MULTILINE)
        name = found.group(1).decode() if found else f"sin-id-{len(list(self._folder.iterdir()))}"
        waiting = self._folder / f"{name}.part"
        waiting.write_bytes(raw)
        waiting.rename(self._folder / f"{name}.eml")

    def letters(self) -> Iterator[Letter]:
        """All letters, newest first."""
        for path in sorted(self._folder.glob("*.eml"), key=lambda p: p.stat().st_mtime, reverse=True):
            yield _read(path)

    def letter(self, identifier: str) -> Letter | None:
        """One letter, or None."""
        path = self._folder / f"{identifier}.eml"
        return _read(path) if re.fullmatch(r"[A-Za-z0-9._@-]+", identifier) and path.is_file() else None


def _read(path: Path) -> Letter:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage), "the default policy makes this class"
    return Letter(
        id=path.stem,
        sender=str(message.get("From", "")),
        to=str(message.get("To", "")),
        subject=str(message.get("Subject", "")),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        html_with_images=_with_images(message, _body(message, "html")),
        timestamp=path.stat().st_mtime,
        attachments=tuple(_attachments(message)),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def _with_images(message: EmailMessage, html: str) -> str:
    """The HTML with the pictures that came along in place of their `cid:` addresses (RFC 2392)."""
    for part in message.walk():
        content = part.get_payload(decode=True)
        if part.get("Content-ID") and isinstance(content, bytes):
            data = f"data:{part.get_content_type()};base64,{base64.b64encode(content).decode()}"
            html = html.replace(f"cid:{str(part['Content-ID']).strip('<> ')}", data)
    return html


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield Attachment(part.get_filename() or "adjunto", part.get_content_type(), content)


class _Conversation(socketserver.StreamRequestHandler):
    timeout = 30

    def handle(self) -> None:
        """Take whatever the client hands over until it quits."""
        self._say("220 rubrica.local listo")
        while line := self.rfile.readline(2048):
            command = line.split(b":")[0].split()[0].upper() if line.split() else b""
            if command == b"QUIT":
                self._say("221 hasta luego")
                return
            if command == b"DATA":
                self._say("354 adelante")
                self._take_message()
            elif command in (b"HELO", b"EHLO", b"MAIL", b"RCPT", b"RSET", b"NOOP"):
                self._say("250 bien")
            else:
                self._say("502 no se entiende")

    def _take_message(self) -> None:
        lines: list[bytes] = []
        size = 0
        while (line := self.rfile.readline()) not in (b".\r\n", b".\n", b""):
            size += len(line)
            if size <= MAX_BYTES:
                lines.append(line[1:] if line.startswith(b".") else line)
        if size > MAX_BYTES:
            self._say("552 demasiado grande")
            return
        assert isinstance(self.server, MailServer)
        self.server.box.keep(b"".join(lines))
        self._say("250 guardado")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    """Receives mail on a free port of this machine, in the background."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, box: LetterBox) -> None:
        super().__init__((HOST, 0), _Conversation)
        self.box = box

    @property
    def address(self) -> str:
        """`host:port`."""
        return f"{HOST}:{self.server_address[1]}"

    def start(self) -> None:
        """Begin to receive."""
        threading.Thread(target=self.serve_forever, name="mail", daemon=True).start()
