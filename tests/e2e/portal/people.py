"""The running portal as its customers meet it: people who received documents, their browsers, their mail.

A **person** has an identity number nobody used before and a factura issued to it by the demo company. Everything here
goes through the front door; only the characters of an image are looked up in the records, by somebody who may.
"""

from __future__ import annotations

import http.client
import io
import itertools
import re
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from infra.local.sample_data import SAMPLES
from infra.local.samples import Buyer, total
from tests.e2e.stack import Stack
from tests.unit.portal.world import Browser, Page

PASSWORD = "Mi perro come 3 arepas."
NEW_PASSWORD = "Otra frase larga, 7 palabras"
ANSWER = "Firulais"
PASSES = "rubrica-local-passes"

_counter = itertools.count(1)


@dataclass(frozen=True)
class Person:
    """Somebody with a document."""

    number: str
    name: str
    email: str
    document: str
    total: Decimal
    clave: str


def invite(stack: Stack, factura: Callable[..., bytes], fresh_number: Callable[[], int], count: int) -> list[Person]:
    """Issue a factura to each of some new people and wait until they are authorised and mailed."""
    run = time.time_ns() % 10**12
    people: list[tuple[str, str, str]] = []
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for _ in range(count):
            n = next(_counter)
            number = f"P{run}{n}"
            email = f"nombre.apellido.{run}{n}@correo-de-prueba.example.com"
            people.append((number, f"PERSONA DE PRUEBA {n}", email))
            sample = replace(SAMPLES[0], buyer=Buyer("06", number, f"PERSONA DE PRUEBA {n}", email))
            archive.writestr(f"{n:04d}.xml", factura(sample, number=fresh_number()))
    report = stack.issue(f"personas-{run}.zip", packed.getvalue())
    rows = report["documentos"]
    assert [row["estado"] for row in rows] == ["AUTORIZADO"] * count, rows
    amount = total(SAMPLES[0])
    return [
        Person(number, name, email, row["numero"].split()[-1], amount, row["clave_acceso"])
        for (number, name, email), row in zip(people, rows, strict=True)
    ]


class Portal:
    """The portal behind the front door. It has the shape the in-memory browser expects of its world."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.url = stack.facts["portal_url"]
        self._dynamo = stack.client("dynamodb")

    def browser(self, origin: str = "127.0.0.1") -> Browser:
        """A browser without scripts and pictures. `origin` is an address of this machine (127.0.0.0/8)."""
        return Browser(self, origin)  # type: ignore[arg-type]

    def log_in(self, browser: Browser, usuario: str, password: str) -> Page:
        """Log in, with the image if it is asked for."""
        browser.get("/entrar")
        page = browser.post("/entrar", usuario=usuario, clave=password)
        if page.says("entrar.pide_imagen"):
            self.forget_images()
            page = browser.post("/entrar", otra_imagen="1")
            token = re.search(r'name="imagen" value="([^"]+)"', page.body)
            assert token
            page = browser.post(
                "/entrar", usuario=usuario, clave=password, imagen=token.group(1), caracteres=self.characters()
            )
        assert page.says("documentos.titulo"), page.text[:200]
        return page

    def call(self, method: str, path: str, body: bytes, headers: dict[str, str], origin: str) -> Page:
        """One request."""
        where = urlsplit(self.url)
        connection = http.client.HTTPConnection("127.0.0.1", where.port, timeout=120, source_address=(origin, 0))
        try:
            connection.request(method, path, body, {"Accept": "text/html", "Host": where.netloc, **headers})
            answer = connection.getresponse()
            content = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        return Page(answer.status, content, {n.lower(): v for n, v in answer.getheaders()})

    def characters(self) -> str:
        """What the one image says that was made since the others were forgotten."""
        (image,) = self._images()
        text = re.search(r'"text": ?"([^"]+)"', image["facts"]["S"])
        assert text
        return text.group(1)

    def forget_images(self) -> None:
        """Let no image count that was made so far."""
        for image in self._images():
            self._dynamo.delete_item(TableName=PASSES, Key={"key": image["key"]})

    def _images(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._dynamo.scan(
            TableName=PASSES,
            FilterExpression="begins_with(#k, :i)",
            ExpressionAttributeNames={"#k": "key"},
            ExpressionAttributeValues={":i": {"S": "imagen#"}},
            ConsistentRead=True,
        )["Items"]
        return found

    def mail(self, to: str, subject: str, since: float = 0) -> dict[str, Any]:
        """The latest mail to an address with a subject that begins so."""

        def look() -> Any:
            fits = [
                m
                for m in self.stack.outbox()
                if to in " ".join(m["To"]) and m["Subject"].startswith(subject) and m["Timestamp"] >= since
            ]
            return max(fits, key=lambda m: m["Timestamp"], default=None)

        return dict(self.stack.wait_for(look, f"a mail «{subject}»", 90))

    def link(self, to: str, subject: str, since: float = 0) -> str:
        """The address a mail leads to; it is one of the portal."""
        found = re.search(r": (https?://\S+)", self.mail(to, subject, since)["BodyText"])
        assert found
        assert found.group(1).startswith(self.url)
        return found.group(1)
