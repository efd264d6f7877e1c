"""`python -m infra.sandbox --port 9000 [--state FILE] [--trust DIR]`: the SRI's stand-in, alone."""

from __future__ import annotations

import contextlib
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable
from types import FrameType

from infra.cli import Parser, number_from, place, whole_number
from infra.sandbox.certificates import load_trusted
from infra.sandbox.clock import Clock
from infra.sandbox.control import Authority
from infra.sandbox.faults import Faults
from infra.sandbox.judge import Judge
from infra.sandbox.options import Options
from infra.sandbox.server import SERVICES, Server
from infra.sandbox.store import Store

UNKNOWN_TAXPAYER = "1799999999001"
"""A RUC that the registry does not know from the start, so that a refusal for it can be seen."""


def build(
    port: int,
    state: str,
    trust: str,
    delay: float,
    console: Callable[[str], None] = lambda line: None,
    options: Options | None = None,
) -> Server:
    """A server that is ready to serve; the console is given a line for each call."""
    store, clock = Store(state), Clock()
    store.set_taxpayer(UNKNOWN_TAXPAYER, "46")
    judge = Judge(store, clock, load_trusted(trust) if trust else [], delay, options)
    return Server("127.0.0.1", port, Authority(store, clock, judge, Faults(), console=console))


def _tell(line: str) -> None:
    """What cannot be told, the terminal being gone, stops no call."""
    with contextlib.suppress(OSError, ValueError):
        print(line, flush=True)


def main() -> None:
    """Serve until told to end."""
    parser = Parser(prog="bin/sandbox", description="Sólo el SRI de prueba, hasta Ctrl-C.")
    port = whole_number(0, 65535)
    parser.add_argument("--port", type=port, default=9000, metavar="PUERTO", help="9000 si no se dice; 0: uno libre")
    parser.add_argument("--state", default="", metavar="ARCHIVO", help="guarda ahí lo registrado; sin él, en memoria")
    parser.add_argument(
        "--trust", default="", metavar="CARPETA", help="certificados raíz e intermedios en que confía, PEM o DER"
    )
    length, count = number_from(0), whole_number(0, 1_000_000)
    parser.add_argument(
        "--delay", type=length, default=0.3, metavar="SEGUNDOS", help="lo que un comprobante queda en proceso; 0.3"
    )
    parser.add_argument("--forget-after", type=length, default=0, metavar="DÍAS", help="olvida lo que juzgó hace más")
    parser.add_argument("--refusals", type=count, default=0, metavar="N", help="tras N rechazos de un día, error 90")
    parser.add_argument("--keep-numbers", action="store_true", help="un secuencial no autorizado queda ocupado (45)")
    chosen = parser.parse_args()
    state = str(place(chosen.state)) if chosen.state else ":memory:"
    trust = str(place(chosen.trust)) if chosen.trust else ""
    options = Options(chosen.forget_after, chosen.refusals, chosen.keep_numbers)
    try:
        server = build(chosen.port, state, trust, chosen.delay, _tell, options)
    except OSError:
        raise SystemExit(f"El SRI de prueba no puede empezar: el puerto {chosen.port} está ocupado.") from None
    except sqlite3.Error:
        raise SystemExit(f"El SRI de prueba no puede empezar: en «{state}» no se puede guardar su estado.") from None
    except ValueError as error:
        raise SystemExit(f"El SRI de prueba no puede empezar: {error}.") from None
    print(f"Recepción     {server.url}{SERVICES}RecepcionComprobantesOffline?wsdl")
    print(f"Autorización  {server.url}{SERVICES}AutorizacionComprobantesOffline?wsdl")
    print(f"Control       {server.url}/control/requests")
    if not chosen.trust:
        print("Sin --trust no hay entidades de certificación: toda firma será inválida (error 39).")
    sys.stdout.flush()

    def stop(_number: int, _frame: FrameType | None) -> None:
        threading.Thread(target=server.shutdown).start()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    server.serve_forever()
    server.server_close()
    server.authority.store.close()


if __name__ == "__main__":
    main()
