"""The shapes of the two services: requests taken apart, answers put together, contracts.

SOAP 1.1, document/literal, empty soapAction; the response element is in the service's namespace, what it holds is in
none (elementFormDefault unqualified).
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from xml.sax.saxutils import escape

from lxml import etree

from infra.sandbox.reading import Unreadable, content

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
RECEPCION = "http://ec.gob.sri.ws.recepcion"
AUTORIZACION = "http://ec.gob.sri.ws.autorizacion"


class BadRequest(ValueError):
    """Not a request of the contract."""


@dataclass(frozen=True)
class Request:
    """A call: its operation and its one argument."""

    operation: str
    argument: str

    @property
    def comprobante(self) -> bytes:
        """The argument of validarComprobante. Raises BadRequest."""
        try:
            return base64.b64decode("".join(self.argument.split()), validate=True)
        except ValueError:
            raise BadRequest("xml is not base64Binary") from None


SERVICES = {
    "Recepcion": (RECEPCION, {"validarComprobante": "xml"}),
    "Autorizacion": (
        AUTORIZACION,
        {"autorizacionComprobante": "claveAccesoComprobante", "autorizacionComprobanteLote": "claveAccesoLote"},
    ),
}
"""By service: its namespace, its operations and the name of the argument of each."""


def request(data: bytes, service: str) -> Request:
    """The call in an envelope. Raises BadRequest."""
    namespace, arguments = SERVICES[service]
    try:
        root = content(data)
    except Unreadable:
        raise BadRequest("not well-formed") from None
    body = root.find(f"{{{ENVELOPE}}}Body")
    if root.tag != f"{{{ENVELOPE}}}Envelope" or body is None or len(body) != 1:
        raise BadRequest("not a SOAP 1.1 envelope with one call")
    name = etree.QName(body[0])
    if name.namespace != namespace or name.localname not in arguments:
        raise BadRequest(f"unknown operation {name.localname}")
    return Request(name.localname, body[0].findtext(arguments[name.localname]) or "")


def _envelope(body: str) -> bytes:
    return f'<soap:Envelope xmlns:soap="{ENVELOPE}"><soap:Body>{body}</soap:Body></soap:Envelope>'.encode()


def fault(whose: str, text: str) -> bytes:
    """A SOAP fault, the «Client»'s or the «Server»'s."""
    return _envelope(
        f"<soap:Fault><faultcode>soap:{whose}</faultcode><faultstring>{escape(text)}</faultstring></soap:Fault>"
    )


def _messages(messages: list[dict[str, str]]) -> str:
    inner = "".join(
        "<mensaje>" + "".join(f"<{k}>{escape(v)}</{k}>" for k, v in m.items() if v) + "</mensaje>" for m in messages
    )
    return f"<mensajes>{inner}</mensajes>"


def reception(clave: str, refusal: dict[str, str] | None) -> bytes:
    """The answer of validarComprobante."""
    estado = "RECIBIDA" if refusal is None else "DEVUELTA"
    inner = ""
    if refusal is not None:
        inner = f"<comprobante><claveAcceso>{escape(clave)}</claveAcceso>{_messages([refusal])}</comprobante>"
    return _envelope(
        f'<ns2:validarComprobanteResponse xmlns:ns2="{RECEPCION}"><RespuestaRecepcionComprobante>'
        f"<estado>{estado}</estado><comprobantes>{inner}</comprobantes>"
        "</RespuestaRecepcionComprobante></ns2:validarComprobanteResponse>"
    )


@dataclass(frozen=True)
class Verdict:
    """One `<autorizacion>`. `judged` is ISO 8601; `escaped` gives the comprobante as escaped text, not CDATA."""

    estado: str
    clave: str
    judged: str
    ambiente: str
    comprobante: bytes
    messages: list[dict[str, str]]
    escaped: bool = False


def malformed(complaint: dict[str, str]) -> Verdict:
    """The answer to a question about something that is no clave."""
    return Verdict("RECHAZADA", "", "", "", b"", [complaint])


def authorization(clave: str, verdict: Verdict | None) -> bytes:
    """The answer of autorizacionComprobante; without a verdict the clave is unknown or still in process."""
    inner = _verdict(verdict) if verdict else ""
    return _envelope(
        f'<ns2:autorizacionComprobanteResponse xmlns:ns2="{AUTORIZACION}"><RespuestaAutorizacionComprobante>'
        f"<claveAccesoConsultada>{escape(clave)}</claveAccesoConsultada>"
        f"<numeroComprobantes>{int(verdict is not None)}</numeroComprobantes>"
        f"<autorizaciones>{inner}</autorizaciones>"
        "</RespuestaAutorizacionComprobante></ns2:autorizacionComprobanteResponse>"
    )


def lote(clave: str) -> bytes:
    """The answer of autorizacionComprobanteLote: this authority takes single documents only."""
    return _envelope(
        f'<ns2:autorizacionComprobanteLoteResponse xmlns:ns2="{AUTORIZACION}"><RespuestaAutorizacionLote>'
        f"<claveAccesoLoteConsultada>{escape(clave)}</claveAccesoLoteConsultada>"
        "<numeroComprobantesLote>0</numeroComprobantesLote><autorizaciones/>"
        "</RespuestaAutorizacionLote></ns2:autorizacionComprobanteLoteResponse>"
    )


def said(answer: bytes) -> str:
    """An answer in one line: estado, then each message with what it adds; «EN PROCESO» if there is no verdict."""
    root = content(answer)
    told = []
    for node in root.iter("mensaje"):
        parts = (" ".join(node.findtext(name, "").split()) for name in ("mensaje", "informacionAdicional"))
        if len(node):
            told.append(f"{node.findtext('identificador', '')} {': '.join(p for p in parts if p)}")
    return " · ".join([next((e.text or "" for e in root.iter("estado")), "EN PROCESO"), *told])


def _verdict(v: Verdict) -> str:
    text = v.comprobante.decode()
    if not text or v.escaped:
        content = escape(text).replace("\r", "&#13;")
    else:
        content = f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>').replace(chr(13), ']]>&#13;<![CDATA[')}]]>"
    number = f"<numeroAutorizacion>{v.clave}</numeroAutorizacion>" if v.estado == "AUTORIZADO" else ""
    when = f"<fechaAutorizacion>{v.judged}</fechaAutorizacion>" if v.judged else ""
    return (
        f"<autorizacion><estado>{v.estado}</estado>{number}{when}<ambiente>{v.ambiente}</ambiente>"
        f"<comprobante>{content}</comprobante>{_messages(v.messages)}</autorizacion>"
    )


_MESSAGE_TYPE = """<xs:complexType name="mensaje"><xs:sequence>
<xs:element minOccurs="0" name="identificador" type="xs:string"/>
<xs:element minOccurs="0" name="mensaje" type="xs:string"/>
<xs:element minOccurs="0" name="informacionAdicional" type="xs:string"/>
<xs:element minOccurs="0" name="tipo" type="xs:string"/></xs:sequence></xs:complexType>"""


def _group(name: str, item: str) -> str:
    return (
        f'<xs:element minOccurs="0" name="{name}"><xs:complexType><xs:sequence>'
        f'<xs:element maxOccurs="unbounded" minOccurs="0" ref="tns:{item}"/>'
        "</xs:sequence></xs:complexType></xs:element>"
    )


def _type(name: str, *content: str) -> str:
    return f'<xs:complexType name="{name}"><xs:sequence>{"".join(content)}</xs:sequence></xs:complexType>'


def _optional(name: str, kind: str = "xs:string") -> str:
    return f'<xs:element minOccurs="0" name="{name}" type="{kind}"/>'


_RECEPCION_TYPES = "".join(
    (
        _type("validarComprobante", _optional("xml", "xs:base64Binary")),
        _type("validarComprobanteResponse", _optional("RespuestaRecepcionComprobante", "tns:respuestaSolicitud")),
        _type("respuestaSolicitud", _optional("estado"), _group("comprobantes", "comprobante")),
        _type("comprobante", _optional("claveAcceso"), _group("mensajes", "mensaje")),
    )
)
_AUTORIZACION_TYPES = "".join(
    (
        _type("autorizacionComprobante", _optional("claveAccesoComprobante")),
        _type(
            "autorizacionComprobanteResponse", _optional("RespuestaAutorizacionComprobante", "tns:respuestaComprobante")
        ),
        _type("autorizacionComprobanteLote", _optional("claveAccesoLote")),
        _type("autorizacionComprobanteLoteResponse", _optional("RespuestaAutorizacionLote", "tns:respuestaLote")),
        _type(
            "respuestaComprobante",
            _optional("claveAccesoConsultada"),
            _optional("numeroComprobantes"),
            _group("autorizaciones", "autorizacion"),
        ),
        _type(
            "respuestaLote",
            _optional("claveAccesoLoteConsultada"),
            _optional("numeroComprobantesLote"),
            _group("autorizaciones", "autorizacion"),
        ),
        _type(
            "autorizacion",
            _optional("estado"),
            _optional("numeroAutorizacion"),
            _optional("fechaAutorizacion", "xs:dateTime"),
            _optional("ambiente"),
            _optional("comprobante"),
            _group("mensajes", "mensaje"),
        ),
    )
)
_CONTRACTS = {
    "Recepcion": (RECEPCION, _RECEPCION_TYPES, ("validarComprobante",), ("comprobante", "mensaje")),
    "Autorizacion": (
        AUTORIZACION,
        _AUTORIZACION_TYPES,
        ("autorizacionComprobante", "autorizacionComprobanteLote"),
        ("autorizacion", "mensaje"),
    ),
}


def wsdl(service: str, address: str) -> bytes:
    """The contract of «Recepcion» or «Autorizacion», served at the address."""
    namespace, types, operations, elements = _CONTRACTS[service]
    name = f"{service}ComprobantesOffline"
    pairs = [part for o in operations for part in (o, f"{o}Response")]
    declared = "".join(f'<xs:element name="{e}" type="tns:{e}"/>' for e in (*pairs, *elements))
    messages = "".join(
        f'<wsdl:message name="{p}"><wsdl:part element="tns:{p}" name="parameters"/></wsdl:message>' for p in pairs
    )
    ports = "".join(
        f'<wsdl:operation name="{o}"><wsdl:input message="tns:{o}" name="{o}"/>'
        f'<wsdl:output message="tns:{o}Response" name="{o}Response"/></wsdl:operation>'
        for o in operations
    )
    bound = "".join(
        f'<wsdl:operation name="{o}"><soap:operation soapAction="" style="document"/>'
        f'<wsdl:input name="{o}"><soap:body use="literal"/></wsdl:input>'
        f'<wsdl:output name="{o}Response"><soap:body use="literal"/></wsdl:output></wsdl:operation>'
        for o in operations
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:tns="{namespace}" name="{name}Service" '
        f'targetNamespace="{namespace}"><wsdl:types><xs:schema elementFormDefault="unqualified" '
        f'targetNamespace="{namespace}" version="1.0">{declared}{types}{_MESSAGE_TYPE}</xs:schema></wsdl:types>'
        f'{messages}<wsdl:portType name="{name}">{ports}</wsdl:portType>'
        f'<wsdl:binding name="{name}ServiceSoapBinding" type="tns:{name}">'
        f'<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>{bound}</wsdl:binding>'
        f'<wsdl:service name="{name}Service"><wsdl:port binding="tns:{name}ServiceSoapBinding" name="{name}Port">'
        f'<soap:address location="{escape(address)}"/></wsdl:port></wsdl:service></wsdl:definitions>'
    ).encode()
