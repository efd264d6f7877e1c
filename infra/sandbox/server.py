"""The HTTP server: the two SOAP services, their contracts, and the control.

Control, under `/control`:
- `POST faults` {match, operation, behaviour, times, seconds}, `GET faults`, `DELETE faults` (see `faults`);
- `GET requests?clave=`, `DELETE requests`: every request seen, with the sha256 of the comprobante;
- `GET documents`: what is registered, without the documents themselves;
- `POST registry` {identification, code}: refuse a taxpayer (issuer with the code, receptor with 69); empty: no longer;
- `POST clock` {offset_seconds}; `POST answers` {escaped}: comprobante as escaped text instead of CDATA;
- `GET health`.
"""

from __future__ import annotations

import hashlib
import json
import socket
import struct
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from infra.sandbox import soap
from infra.sandbox.clave import parts
from infra.sandbox.clock import Clock
from infra.sandbox.faults import BadOrder, Fault, Faults
from infra.sandbox.judge import Judge, Unreadable, message, read
from infra.sandbox.store import PROCESSING, Registered, Store

SERVICES = "/comprobantes-electronicos-ws/"
MAX_BODY = 8 * 1024 * 1024
_AMBIENTES = {"1": "PRUEBAS", "2": "PRODUCCIÓN"}
_HTML = b"<html><body><h1>Servicio temporalmente no disponible</h1></body></html>"


@dataclass
class Authority:
    """Everything the server answers from."""

    store: Store
    clock: Clock
    judge: Judge
    faults: Faults
    escaped: bool = False


