"""HTTP under one deadline: from the first attempt to connect to the last byte of the answer.

The timeouts of HTTP clients bound each wait by itself: a server that sends a byte a second never breaks one. Here
every wait on the network (a connection, the handshake, each piece sent or read, also of the headers) is given what is
left of the **exchange**, and when nothing is left it fails with TimeoutError. What an exchange may take is told by
`within`, for the thread that makes it; the connections are pooled and serve one exchange after another. Only looking
the name up is left to the resolver's own limits.
"""

from __future__ import annotations

import math
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError


class _Exchange(threading.local):
    until = math.inf
    """Seconds of the monotonic clock."""


_exchange = _Exchange()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What this thread does on the network meanwhile has to end within so many seconds."""
    _exchange.until = time.monotonic() + seconds
    try:
        yield
    finally:
        _exchange.until = math.inf


def _left(most: float = math.inf) -> float | None:
    """Seconds that the next wait may take; None if there is no limit. Raises TimeoutError."""
    left = min(_exchange.until - time.monotonic(), most)
    if left <= 0:
        raise TimeoutError("the exchange took too long")
    return None if left == math.inf else left


class _Waits:
    """The waits of a socket, each bounded by what is left."""

    if TYPE_CHECKING:

        def settimeout(self, seconds: float | None) -> None: ...

    def recv_into(self, *arguments: Any, **named: Any) -> int:
        self.settimeout(_left())
        return super().recv_into(*arguments, **named)  # type: ignore[misc,no-any-return]

    def send(self, *arguments: Any, **named: Any) -> int:
        self.settimeout(_left())
        return super().send(*arguments, **named)  # type: ignore[misc,no-any-return]

    def sendall(self, *arguments: Any, **named: Any) -> None:
        self.settimeout(_left())
        super().sendall(*arguments, **named)  # type: ignore[misc]


class _Plain(_Waits, socket.socket):
    pass


class _Secure(_Waits, ssl.SSLSocket):
    pass


class _Connects:
    """Connects to one address after the other, all within the exchange and each within `timeout`."""

    if TYPE_CHECKING:
        host: str
        port: int
        timeout: Any
        socket_options: Any

    def _new_conn(self) -> socket.socket:
        try:
            found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            reason = error if isinstance(error, socket.gaierror) else socket.gaierror(str(error))
            raise NameResolutionError(self.host, self, reason) from error  # type: ignore[arg-type]
        failure: OSError = OSError("no address")
        for family, kind, protocol, _, address in found:
            try:
                return self._connected(_Plain(family, kind, protocol), address)
            except OSError as error:
                failure = error
        if isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(self, f"{self.host} does not answer") from failure
        raise NewConnectionError(self, f"{self.host}: {failure}") from failure  # type: ignore[arg-type]

    def _connected(self, made: _Plain, address: Any) -> _Plain:
        try:
            for option in self.socket_options or ():
                made.setsockopt(*option)
            made.settimeout(_left(self.timeout))
            made.connect(address)
            # A handshake takes over the timeout of its socket, and keeps to it as a whole.
            made.settimeout(_left())
        except OSError:
            made.close()
            raise
        return made


class _Http(_Connects, HTTPConnection):
    pass


class _Https(_Connects, HTTPSConnection):
    pass


class _HttpPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _Https


def pool(connections: int, connect_seconds: float, trust: ssl.SSLContext | None = None) -> urllib3.PoolManager:
    """A pool that keeps so many connections to each host and never repeats a request; threads may share it.

    `trust` says whose certificates are believed: the system's, unless another context is given.
    """
    context = trust or ssl.create_default_context()
    context.sslsocket_class = _Secure
    manager = urllib3.PoolManager(
        maxsize=connections,
        retries=False,
        timeout=urllib3.Timeout(connect=connect_seconds, read=None),
        ssl_context=context,
    )
    manager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
    return manager
