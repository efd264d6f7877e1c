"""The SRI over the wire: a tiny server says what it is told to, and the answer has to be read for what it is."""

from __future__ import annotations

import base64
import os
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from chalicelib.adapters.sri import soap
from chalicelib.adapters.sri.authority import MAX_MESSAGES, MAX_WORDS, Addresses, Sri
from chalicelib.adapters.sri.soap import SoapClient
from chalicelib.domain.documents.xml import parse
from chalicelib.services.ports import Consequence, Judged, Submitted

CLAVE = "2110201101179214673900110020010000000011234567813"
SIGNED = '<?xml version="1.0" encoding="UTF-8"?><factura id="comprobante">ñ &amp; co</factura>'.encode()


def envelope(body: str) -> bytes:
    return (
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
        f"{body}</soap:Body></soap:Envelope>"
    ).encode()


def http(body: bytes, status: str = "200 OK", length: int | None = None) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/xml\r\nContent-Length: {len(body) if length is None else length}"
    return head.encode() + b"\r\n\r\n" + body


def message(code: str, words: str = "x", detail: str = "", kind: str = "ERROR") -> str:
    return (
        f"<mensaje><identificador>{code}</identificador><mensaje>{words}</mensaje>"
        f"<informacionAdicional>{detail}</informacionAdicional><tipo>{kind}</tipo></mensaje>"
    )


def reception(estado: str, *messages: str) -> bytes:
    return envelope(
        '<n:validarComprobanteResponse xmlns:n="http://ec.gob.sri.ws.recepcion"><RespuestaRecepcionComprobante>'
        f"<estado>{estado}</estado><comprobantes><comprobante><claveAcceso>{CLAVE}</claveAcceso>"
        f"<mensajes>{''.join(messages)}</mensajes></comprobante></comprobantes>"
        "</RespuestaRecepcionComprobante></n:validarComprobanteResponse>"
    )


def verdict(estado: str, comprobante: str = "", at: str = "2026-11-23T10:00:00-05:00", *messages: str) -> str:
    return (
        f"<autorizacion><estado>{estado}</estado><numeroAutorizacion>{CLAVE}</numeroAutorizacion>"
        f"<fechaAutorizacion>{at}</fechaAutorizacion><ambiente>PRUEBAS</ambiente>"
        f"<comprobante>{comprobante}</comprobante><mensajes>{''.join(messages)}</mensajes></autorizacion>"
    )


def authorization(*verdicts: str) -> bytes:
    return envelope(
        '<n:autorizacionComprobanteResponse xmlns:n="http://ec.gob.sri.ws.autorizacion">'
        f"<RespuestaAutorizacionComprobante><claveAccesoConsultada>{CLAVE}</claveAccesoConsultada>"
        f"<numeroComprobantes>{len(verdicts)}</numeroComprobantes><autorizaciones>{''.join(verdicts)}</autorizaciones>"
        "</RespuestaAutorizacionComprobante></n:autorizacionComprobanteResponse>"
    )


RESET = b"reset"
HANG = b"hang"
DRIP = b"drip"
"""Before an answer: a byte of it each fiftieth of a second."""


class Server(threading.Thread):
    """Answers each request with the next of its raw answers; keeps connections open between them."""

    def __init__(self, *answers: bytes, threads: bool = False, tls: tuple[Path, ssl.SSLContext] | None = None) -> None:
        super().__init__(daemon=True)
        self.threads = threads
        self.tls = tls
        self.answers = list(answers)
        self.requests: list[bytes] = []
        self.dripped = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.quit = threading.Event()

    def run(self) -> None:
        while self.answers:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            if self.threads:
                threading.Thread(target=self._connected, args=[connection], daemon=True).start()
            else:
                self._connected(connection)

    def _connected(self, connection: socket.socket) -> None:
        with suppress(OSError):
            if self.tls:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(self.tls[0])
                connection = context.wrap_socket(connection, server_side=True)
            with connection:
                self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as stream:
            while self.answers and (request := self._request(stream)):
                self.requests.append(request)
                answer = self.answers.pop(0)
                if answer == HANG:
                    self.quit.wait(10)
                    return
                if answer == RESET:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    return
                if answer.startswith(DRIP):
                    self._drip(connection, answer.removeprefix(DRIP))
                    return
                connection.sendall(answer)
                if b"Content-Length: 9999" in answer[:200]:
                    return

    def _drip(self, connection: socket.socket, answer: bytes) -> None:
        for place in range(len(answer)):
            if self.quit.wait(0.02):
                return
            connection.sendall(answer[place : place + 1])
            self.dripped += 1

    @staticmethod
    def _request(stream) -> bytes:  # type: ignore[no-untyped-def]
        length = 0
        while (line := stream.readline().strip()) != b"":
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return bytes(stream.read(length))


