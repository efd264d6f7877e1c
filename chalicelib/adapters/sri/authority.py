"""The SRI as the core sees a tax authority: its words mapped to ours.

The reaction to each error code is data (`domain/ecuador/sri_errors`), the state words are a whitelist: AUTORIZADO is
good, NO AUTORIZADO and RECHAZADO are bad, every other word means *not yet* (ficha técnica §5.12 and its samples).

An answer may name a clave: the one that was asked for, that of a judgement, that of a document in it. A refusal, or the
word that nothing is known, which names another one is an **answer about another** and says nothing of ours. (Of an
authorisation the core compares the bytes.)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from lxml import etree

from chalicelib.adapters.sri.soap import (
    SoapClient,
    Unreachable,
    Unreadable,
    autorizacion_comprobante,
    named,
    text,
    validar_comprobante,
)
from chalicelib.domain.documents.record import AuthorityMessage
from chalicelib.domain.documents.xml import UnsafeXml, parse
from chalicelib.domain.ecuador import autorizacion, sri_errors
from chalicelib.domain.ecuador.sri_errors import Action
from chalicelib.services.ports import Consequence, Judged, QueryAnswer, SubmitAnswer, Submitted

MAX_MESSAGES = 30
MAX_WORDS = 2000
"""Of the SRI's words, in characters: a record has to fit into its 400 KB whatever the SRI says."""

AUTORIZADO = "AUTORIZADO"
NO_AUTORIZADO = frozenset({"NO AUTORIZADO", "RECHAZADA", "RECHAZADO"})

_RETURNED: dict[Action, tuple[Submitted, Consequence]] = {
    Action.QUERY_AUTHORIZATION: (Submitted.KNOWN, Consequence.NONE),
    Action.POLL_AUTHORIZATION: (Submitted.KNOWN, Consequence.NONE),
    Action.QUERY_THEN_NEW_SEQUENTIAL: (Submitted.TAKEN, Consequence.NONE),
    Action.RETRY_BACKOFF_SAME_XML: (Submitted.BUSY, Consequence.NONE),
    Action.BLOCK_ISSUER: (Submitted.RETURNED, Consequence.STOP_ISSUER),
    Action.ESCALATE: (Submitted.RETURNED, Consequence.ALERT),
    Action.WAIT_FOR_ISSUER: (Submitted.DECLINED, Consequence.STOP_ISSUER),
    Action.WAIT_FOR_TOMORROW: (Submitted.DECLINED, Consequence.HOLD_ISSUER),
    Action.FIX_NEW_DATE: (Submitted.RETURNED, Consequence.NONE),
    Action.FIX_RESEND_SAME_KEY: (Submitted.RETURNED, Consequence.NONE),
    Action.FIX_LOCAL: (Submitted.RETURNED, Consequence.NONE),
}
"""What a DEVUELTA means, by the action of its decisive message."""

_REFUSED = {
    Action.BLOCK_ISSUER: Consequence.STOP_ISSUER,
    Action.WAIT_FOR_ISSUER: Consequence.STOP_ISSUER,
    Action.WAIT_FOR_TOMORROW: Consequence.HOLD_ISSUER,
    Action.ESCALATE: Consequence.ALERT,
}
"""What a NO AUTORIZADO means beyond its document."""

ABOUT_ANOTHER = "an answer about another clave"
CLAVE = re.compile(r"[0-9]{49}")

WITHOUT_CODE = "SIN-CODIGO"
"""Stands in the place of a code that the SRI left out."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The two services of one ambiente."""

    recepcion: str
    autorizacion: str


class Sri:
    """Implements `TaxAuthority`. `addresses` maps an ambiente («1», «2») to its services."""

    def __init__(self, addresses: Mapping[str, Addresses], soap: SoapClient) -> None:
        self._addresses = addresses
        self._soap = soap

    def submit(self, environment: str, signed: bytes) -> SubmitAnswer:
        """Hand in a signed comprobante."""
        try:
            answer = self._soap.call(self._addresses[environment].recepcion, validar_comprobante(signed))
        except Unreachable as error:
            return SubmitAnswer(Submitted.NOT_SENT, reason=str(error))
        except Unreadable as error:
            return SubmitAnswer(Submitted.UNKNOWN, reason=str(error))
        found = _reception(answer, environment)
        if found.verdict is not Submitted.RECEIVED and _names_another(named(answer, "claveAcceso"), _clave_in(signed)):
            return SubmitAnswer(Submitted.UNKNOWN, reason=ABOUT_ANOTHER)
        return found

    def query(self, environment: str, clave: str) -> QueryAnswer:
        """Ask what became of a clave de acceso."""
        try:
            answer = self._soap.call(self._addresses[environment].autorizacion, autorizacion_comprobante(clave))
        except (Unreachable, Unreadable) as error:
            return QueryAnswer(Judged.UNAVAILABLE, reason=str(error))
        if not named(answer, "RespuestaAutorizacionComprobante"):
            return QueryAnswer(Judged.UNAVAILABLE, reason="not an answer to the question")
        nodes = _deciding([n for n in named(answer, "autorizacion") if len(n)], clave)
        first, *others = [_judgement(node, environment) for node in nodes] or [QueryAnswer(Judged.UNKNOWN_CLAVE)]
        if first.verdict is not Judged.AUTHORIZED:
            numbers = [number for node in nodes for number in named(node, "numeroAutorizacion")]
            claves = named(answer, "claveAccesoConsultada") + numbers
            if _names_another(claves, clave) or _is_another(_clave_in(first.document), clave):
                return QueryAnswer(Judged.UNAVAILABLE, reason=ABOUT_ANOTHER)
        return replace(first, others=tuple(others))

    def read_evidence(self, evidence: bytes) -> QueryAnswer:
        """Read an archived `<autorizacion>`. Raises ValueError if it is not one."""
        found = autorizacion.read(evidence)
        return QueryAnswer(
            Judged.AUTHORIZED if found.estado == AUTORIZADO else Judged.REFUSED,
            messages=tuple(
                _advised(m.identificador, m.mensaje, m.informacion_adicional, m.tipo, found.ambiente)
                for m in found.mensajes[:MAX_MESSAGES]
            ),
            number=found.numero,
            at=found.fecha,
            evidence=evidence,
            document=found.comprobante,
        )


