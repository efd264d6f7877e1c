"""The front door: one address for everything a person opens.

`/` and below go to the application through the local API Gateway, as a domain name and its certificate would do it on
AWS: clean paths, the public host in `Host`. What lies under `/_local/` exists only here: pages to look into the local
stack (infra/local/pages.py).
"""

from __future__ import annotations

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from infra.local.gateway import GatewayAnswers
from infra.local.home import HOST, Port
from infra.local.pages import Pages

_HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "content-length",
    "host",
}
AT_ONCE = 8
"""Requests that are with the application at the same time; the others wait for their turn. Each of them keeps a worker
of its own, and of dozens that start together none is ready before the gateway gives up (29 s)."""
MAX_BODY = 10_000_000
"""Bytes; API Gateway takes no larger requests."""


class FrontDoor(ThreadingHTTPServer):
    """Listens on the port people use. `api` is the id and stage of the application's REST API."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, front: Port, cloud: Port, api: str, pages: Pages, refusals: GatewayAnswers) -> None:
        super().__init__((HOST, front.number), _Door)
        self.front = front
        self.cloud = cloud
        self.api = api
        self.pages = pages
        self.refusals = refusals
        self.places = threading.BoundedSemaphore(AT_ONCE)

    def start(self) -> None:
        """Begin to answer, in the background."""
        threading.Thread(target=self.serve_forever, name="front door", daemon=True).start()


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    server: FrontDoor

    def handle_one_request(self) -> None:
        """One request, whatever its method."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline:
            self.close_connection = True
            return
        if len(self.raw_requestline) > 65536:
            self.requestline = self.request_version = self.command = ""
            self.send_error(414)
            return
        if not self.parse_request():
            return
        if self.path.split("?")[0] == "/_local" or self.path.startswith("/_local/"):
            self._local()
        else:
            self._forward()
        self.wfile.flush()

    def _local(self) -> None:
        if self.command not in ("GET", "HEAD"):
            self._answer(405, [("Content-Type", "text/plain; charset=utf-8")], b"Solo GET.")
            return
        page = self.server.pages.answer(self.path)
        headers = [("Content-Type", page.content_type), ("Cache-Control", "no-store"), *page.headers]
        self._answer(page.status, headers, page.body)

    def _forward(self) -> None:
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self._answer(411, [("Content-Type", "text/plain; charset=utf-8")], b"Falta Content-Length.")
            return
        size = self.headers.get("Content-Length", "0")
        if not size.isdigit() or int(size) > MAX_BODY:
            self.close_connection = True
            self._answer(413, [("Content-Type", "text/plain; charset=utf-8")], b"Demasiado grande.")
            return
        body = self.rfile.read(int(size))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
        headers |= {
            "Host": self.headers.get("Host", f"localhost:{self.server.front.number}"),
            "X-Forwarded-For": self.client_address[0],
            "X-Forwarded-Proto": "http",
            "X-Forwarded-Port": str(self.server.front.number),
            "Content-Length": str(len(body)),
        }
        upstream = http.client.HTTPConnection(HOST, self.server.cloud.number, timeout=40)
        try:
            with self.server.places:
                upstream.request(self.command, f"/restapis/{self.server.api}/_user_request_{self.path}", body, headers)
                response = upstream.getresponse()
                content = response.read()
        except (OSError, http.client.HTTPException):
            self._answer(502, [("Content-Type", "text/plain; charset=utf-8")], b"La nube local no responde.")
            return
        finally:
            upstream.close()
        if error := response.getheader("x-amzn-ErrorType"):
            refusal = self.server.refusals.answer(response.status, error, content, self.headers.get("Accept", ""))
            self._answer(refusal.status, refusal.headers, refusal.body)
            return
        passed = [(n, v) for n, v in response.getheaders() if n.lower() not in _HOP_BY_HOP | {"date", "server"}]
        self._answer(response.status, passed, content)

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are logged by the application, not here."""

    def version_string(self) -> str:
        """What stands in `Server`."""
        return "rubrica-local"