@contextmanager
def sri(
    *answers: bytes, seconds: float = 5, threads: bool = False, tls: tuple[Path, ssl.SSLContext] | None = None
) -> Iterator[tuple[Sri, Server]]:
    server = Server(*answers, threads=threads, tls=tls)
    server.start()
    address = f"http{'s' if tls else ''}://localhost:{server.port}/ws?wsdl"
    try:
        yield Sri({"1": Addresses(address, address)}, SoapClient(2, seconds, tls[1] if tls else None)), server
    finally:
        server.quit.set()
        server.listener.close()
        server.join(5)


def test_what_is_sent_is_the_signed_bytes() -> None:
    with sri(http(reception("RECIBIDA"))) as (authority, server):
        assert authority.submit("1", SIGNED).verdict is Submitted.RECEIVED
    sent = parse(server.requests[0])
    assert base64.b64decode(soap.text(soap.named(sent, "validarComprobante")[0], "xml")) == SIGNED


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["43"], Submitted.KNOWN),
        (["70"], Submitted.KNOWN),
        (["45"], Submitted.TAKEN),
        (["50"], Submitted.BUSY),
        (["35"], Submitted.RETURNED),
        (["9999"], Submitted.RETURNED),
        (["35", "43"], Submitted.KNOWN),
        (["45", "43"], Submitted.KNOWN),
        ([], Submitted.RETURNED),
    ],
)
def test_each_refusal_has_its_reaction(codes: list[str], expected: Submitted) -> None:
    with sri(http(reception("DEVUELTA", *(message(c, "palabras", "detalle") for c in codes)))) as (authority, _):
        answer = authority.submit("1", SIGNED)
    assert answer.verdict is expected
    assert [m.code for m in answer.messages] == [f"SRI-{c}" for c in codes]
    assert all((m.text, m.detail) == ("palabras", "detalle") and m.remedy for m in answer.messages)


NOT_REGISTERED = "No existe un contribuyente registrado con el RUC 1790012345001"


@pytest.mark.parametrize(
    ("code", "detail", "verdict", "consequence"),
    [
        ("35", "El elemento x no es válido", Submitted.RETURNED, Consequence.NONE),
        ("35", NOT_REGISTERED, Submitted.DECLINED, Consequence.STOP_ISSUER),
        ("35", f"  {NOT_REGISTERED.upper().replace(' ', '  ')}", Submitted.DECLINED, Consequence.STOP_ISSUER),
        ("90", "", Submitted.DECLINED, Consequence.HOLD_ISSUER),
        ("90", "LIMITE DE INTENTOS NO AUTORIZADOS POR DIA", Submitted.DECLINED, Consequence.HOLD_ISSUER),
        ("96", "No es agente de retención", Submitted.RETURNED, Consequence.STOP_ISSUER),
    ],
)
def test_what_a_code_means_depends_on_its_detail(
    code: str, detail: str, verdict: Submitted, consequence: Consequence
) -> None:
    with sri(http(reception("DEVUELTA", message(code, "palabras", detail)))) as (authority, _):
        answer = authority.submit("1", SIGNED)
    assert (answer.verdict, answer.consequence) == (verdict, consequence)


@pytest.mark.parametrize(("environment", "words"), [("1", "ambiente de pruebas"), ("2", "ambiente de producción")])
def test_an_issuer_that_is_not_registered_reads_which_ambiente_to_ask_for(environment: str, words: str) -> None:
    with sri(http(reception("DEVUELTA", message("35", "ARCHIVO NO CUMPLE", NOT_REGISTERED)))) as (_, server):
        address = f"http://localhost:{server.port}/ws"
        other = Sri({environment: Addresses(address, address)}, SoapClient(2, 5))
        (said,) = other.submit(environment, SIGNED).messages
    assert words in said.remedy


def test_a_message_without_a_code_is_kept() -> None:
    bare = "<mensaje><mensaje>SERVICIO EN MANTENIMIENTO</mensaje></mensaje>"
    with sri(http(reception("DEVUELTA", bare))) as (authority, _):
        answer = authority.submit("1", SIGNED)
    assert [(m.code, m.text) for m in answer.messages] == [("SRI-SIN-CODIGO", "SERVICIO EN MANTENIMIENTO")]
    assert (answer.verdict, answer.consequence) == (Submitted.RETURNED, Consequence.ALERT)


