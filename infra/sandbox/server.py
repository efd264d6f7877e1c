"""The HTTP server: the two SOAP services with their contracts (`?wsdl`), and the control.

Bodies may come with a length or in chunks, up to MAX_BODY; connections are kept alive. What is not a call of the
contract gets a SOAP fault.
"""

from __future__ import annotations

import hashlib
import json
import socket
import struct
import sys
import time
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any, NoReturn
from urllib.parse import parse_qs, urlsplit

from infra.sandbox import soap
from infra.sandbox.bodies import BadBody, TooLarge, discard, read_body
from infra.sandbox.clave import other_document, parts
from infra.sandbox.clock import ECUADOR
from infra.sandbox.control import Authority, obey
from infra.sandbox.faults import BadOrder, Fault
from infra.sandbox.messages import message
from infra.sandbox.reading import Unreadable, content
from infra.sandbox.store import PROCESSING, Registered

SERVICES = "/comprobantes-electronicos-ws/"
CONTROL = "/control/"
OVERSIZE = 8 * 1024 * 1024
"""How many blanks the behaviour `oversized` adds to an answer."""
PATIENCE = 120
"""Seconds without a byte after which a connection is given up."""
_AMBIENTES = {"1": "PRUEBAS", "2": "PRODUCCIÓN"}
_HTML = b"<html><body><h1>Servicio temporalmente no disponible</h1></body></html>"
_TEXT, _XML, _JSON = "text/plain", "text/xml; charset=utf-8", "application/json; charset=utf-8"