class Server(ThreadingHTTPServer):
    """The server; `port` 0 takes any free one."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, authority: Authority) -> None:
        super().__init__((host, port), Handler)
        self.authority = authority


class _NoAnswer(Exception):
    """The connection ends without an answer."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: Server
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: requests are remembered by the store."""

    def do_GET(self) -> None:
        """Contracts and the control's questions."""
        url = urlsplit(self.path)
        if url.path.startswith("/control/"):
            self._control("GET", url.path.removeprefix("/control/"), parse_qs(url.query))
        elif url.path.startswith(SERVICES) and url.query.lower() == "wsdl":
            service = url.path.removeprefix(SERVICES).removesuffix("ComprobantesOffline")
            if service not in ("Recepcion", "Autorizacion"):
                self._send(404, b"", "text/plain")
                return
            address = f"http://{self.headers.get('Host', 'localhost')}{url.path}"
            self._send(200, soap.wsdl(service, address), "text/xml; charset=utf-8")
        else:
            self._send(404, b"", "text/plain")

    def do_DELETE(self) -> None:
        """Forget."""
        self._control("DELETE", urlsplit(self.path).path.removeprefix("/control/"), {})

    def do_POST(self) -> None:
        """SOAP calls and the control's orders."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BODY:
            self.close_connection = True
            self._send(413, b"", "text/plain")
            return
        body = self.rfile.read(length)
        path = urlsplit(self.path).path
        try:
            if path.startswith("/control/"):
                self._control("POST", path.removeprefix("/control/"), {}, body)
            elif path == f"{SERVICES}RecepcionComprobantesOffline":
                self._reception(soap.request(body, soap.RECEPCION))
            elif path == f"{SERVICES}AutorizacionComprobantesOffline":
                self._authorization(soap.request(body, soap.AUTORIZACION))
            else:
                self._send(404, b"", "text/plain")
        except soap.BadRequest as error:
            self._send(500, soap.fault(str(error)), "text/xml; charset=utf-8")
        except _NoAnswer:
            self.close_connection = True

    # --- the services
    def _reception(self, request: soap.Request) -> None:
        authority = self.server.authority
        comprobante = request.comprobante
        clave = _clave_of(comprobante)
        fault = authority.faults.take("recepcion", clave)
        self._remember("recepcion", clave, hashlib.sha256(comprobante).hexdigest(), fault)
        self._before(fault)
        name, _, code = fault.behaviour.partition(":")
        if name == "devuelta":
            self._send_soap(soap.reception(clave, message(code, "ordenado por el control")), fault)
            return
        found, refusal = authority.judge.receive(comprobante, forced=code if name == "no_autorizado" else "")
        self._send_soap(soap.reception(found, refusal), fault)

    def _authorization(self, request: soap.Request) -> None:
        authority = self.server.authority
        if request.operation == "autorizacionComprobanteLote":
            self._send_soap(soap.lote(request.argument), authority.faults.take("autorizacion", request.argument))
            return
        clave = request.argument.strip()
        fault = authority.faults.take("autorizacion", clave)
        self._remember("autorizacion", clave, "", fault)
        self._before(fault)
        found = authority.judge.look(clave)
        name, _, code = fault.behaviour.partition(":")
        if found is not None and name == "no_autorizado":
            found = authority.judge.refuse(found, code)
        if found is None or found.state == PROCESSING or name == "pending":
            self._send_soap(soap.authorization(clave, None), fault)
            return
        self._send_soap(soap.authorization(clave, self._verdict(found, name)), fault)

    def _verdict(self, found: Registered, behaviour: str) -> soap.Verdict:
        clave, comprobante = found.clave, found.xml
        if behaviour == "wrong_clave":
            clave = clave[:-9] + "999999999"
        elif behaviour == "tampered":
            comprobante = comprobante.replace(b"<importeTotal>", b"<importeTotal>9", 1)
        ambiente = _AMBIENTES[parts(found.clave)["ambiente"]]
        escaped = self.server.authority.escaped
        return soap.Verdict(found.state, clave, found.judged, ambiente, comprobante, found.messages, escaped)

    def _remember(self, operation: str, clave: str, sha256: str, fault: Fault) -> None:
        authority = self.server.authority
        authority.store.requests.append(
            {
                "time": authority.clock.now().isoformat(),
                "operation": operation,
                "clave": clave,
                "sha256": sha256,
                "behaviour": fault.behaviour,
            }
        )

    def _before(self, fault: Fault) -> None:
        """What happens before the request is looked at. Raises _NoAnswer."""
        if fault.behaviour == "delay":
            time.sleep(fault.seconds)
        elif fault.behaviour == "down":
            self._reset()
        elif fault.behaviour == "soap_fault":
            self._send(500, soap.fault("Error interno"), "text/xml; charset=utf-8")
            raise _NoAnswer

    def _send_soap(self, answer: bytes, fault: Fault) -> None:
        """Send the answer, or what was ordered instead of it. Raises _NoAnswer."""
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
                self._send(200, answer, "text/xml; charset=utf-8", sent=len(answer) // 2)
                raise _NoAnswer
            case "oversized":
                self._send(200, answer + b" " * MAX_BODY, "text/xml; charset=utf-8")
            case _:
                self._send(200, answer, "text/xml; charset=utf-8")

    def _reset(self) -> None:
        """End the connection with a reset, not with a farewell."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        raise _NoAnswer

    def _send(self, status: int, body: bytes, kind: str, sent: int | None = None) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[:sent])
            self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    # --- the control
    def _control(self, method: str, name: str, query: dict[str, list[str]], body: bytes = b"") -> None:
        try:
            content = json.loads(body) if body else {}
            if not isinstance(content, dict):
                raise BadOrder("an object is expected")
            answer = self._obey(method, name, query, content)
        except (ValueError, KeyError) as error:
            self._send(400, json.dumps({"error": str(error)}).encode(), "application/json")
            return
        status = 404 if answer is None else 200
        self._send(status, json.dumps(answer, ensure_ascii=False).encode(), "application/json; charset=utf-8")

    def _obey(self, method: str, name: str, query: dict[str, list[str]], content: dict[str, Any]) -> Any:
        authority = self.server.authority
        match method, name:
            case "GET", "health":
                return {"status": "ok"}
            case "POST", "faults":
                authority.faults.order(content)
            case "GET", "faults":
                return {"faults": authority.faults.waiting()}
            case "DELETE", "faults":
                authority.faults.clear()
            case "GET", "requests":
                wanted = query.get("clave", [""])[0]
                return {"requests": [r for r in list(authority.store.requests) if wanted in ("", r["clave"])]}
            case "DELETE", "requests":
                authority.store.requests.clear()
            case "GET", "documents":
                return {
                    "documents": [
                        {"clave": d.clave, "estado": d.state, "sha256": d.sha256, "mensajes": d.messages}
                        for d in authority.store.all()
                    ]
                }
            case "POST", "registry":
                authority.store.set_taxpayer(str(content["identification"]), str(content.get("code", "")))
            case "POST", "clock":
                authority.clock.offset_seconds = float(content["offset_seconds"])
            case "POST", "answers":
                authority.escaped = bool(content["escaped"])
            case _:
                return None
        return {"done": True}


def _clave_of(comprobante: bytes) -> str:
    """The clave of a comprobante as far as it can be told, for the faults and the log."""
    try:
        return read(comprobante).findtext("infoTributaria/claveAcceso") or ""
    except Unreadable:
        return ""
