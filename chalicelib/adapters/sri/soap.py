"""SOAP 1.1 with the SRI: envelopes out, trees in, and what the network did.

- **Unreachable**: no connection could be made, so nothing was delivered.
- **Unreadable**: something was sent and what came back (nothing, half an answer, HTML, a fault) says nothing certain.

Addresses are configured with or without `?wsdl`; messages go to the address without it.
"""

from __future__ import annotations

import base64
import ssl

import urllib3
from lxml import etree

from chalicelib.adapters.sri.exchange import pool, within
from chalicelib.domain.documents.xml import UnsafeXml, parse

CONNECT_SECONDS = 10.0
EXCHANGE_SECONDS = 25.0
"""One call, from connecting to the last byte of its answer, however the bytes trickle in."""
CONNECTIONS = 10
"""As many as calls that one worker makes side by side."""
MAX_ANSWER = 4 * 1024 * 1024
"""Bytes. The largest honest answer is a document (320 KB) and its messages."""

_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
RECEPCION = "http://ec.gob.sri.ws.recepcion"
AUTORIZACION = "http://ec.gob.sri.ws.autorizacion"


class Unreachable(Exception):
    """No connection could be made: nothing was delivered."""


class Unreadable(Exception):
    """The request may have been delivered, but there is no answer that can be read."""


def _envelope(namespace: str, operation: str, argument: str, value: str) -> bytes:
    root = etree.Element(f"{{{_ENVELOPE}}}Envelope", nsmap={"soapenv": _ENVELOPE, "ec": namespace})
    etree.SubElement(root, f"{{{_ENVELOPE}}}Header")
    body = etree.SubElement(root, f"{{{_ENVELOPE}}}Body")
    call = etree.SubElement(body, f"{{{namespace}}}{operation}")
    etree.SubElement(call, argument).text = value
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def validar_comprobante(signed: bytes) -> bytes:
    """The request that hands in a signed comprobante."""
    return _envelope(RECEPCION, "validarComprobante", "xml", base64.b64encode(signed).decode())


def autorizacion_comprobante(clave_acceso: str) -> bytes:
    """The request that asks about a clave de acceso."""
    return _envelope(AUTORIZACION, "autorizacionComprobante", "claveAccesoComprobante", clave_acceso)


class SoapClient:
    """Posts envelopes over pooled connections, each call within its `seconds`; threads may share a client.

    Never retries: what an unknown outcome means is the caller's to say.
    """

    def __init__(
        self,
        connect_seconds: float = CONNECT_SECONDS,
        seconds: float = EXCHANGE_SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._seconds = seconds
        self._pool = pool(CONNECTIONS, connect_seconds, trust)

    def call(self, url: str, envelope: bytes) -> etree._Element:
        """Send and answer the response element (the Body's child). Raises Unreachable or Unreadable."""
        with within(self._seconds):
            status, data = self._exchange(url.removesuffix("?wsdl"), envelope)
        if status != 200:
            raise Unreadable(f"HTTP {status}")
        try:
            root = parse(data)
        except UnsafeXml as error:
            raise Unreadable(f"not XML ({error.reason})") from None
        body = root.find(f"{{{_ENVELOPE}}}Body")
        if root.tag != f"{{{_ENVELOPE}}}Envelope" or body is None or len(body) == 0:
            raise Unreadable("not a SOAP answer")
        if body[0].tag == f"{{{_ENVELOPE}}}Fault":
            raise Unreadable("SOAP fault")
        return body[0]

    def _exchange(self, url: str, envelope: bytes) -> tuple[int, bytes]:
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
        try:
            response = self._pool.request("POST", url, body=envelope, headers=headers, preload_content=False)
        except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError) as error:
            raise Unreachable(type(error).__name__) from None
        except urllib3.exceptions.HTTPError as error:
            raise Unreadable(type(error).__name__) from None
        try:
            data = response.read(MAX_ANSWER + 1, decode_content=True)
            if len(data) > MAX_ANSWER:
                # Before it goes back to the pool: what was not read would be taken for the next answer.
                response.close()
                raise Unreadable("the answer is too large")
        except urllib3.exceptions.HTTPError as error:
            raise Unreadable(type(error).__name__) from None
        finally:
            response.release_conn()
        return response.status, data


def text(parent: etree._Element, name: str) -> str:
    """The text of a child, whatever its namespace; empty if it is not there."""
    for child in parent:
        if isinstance(child.tag, str) and etree.QName(child).localname == name:
            return "".join(str(part) for part in child.itertext()).strip()
    return ""


def named(root: etree._Element, name: str) -> list[etree._Element]:
    """Every descendant of that name, whatever its namespace, in document order."""
    return [e for e in root.iter() if isinstance(e.tag, str) and etree.QName(e).localname == name]