ANOTHER = CLAVE.replace("0000001", "0000002")


def factura(clave: str) -> str:
    return f"<factura><infoTributaria><claveAcceso>{clave}</claveAcceso></infoTributaria></factura>"


@pytest.mark.parametrize("code", ["35", "43", "45", "90", ""])
def test_a_refusal_of_another_clave_at_reception_leaves_the_outcome_open(code: str) -> None:
    answer = reception("DEVUELTA", message(code))
    with sri(http(answer.replace(CLAVE.encode(), ANOTHER.encode())), http(answer)) as (authority, _):
        assert authority.submit("1", factura(CLAVE).encode()).verdict is Submitted.UNKNOWN
        assert authority.submit("1", factura(CLAVE).encode()).verdict is not Submitted.UNKNOWN


@pytest.mark.parametrize(
    "answer",
    [
        authorization().replace(CLAVE.encode(), ANOTHER.encode()),
        authorization(verdict("NO AUTORIZADO")).replace(CLAVE.encode(), ANOTHER.encode()),
        authorization(verdict("NO AUTORIZADO").replace(CLAVE, ANOTHER)),
        authorization(verdict("NO AUTORIZADO", escape(factura(ANOTHER)))),
    ],
    ids=["not known", "all of it", "its number", "its document"],
)
def test_an_answer_about_another_clave_says_nothing_of_ours(answer: bytes) -> None:
    with sri(http(answer)) as (authority, _):
        found = authority.query("1", CLAVE)
    assert found.verdict is Judged.UNAVAILABLE
    assert ANOTHER not in found.reason


def test_a_refusal_that_names_ours_or_nobody_is_believed() -> None:
    ours = authorization(verdict("NO AUTORIZADO", escape(factura(CLAVE))))
    nobody = authorization(verdict("NO AUTORIZADO")).replace(CLAVE.encode(), b"N/A")
    with sri(http(ours), http(nobody)) as (authority, _):
        assert [authority.query("1", CLAVE).verdict for _ in range(2)] == [Judged.REFUSED] * 2


BAD_ANSWERS = {
    "html": http(b"<html><body>Mantenimiento<br></body></html>"),
    "xhtml": http(b"<html><body>Mantenimiento</body></html>"),
    "empty": http(b""),
    "truncated": http(reception("RECIBIDA")[:200], length=99990),
    "cut but complete in length": http(reception("RECIBIDA")[:-30]),
    "reset": RESET,
    "fault": http(envelope("<soap:Fault><faultstring>x</faultstring></soap:Fault>")),
    "fault 500": http(envelope("<soap:Fault><faultstring>x</faultstring></soap:Fault>"), "500 Error"),
    "502": http(b"Bad Gateway", "502 Bad Gateway"),
    "redirect": http(b"", "302 Found\r\nLocation: http://127.0.0.1:1/x"),
    "doctype": http(b"<!DOCTYPE a [<!ENTITY e 'x'>]>" + reception("RECIBIDA")),
    "other state": http(reception("EN COLA")),
    "no body": http(b'<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"/>'),
    "not http": b"RECIBIDA\r\n\r\n",
    "hang": HANG,
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
def test_an_answer_that_cannot_be_read_leaves_the_outcome_open(name: str) -> None:
    with sri(BAD_ANSWERS[name], seconds=0.3) as (authority, _):
        assert authority.submit("1", SIGNED).verdict is Submitted.UNKNOWN


@pytest.mark.parametrize("name", sorted(set(BAD_ANSWERS) - {"other state"}))
def test_a_question_without_a_readable_answer_says_nothing(name: str) -> None:
    with sri(BAD_ANSWERS[name], seconds=0.3) as (authority, _):
        answer = authority.query("1", CLAVE)
    assert answer.verdict is Judged.UNAVAILABLE
    assert CLAVE not in answer.reason


def test_slow_answers_side_by_side_are_given_up_together() -> None:
    """`RUBRICA_EXCHANGE=25 pytest -k side_by_side -s` prints the figure of docs/reliability.md."""
    seconds = float(os.environ.get("RUBRICA_EXCHANGE", "0.4"))
    slow = DRIP + http(reception("RECIBIDA", message("60", "x" * 50_000)))
    with sri(*[slow] * 10, threads=True, seconds=seconds) as (authority, server):
        began = time.monotonic()
        with ThreadPoolExecutor(10) as workers:
            verdicts = list(workers.map(lambda n: authority.submit("1", SIGNED).verdict, range(10)))
        print(f"\n10 calls, a byte each fiftieth of a second: given up after {time.monotonic() - began:.1f} s")
        assert verdicts == [Submitted.UNKNOWN] * 10
        assert server.dripped < 10 * 50_000
        server.answers.clear()
        server.listener.close()


def self_signed(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A server's key and certificate, and a client's trust in it."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, private.public_key(), 1, now - timedelta(1), now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(private, hashes.SHA256())
        .public_bytes(Encoding.PEM)
    )
    chain = folder / "server.pem"
    chain.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate)
    return chain, ssl.create_default_context(cadata=certificate.decode())


