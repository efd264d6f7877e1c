"""A small SOAP client for the tests, written against the contract, and the running sandbox it speaks to."""

from __future__ import annotations

import base64
import http.client
import json
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from lxml import etree

from infra.sandbox.__main__ import build
from infra.sandbox.server import Server
from tests.unit.sandbox.documents import RUC, Factura
from tests.unit.sandbox.signer import QUITO, Certificates, sign

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
RECEPCION = "http://ec.gob.sri.ws.recepcion"
AUTORIZACION = "http://ec.gob.sri.ws.autorizacion"
SERVICES = "/comprobantes-electronicos-ws/"


@dataclass
class Answer:
    """What a service said. `codes` are the identificadores in their order, `details` the informacionAdicional."""

    estado: str
    codes: list[str]
    details: str
    kinds: list[str]
    root: etree._Element = field(repr=False)

    def text(self, name: str) -> str:
        """The text of the one element of a name."""
        (found,) = self.root.iter(name)
        return found.text or ""


class Refused(Exception):
    """An answer that is no answer of the contract: (status, body)."""


def envelope(operation: str, namespace: str, argument: str, value: str) -> bytes:
    """A call."""
    return (
        f'<soapenv:Envelope xmlns:soapenv="{SOAP}" xmlns:t="{namespace}"><soapenv:Header/><soapenv:Body>'
        f"<t:{operation}><{argument}>{value}</{argument}></t:{operation}></soapenv:Body></soapenv:Envelope>"
    ).encode()


@dataclass
class Sandbox:
    """A running sandbox. `patience` is how many seconds a call waits for its answer."""

    server: Server
    certificates: Certificates
    thread: threading.Thread
    patience: float = 20

    @classmethod
    def start(cls, certificates: Certificates, trust: Path, state: str = ":memory:", delay: float = 0.0) -> Sandbox:
        """Start one on a free port."""
        server = build(0, state, str(trust), delay)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        return cls(server, certificates, thread)

    def stop(self) -> None:
        """End it."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(10)
        self.server.authority.store.close()

    @property
    def now(self) -> datetime:
        """The machine's time."""
        return datetime.now(UTC)

    @property
    def today(self) -> date:
        """The date in Ecuador."""
        return self.now.astimezone(QUITO).date()

    def factura(self, **fields: Any) -> Factura:
        """A factura of today, unless the fields say otherwise."""
        return replace(Factura(self.today), **fields)

    def signed(self, factura: Factura | bytes, **how: Any) -> bytes:
        """Signed by its issuer."""
        xml = factura if isinstance(factura, bytes) else factura.xml()
        ruc = RUC if isinstance(factura, bytes) else factura.ruc
        certificate = how.pop("certificate", None) or self.certificates.issue(ruc)
        key = how.pop("key", self.certificates.key)
        return sign(xml, certificate, key, how.pop("at", self.now - timedelta(seconds=5)), **how)

    def http(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """One HTTP call: status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_address[1], timeout=self.patience)
        try:
            connection.request(method, path, body or None, headers or {})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def call(self, service: str, body: bytes) -> etree._Element:
        """Call a service: the body of its answer. Raises Refused."""
        path = f"{SERVICES}{service}ComprobantesOffline"
        status, answer = self.http("POST", path, body, {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'})
        if status != 200:
            raise Refused(status, answer)
        found = etree.fromstring(answer).find(f"{{{SOAP}}}Body")
        assert found is not None
        return found

    def submit(self, xml: bytes) -> Answer:
        """validarComprobante."""
        encoded = base64.b64encode(xml).decode()
        return answer(self.call("Recepcion", envelope("validarComprobante", RECEPCION, "xml", encoded)))

    def ask(self, clave: str) -> Answer:
        """autorizacionComprobante."""
        call = envelope("autorizacionComprobante", AUTORIZACION, "claveAccesoComprobante", clave)
        return answer(self.call("Autorizacion", call))

    def verdict(self, factura: Factura, xml: bytes | None = None) -> Answer:
        """Submit, which must be RECIBIDA, and ask."""
        received = self.submit(self.signed(factura) if xml is None else xml)
        assert received.estado == "RECIBIDA", received
        return self.ask(factura.key)

    def control(self, method: str, name: str, body: object = None) -> Any:
        """An order; the answer's JSON. Raises Refused."""
        data = b"" if body is None else json.dumps(body).encode()
        status, text = self.http(method, f"/control/{name}", data)
        if status != 200:
            raise Refused(status, text)
        return json.loads(text)

    def fault(self, behaviour: str, **order: Any) -> None:
        """Order a behaviour."""
        self.control("POST", "faults", {"behaviour": behaviour} | order)

    def states(self) -> dict[str, str]:
        """What is registered: estado by clave."""
        return {d["clave"]: d["estado"] for d in self.control("GET", "documents")}


def answer(body: etree._Element) -> Answer:
    """Read the answer of any operation."""
    messages = [m for m in body.iter("mensaje") if len(m)]
    states = [e.text or "" for e in body.iter("estado")]
    return Answer(
        states[0] if states else "",
        [m.findtext("identificador") or "" for m in messages],
        " ".join(m.findtext("informacionAdicional") or "" for m in messages),
        [m.findtext("tipo") or "" for m in messages],
        body,
    )