class Server(ThreadingHTTPServer):
    """The server; `port` 0 takes any free one."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, authority: Authority) -> None:
        super().__init__((host, port), Handler)
        self.authority = authority

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is no error of ours."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _NoAnswer(Exception):
    """The connection ends without an answer."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version = "SRI-de-prueba"
    sys_version = ""
    server: Server
    disable_nagle_algorithm = True
    timeout = PATIENCE
    wbufsize = -1

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: calls are remembered by the store."""

    def do_GET(self) -> None:
        """Contracts and the control's questions."""
        self._serve("GET")

    def do_DELETE(self) -> None:
        """The control's orders to forget."""
        self._serve("DELETE")

    def do_POST(self) -> None:
        """SOAP calls and the control's orders."""
        self._serve("POST")

    def _serve(self, method: str) -> None:
        try:
            body = read_body(self.headers, self.rfile)
            self._route(method, body)
        except TooLarge:
            self.close_connection = True
            self._send(413, b"", _TEXT)
            discard(self.rfile)
        except BadBody as error:
            self.close_connection = True
            self._send(400, str(error).encode(), _TEXT)
        except soap.BadRequest as error:
            self._send(500, soap.fault("Client", str(error)), _XML)
        except _NoAnswer:
            self.close_connection = True

    def _route(self, method: str, body: bytes) -> None:
        url = urlsplit(self.path)
        service = url.path.removeprefix(SERVICES).removesuffix("ComprobantesOffline")
        if url.path.startswith(CONTROL):
            self._control(method, url.path.removeprefix(CONTROL), parse_qs(url.query), body)
        elif url.path != f"{SERVICES}{service}ComprobantesOffline" or service not in soap.SERVICES:
            self._send(404, b"", _TEXT)
        elif method == "GET" and url.query.lower() == "wsdl":
            address = f"http://{self.headers.get('Host', 'localhost')}{url.path}"
            self._send(200, soap.wsdl(service, address), _XML)
        elif method != "POST":
            self._send(405, b"", _TEXT)
        else:
            self._call(soap.request(body, service))

    # --- the services
    def _call(self, request: soap.Request) -> None:
        match request.operation:
            case "validarComprobante":
                self._reception(request.comprobante)
            case "autorizacionComprobante":
                self._authorization(request.argument.strip())
            case _:
                lote = request.argument.strip()
                self._answer(soap.lote(lote), self._begin("autorizacion", lote))

    def _reception(self, comprobante: bytes) -> None:
        judge = self.server.authority.judge
        clave = _clave_of(comprobante)
        fault = self._begin("recepcion", clave, comprobante)
        name, _, code = fault.behaviour.partition(":")
        if name == "devuelta":
            self._answer(soap.reception(clave, message(code, "ordenado por el control")), fault)
            return
        found, refusal = judge.receive(comprobante, forced=code if name == "no_autorizado" else "")
        if name == "forgotten" and refusal is None:
            self.server.authority.store.drop(found)
        self._answer(soap.reception(found, refusal), fault)

    def _authorization(self, clave: str) -> None:
        fault = self._begin("autorizacion", clave)
        name, _, code = fault.behaviour.partition(":")
        if not (len(clave) == 49 and clave.isascii() and clave.isdigit()):
            self._answer(soap.authorization(clave, soap.malformed(message("80", f"Clave {clave}"))), fault)
            return
        judge = self.server.authority.judge
        if name == "forgotten":
            self.server.authority.store.drop(clave)
        found = judge.look(clave, refused_with=code if name == "no_autorizado" else "")
        if found is None or found.state == PROCESSING or name == "pending" or judge.forgotten(found):
            self._answer(soap.authorization(clave, None), fault)
            return
        if name == "wrong_clave":
            clave = other_document(clave)
        self._answer(soap.authorization(clave, self._verdict(found, clave, name)), fault)

    def _verdict(self, found: Registered, clave: str, behaviour: str) -> soap.Verdict:
        comprobante = found.xml
        if behaviour == "tampered":
            comprobante = comprobante.replace(b"<importeTotal>", b"<importeTotal>9", 1)
        ambiente = _AMBIENTES.get(parts(found.clave)["ambiente"], "")
        escaped = self.server.authority.escaped
        return soap.Verdict(found.state, clave, found.judged, ambiente, comprobante, found.messages, escaped)

    def _begin(self, operation: str, clave: str, comprobante: bytes | None = None) -> Fault:
        """Take the behaviour ordered for a call, note the call, and do what comes before it is looked at. Raises
        _NoAnswer."""
        authority = self.server.authority
        fault = authority.faults.take(operation, clave)
        self._seen = {
            "time": authority.clock.now().isoformat(),
            "operation": operation,
            "clave": clave,
            "sha256": "" if comprobante is None else hashlib.sha256(comprobante).hexdigest(),
            "behaviour": fault.behaviour,
            "answer": "",
            "remarks": "",
        }
        authority.store.remember(self._seen)
        if fault.behaviour == "delay":
            time.sleep(fault.seconds)
        elif fault.behaviour == "down":
            self._tell()
            self._reset()
        elif fault.behaviour == "soap_fault":
            self._tell()
            self._send(500, soap.fault("Server", "Error interno"), _XML)
            raise _NoAnswer
        return fault

    def _tell(self) -> None:
        """A line about the call, before its answer goes out."""
        self.server.authority.console(line(self._seen))

    # --- answers
    def _answer(self, answer: bytes, fault: Fault) -> None:
        """Send the answer, or what was ordered instead of it. Raises _NoAnswer."""
        self._seen["answer"] = soap.said(answer)
        self._seen["remarks"] = self.server.authority.store.remarks(self._seen["clave"])
        self._tell()
        match fault.behaviour:
            case "accept_then_hang":
                time.sleep(fault.seconds)
                raise _NoAnswer
            case "accept_then_reset":
                self._reset()
            case "accept_then_502":
                self._send(502, _HTML, "text/html")
            case "html200":
                self._send(200, _HTML, "text/html")
            case "truncated":
                self._send(200, answer, _XML, sent=len(answer) // 2)
                raise _NoAnswer
            case "drip":
                self._drip(answer, fault.seconds)
            case "oversized":
                self._send(200, answer + b" " * OVERSIZE, _XML)
            case _:
                self._send(200, answer, _XML)

    def _drip(self, answer: bytes, seconds: float) -> NoReturn:
        """Send everything, the head too, a byte at a time, until it is sent or the client is gone. Raises _NoAnswer."""
        stream, self.wfile = self.wfile, BytesIO()
        self._send(200, answer, _XML)
        whole, self.wfile = self.wfile.getvalue(), stream
        try:
            for place in range(len(whole)):
                time.sleep(seconds)
                self.wfile.write(whole[place : place + 1])
                self.wfile.flush()
        except OSError:
            pass
        raise _NoAnswer

    def _reset(self) -> NoReturn:
        """End the connection with a reset, not with a farewell. Raises _NoAnswer."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        raise _NoAnswer

    def _control(self, method: str, name: str, query: dict[str, list[str]], body: bytes) -> None:
        try:
            answer = obey(self.server.authority, method, name, query, body)
        except BadOrder as error:
            self._send(400, json.dumps({"error": str(error)}).encode(), _JSON)
            return
        self._send(404 if answer is None else 200, json.dumps(answer, ensure_ascii=False).encode(), _JSON)

    def _send(self, status: int, body: bytes, kind: str, sent: int | None = None) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if self.close_connection:
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body[:sent])
            self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


def line(seen: dict[str, str]) -> str:
    """A call as the console tells it."""
    moment = datetime.fromisoformat(seen["time"]).astimezone(ECUADOR)
    words = [f"{moment:%H:%M:%S}", seen["operation"], seen["clave"] or "(sin clave)", seen["answer"] or "sin respuesta"]
    words += [f"[{seen['behaviour']}]"] if seen["behaviour"] != "ok" else []
    words += [f"(firma: {seen['remarks']})"] if seen["remarks"] else []
    return " ".join("  ".join(words).split("\n"))


def _clave_of(comprobante: bytes) -> str:
    """The clave of a comprobante as far as it can be told, for the faults and the log."""
    try:
        return content(comprobante).findtext("infoTributaria/claveAcceso") or ""
    except Unreadable:
        return ""