SLOW = {
    "from the first byte": DRIP + http(reception("RECIBIDA", message("60", "x" * 5_000))),
    "in its headers": DRIP + b"HTTP/1.1 200 OK\r\nX: " + b"x" * 5_000,
    "in its length": DRIP + b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 1_000,
}


@pytest.mark.parametrize("name", SLOW)
def test_an_answer_of_a_byte_at_a_time_holds_a_call_no_longer_than_its_deadline(name: str) -> None:
    with sri(SLOW[name], SLOW[name], seconds=0.3) as (authority, server):
        assert authority.submit("1", SIGNED).verdict is Submitted.UNKNOWN
        assert 0 < server.dripped < 1_000, "the call ended while the answer was still trickling in"
        server.listener.close()


@pytest.mark.parametrize("seconds", [0.4, 5])
def test_the_deadline_holds_for_encrypted_answers_too(seconds: float, tmp_path: Path) -> None:
    answer = http(reception("RECIBIDA", message("60", "x" * 5_000)))
    with sri(answer if seconds == 5 else DRIP + answer, tls=self_signed(tmp_path), seconds=seconds) as (
        authority,
        server,
    ):
        expected = Submitted.RECEIVED if seconds == 5 else Submitted.UNKNOWN
        assert authority.submit("1", SIGNED).verdict is expected
        assert server.dripped < 1_000
        server.listener.close()


def test_a_request_that_nobody_reads_holds_a_call_no_longer_than_its_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}/ws"
        authority = Sri({"1": Addresses(address, address)}, SoapClient(1, 0.3))
        assert authority.submit("1", b"x" * 30_000_000).verdict is Submitted.UNKNOWN


def test_many_calls_at_once_share_a_client() -> None:
    with sri(*[http(authorization(verdict("AUTORIZADO", FORMS["cdata"])))] * 40, threads=True) as (authority, server):
        with ThreadPoolExecutor(10) as workers:
            verdicts = list(workers.map(lambda n: authority.query("1", CLAVE).verdict, range(40)))
        assert verdicts == [Judged.AUTHORIZED] * 40
        assert len(server.requests) == 40


def test_an_answer_to_another_question_says_nothing() -> None:
    with sri(http(reception("RECIBIDA"))) as (authority, _):
        assert authority.query("1", CLAVE).verdict is Judged.UNAVAILABLE


def test_a_connection_that_cannot_be_made_delivered_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    address = f"http://127.0.0.1:{port}/ws"
    authority = Sri({"1": Addresses(address, address)}, SoapClient(1, 1))
    assert authority.submit("1", SIGNED).verdict is Submitted.NOT_SENT
    assert authority.query("1", CLAVE).verdict is Judged.UNAVAILABLE


@pytest.mark.parametrize("address", ["", "http://", "no-scheme", "http://[::1"])
def test_a_wrong_setting_is_no_exception(address: str) -> None:
    authority = Sri({"1": Addresses(address, address)}, SoapClient(1, 1))
    assert authority.submit("1", SIGNED).verdict in (Submitted.UNKNOWN, Submitted.NOT_SENT)


def test_an_answer_too_large_does_not_spoil_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soap, "MAX_ANSWER", 5_000)
    large = http(reception("RECIBIDA", message("60", "x" * 60_000)))
    with sri(large, http(reception("RECIBIDA"))) as (authority, _):
        assert authority.submit("1", SIGNED).verdict is Submitted.UNKNOWN
        assert authority.submit("1", SIGNED).verdict is Submitted.RECEIVED