def _reception(answer: etree._Element, environment: str) -> SubmitAnswer:
    states = named(answer, "RespuestaRecepcionComprobante")
    estado = text(states[0], "estado").upper() if states else ""
    messages = _messages(answer, environment)
    if estado == "RECIBIDA":
        return SubmitAnswer(Submitted.RECEIVED, messages)
    if estado != "DEVUELTA":
        return SubmitAnswer(Submitted.UNKNOWN, messages, reason="a state that is neither RECIBIDA nor DEVUELTA")
    verdict, consequence = _RETURNED[_decisive(messages)]
    return SubmitAnswer(verdict, messages, consequence=consequence)


def _decisive(messages: tuple[AuthorityMessage, ...]) -> Action:
    return sri_errors.decisive((m.code.removeprefix("SRI-"), f"{m.text} {m.detail}") for m in messages)


def _messages(node: etree._Element, environment: str) -> tuple[AuthorityMessage, ...]:
    """The messages under a node."""
    return tuple(
        _advised(
            text(m, "identificador") or WITHOUT_CODE,
            text(m, "mensaje"),
            text(m, "informacionAdicional"),
            text(m, "tipo"),
            environment,
        )
        for m in _with_parts(node)
    )[:MAX_MESSAGES]


def _with_parts(node: etree._Element) -> list[etree._Element]:
    """The messages' elements. `mensaje` names the message and also its text: a message has elements in it."""
    return [m for m in named(node, "mensaje") if any(isinstance(part.tag, str) for part in m)]


def _advised(code: str, words: str, detail: str, kind: str, environment: str) -> AuthorityMessage:
    remedy = sri_errors.remedy(code, f"{words} {detail}", environment)
    return AuthorityMessage(f"SRI-{code[:20]}", words[:MAX_WORDS], detail[:MAX_WORDS], kind[:20] or "ERROR", remedy)


def _deciding(nodes: list[etree._Element], clave: str) -> list[etree._Element]:
    """The nodes that count, the likeliest first: those that are authorised (which of them is ours only its bytes tell),
    else the newest (ficha técnica, preguntas frecuentes)."""
    authorised = [node for node in nodes if text(node, "estado").upper() == AUTORIZADO]
    if authorised:
        return sorted(authorised, key=lambda n: text(n, "numeroAutorizacion") != clave)
    return [max(nodes, key=lambda n: text(n, "fechaAutorizacion"))] if nodes else []


def _names_another(elements: list[etree._Element], clave: str) -> bool:
    """Whether one of the elements holds a clave, and not ours."""
    return any(_is_another("".join(map(str, element.itertext())).strip(), clave) for element in elements)


def _is_another(found: str, clave: str) -> bool:
    """Whether that is a clave (the SRI writes other words there, too), and not ours."""
    return CLAVE.fullmatch(found) is not None and CLAVE.fullmatch(clave) is not None and found != clave


def _clave_in(comprobante: bytes) -> str:
    """The clave de acceso that a comprobante is under; empty if it cannot be read."""
    try:
        return (parse(comprobante).findtext(".//infoTributaria/claveAcceso") or "").strip()
    except UnsafeXml:
        return ""


def _judgement(node: etree._Element, environment: str) -> QueryAnswer:
    estado = text(node, "estado").upper()
    messages = _messages(node, environment)
    comprobantes = named(node, "comprobante")
    document = autorizacion.embedded(comprobantes[0]) if comprobantes else b""
    if estado in NO_AUTORIZADO:
        consequence = _REFUSED.get(_decisive(messages), Consequence.NONE)
        return QueryAnswer(Judged.REFUSED, messages, document=document, consequence=consequence)
    if estado != AUTORIZADO:
        return QueryAnswer(Judged.PENDING, messages)
    at = _moment(text(node, "fechaAutorizacion"))
    number = text(node, "numeroAutorizacion")
    evidence = autorizacion.write(
        estado=estado,
        numero=number,
        fecha=at,
        ambiente=text(node, "ambiente"),
        comprobante=document,
        mensajes=tuple(
            autorizacion.Mensaje(
                text(m, "identificador"), text(m, "mensaje"), text(m, "informacionAdicional"), text(m, "tipo")
            )
            for m in _with_parts(node)
        ),
    )
    return QueryAnswer(Judged.AUTHORIZED, messages, number, at, evidence, document)


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.fromisoformat(stamp)
    except ValueError:
        return None
