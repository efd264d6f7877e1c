"""Pages to look into the local stack: its documents, its files, its mail. They exist on one machine only.

Everything shown comes from documents and is escaped; a mail's HTML is shown in a sandbox that may load nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import jinja2
from botocore.exceptions import ClientError

from infra.local.cloud import ACCOUNT
from infra.local.mail import Attachment, Letter, LetterBox

ECUADOR = timezone(timedelta(hours=-5))
HTML = "text/html; charset=utf-8"
_STYLE_ONLY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; img-src data:"
_SHOWN_INLINE = {"application/pdf", "application/json", "text/csv", "text/plain"}


@dataclass(frozen=True, slots=True)
class Page:
    """An answer."""

    status: int
    body: bytes
    content_type: str = HTML
    headers: list[tuple[str, str]] = field(default_factory=list)


class Pages:
    """Answers everything below `/_local/`. The clients are root's."""

    def __init__(self, s3: Any, dynamodb: Any, inbox: str, archive: str, table: str, box: LetterBox) -> None:
        self._s3 = s3
        self._dynamodb = dynamodb
        self._buckets = {"archivo": archive, "buzon": inbox}
        self._table = table
        self._box = box
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {"hora": _local_time, "ruta": quote}

    def answer(self, target: str) -> Page:
        """The page of a path, with its query."""
        parts = [unquote(p) for p in urlsplit(target).path.strip("/").split("/")[1:]]
        query = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
        match parts:
            case [] | [""]:
                return self._documents()
            case ["outbox.json"]:
                return self._outbox()
            case ["correo"]:
                return self._render("correo.html", letters=list(self._box.letters()))
            case ["correo", identifier, *rest]:
                letter = self._box.letter(identifier)
                return self._letter(letter, rest) if letter else self._missing()
            case [("archivo" | "buzon") as name]:
                return self._listing(name, query.get("prefijo", ""))
            case [("archivo" | "buzon") as name, *key]:
                return self._file(self._buckets[name], "/".join(key))
        return self._missing()

    def _documents(self) -> Page:
        items: list[Mapping[str, Any]] = []
        for page in self._dynamodb.get_paginator("scan").paginate(TableName=self._table):
            items += [item for item in page["Items"] if "clave" in item]
        rows = [{name: next(iter(value.values())) for name, value in item.items()} for item in items]
        rows.sort(key=lambda row: str(row.get("updated_at", "")), reverse=True)
        keys = {key.rsplit("/", 1)[-1].rsplit(".", 1)[0]: key for key in self._keys("archivo", "ride/")}
        return self._render("documentos.html", rows=rows[:500], total=len(rows), rides=keys)

    def _keys(self, name: str, prefix: str, limit: int = 2000) -> list[str]:
        found: list[str] = []
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._buckets[name], Prefix=prefix)
        for page in pages:
            found += [item["Key"] for item in page.get("Contents", [])]
            if len(found) >= limit:
                break
        return found[:limit]

    def _listing(self, name: str, prefix: str) -> Page:
        return self._render("archivo.html", bucket=name, prefix=prefix, keys=self._keys(name, prefix))

    def _file(self, bucket: str, key: str) -> Page:
        try:
            found = self._s3.get_object(Bucket=bucket, Key=key)
        except ClientError:
            return self._missing()
        kind = str(found.get("ContentType", "application/octet-stream")).split(";")[0]
        return _download(found["Body"].read(), kind, key.rsplit("/", 1)[-1])

    def _letter(self, letter: Letter, rest: list[str]) -> Page:
        match rest:
            case []:
                return self._render("carta.html", letter=letter)
            case ["html"]:
                sandbox = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
                return Page(200, letter.html_with_images.encode(), HTML, [("Content-Security-Policy", sandbox)])
            case ["adjunto", number] if number.isdigit() and int(number) < len(letter.attachments):
                file = letter.attachments[int(number)]
                return _download(file.content, file.content_type, file.name)
        return self._missing()

    def _outbox(self) -> Page:
        """All mails for machines, in the shape of the emulator's own list, with the attachments besides."""
        messages = [_as_json(letter) for letter in self._box.letters()]
        body = json.dumps({"messages": {ACCOUNT: messages[::-1]}}, ensure_ascii=False, indent=1)
        return Page(200, body.encode(), "application/json; charset=utf-8")

    def _render(self, template: str, **facts: object) -> Page:
        html = self._templates.get_template(template).render(**facts)
        return Page(200, html.encode(), HTML, [("Content-Security-Policy", _STYLE_ONLY)])

    def _missing(self) -> Page:
        return Page(404, "Aquí no hay nada.".encode(), "text/plain; charset=utf-8")


def _download(content: bytes, kind: str, name: str) -> Page:
    """A file: shown if the browser can do so without running anything, offered for saving otherwise."""
    if kind.endswith("xml"):
        kind = "text/plain"
    shown = f"{kind}; charset=utf-8" if kind.startswith("text/") or kind == "application/json" else kind
    how = "inline" if kind in _SHOWN_INLINE else "attachment"
    headers = [
        ("Content-Disposition", f"{how}; filename*=UTF-8''{quote(name)}"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    return Page(200, content, shown, headers)


def _as_json(letter: Letter) -> dict[str, object]:
    return {
        "MessageId": letter.id,
        "Source": letter.sender,
        "To": [letter.to],
        "Subject": letter.subject,
        "BodyText": letter.text,
        "BodyHtml": letter.html,
        "Timestamp": letter.timestamp,
        "Attachments": [_attachment_json(letter, n, a) for n, a in enumerate(letter.attachments)],
    }


def _attachment_json(letter: Letter, number: int, file: Attachment) -> dict[str, object]:
    path = f"/_local/correo/{letter.id}/adjunto/{number}"
    return {"Name": file.name, "ContentType": file.content_type, "Size": len(file.content), "Path": path}


def _local_time(moment: str | float) -> str:
    """A moment as people in Ecuador read it."""
    if isinstance(moment, float):
        at = datetime.fromtimestamp(moment, UTC)
    else:
        try:
            at = datetime.fromisoformat(moment)
        except ValueError:
            return moment
    return at.astimezone(ECUADOR).strftime("%d/%m/%Y %H:%M:%S")