def test_the_words_of_the_sri_are_kept_to_a_size_a_record_can_hold() -> None:
    many = (message("35", "x" * 5_000, "y" * 9_000) for _ in range(100))
    with sri(http(reception("DEVUELTA", *many))) as (authority, _):
        answer = authority.submit("1", SIGNED)
    assert answer.verdict is Submitted.RETURNED
    assert len(answer.messages) == MAX_MESSAGES
    assert all(len(m.text) <= MAX_WORDS and len(m.detail) <= MAX_WORDS for m in answer.messages)


FORMS = {
    "cdata": f"<![CDATA[{SIGNED.decode()}]]>",
    "escaped": escape(SIGNED.decode()),
}


@pytest.mark.parametrize("form", FORMS)
def test_an_authorisation_gives_back_our_bytes_and_its_evidence(form: str) -> None:
    warning = message("60", "ESTE PROCESO FUE REALIZADO EN EL AMBIENTE DE PRUEBAS", "", "ADVERTENCIA")
    node = verdict("AUTORIZADO", FORMS[form], "2026-11-23T10:00:00.123-05:00", warning)
    with sri(http(authorization(node))) as (authority, _):
        answer = authority.query("1", CLAVE)
    assert answer.verdict is Judged.AUTHORIZED
    assert answer.document == SIGNED
    assert answer.number == CLAVE
    assert answer.at is not None
    assert answer.at.isoformat() == "2026-11-23T10:00:00.123000-05:00"
    again = authority.read_evidence(answer.evidence)
    assert again == answer


def test_of_several_verdicts_the_authorised_one_counts() -> None:
    nodes = [verdict("NO AUTORIZADO"), verdict("AUTORIZADO", FORMS["cdata"]), verdict("NO AUTORIZADO")]
    with sri(http(authorization(*nodes))) as (authority, _):
        assert authority.query("1", CLAVE).verdict is Judged.AUTHORIZED


def test_of_two_authorised_ones_that_of_our_clave_comes_first_and_none_is_left_out() -> None:
    other = verdict("AUTORIZADO", "<![CDATA[<factura/>]]>")
    foreign = other.replace(CLAVE, CLAVE[:-1] + "0")
    with sri(http(authorization(foreign, other, verdict("AUTORIZADO", FORMS["cdata"])))) as (authority, _):
        answer = authority.query("1", CLAVE)
    assert [a.document for a in (answer, *answer.others)] == [b"<factura/>", SIGNED, b"<factura/>"]
    assert [a.number == CLAVE for a in (answer, *answer.others)] == [True, True, False]


def test_without_one_the_newest_counts() -> None:
    new = verdict("NO AUTORIZADO", FORMS["cdata"], "2026-11-23T12:00:00-05:00", message("52", "DIFERENCIAS"))
    old = verdict("NO AUTORIZADO", "", "2026-11-22T12:00:00-05:00", message("39", "FIRMA"))
    with sri(http(authorization(new, old))) as (authority, _):
        answer = authority.query("1", CLAVE)
    assert answer.verdict is Judged.REFUSED
    assert [m.code for m in answer.messages] == ["SRI-52"]
    assert answer.document == SIGNED, "so that an earlier attempt's refusal can be told"


@pytest.mark.parametrize(
    ("estado", "expected"),
    [
        ("AUTORIZADO", Judged.AUTHORIZED),
        (" autorizado\n", Judged.AUTHORIZED),
        ("NO AUTORIZADO", Judged.REFUSED),
        ("RECHAZADO", Judged.REFUSED),
        ("RECHAZADA", Judged.REFUSED),
        ("EN PROCESO", Judged.PENDING),
        ("EN PROCESAMIENTO", Judged.PENDING),
        ("PENDIENTE DE ANULAR", Judged.PENDING),
        ("AUTORIZADO CON RESERVA", Judged.PENDING),
        ("", Judged.PENDING),
    ],
)
def test_state_words_are_a_whitelist(estado: str, expected: Judged) -> None:
    with sri(http(authorization(verdict(estado, FORMS["cdata"])))) as (authority, _):
        assert authority.query("1", CLAVE).verdict is expected


@pytest.mark.parametrize("nodes", [[], ["<autorizacion/>"]])
def test_no_verdict_is_an_unknown_clave(nodes: list[str]) -> None:
    with sri(http(authorization(*nodes))) as (authority, _):
        assert authority.query("1", CLAVE).verdict is Judged.UNKNOWN_CLAVE
