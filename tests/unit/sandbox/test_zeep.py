"""A client of another hand, driven by nothing but the contracts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from zeep import Client
from zeep.exceptions import Fault

from tests.examples import name_of
from tests.unit.sandbox.client import SERVICES, Sandbox
from tests.unit.sandbox.issued import EXAMPLES, clave, document, text


def client(sandbox: Sandbox, service: str) -> Client:
    return Client(f"{sandbox.server.url}{SERVICES}{service}ComprobantesOffline?wsdl")  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("escaped", [False, True])
def test_from_reception_to_authorisation(sandbox: Sandbox, escaped: bool) -> None:
    sandbox.control("POST", "answers", {"escaped": escaped})
    factura = sandbox.factura()
    signed = sandbox.signed(factura)
    received = client(sandbox, "Recepcion").service.validarComprobante(signed)
    assert received.estado == "RECIBIDA"
    assert received.comprobantes is None

    answer = client(sandbox, "Autorizacion").service.autorizacionComprobante(factura.key)
    assert (answer.claveAccesoConsultada, answer.numeroComprobantes) == (factura.key, "1")
    (found,) = answer.autorizaciones.autorizacion
    assert (found.estado, found.numeroAutorizacion, found.ambiente) == ("AUTORIZADO", factura.key, "PRUEBAS")
    assert found.fechaAutorizacion.utcoffset() == timedelta(hours=-5)
    assert found.comprobante.encode() == signed
    (remark,) = found.mensajes.mensaje
    assert (remark.identificador, remark.tipo) == ("60", "ADVERTENCIA")


@pytest.mark.parametrize("path", [p for p in EXAMPLES if p.stem.startswith("completa")], ids=name_of)
def test_every_comprobante(sandbox: Sandbox, path: Path) -> None:
    root = document(sandbox, path)
    signed = sandbox.signed(text(root))
    assert client(sandbox, "Recepcion").service.validarComprobante(signed).estado == "RECIBIDA"
    (found,) = client(sandbox, "Autorizacion").service.autorizacionComprobante(clave(root)).autorizaciones.autorizacion
    assert (found.estado, found.numeroAutorizacion) == ("AUTORIZADO", clave(root))
    assert found.comprobante.encode() == signed


def test_returned(sandbox: Sandbox) -> None:
    factura = sandbox.factura(version="9.9.9")
    answer = client(sandbox, "Recepcion").service.validarComprobante(factura.xml())
    assert answer.estado == "DEVUELTA"
    (found,) = answer.comprobantes.comprobante
    assert found.claveAcceso == factura.key
    (reason,) = found.mensajes.mensaje
    assert (reason.identificador, reason.tipo) == ("36", "ERROR")
    assert "9.9.9" in reason.informacionAdicional


def test_still_in_process(sandbox: Sandbox) -> None:
    answer = client(sandbox, "Autorizacion").service.autorizacionComprobante(sandbox.factura().key)
    assert answer.numeroComprobantes == "0"
    assert answer.autorizaciones is None


def test_lote(sandbox: Sandbox) -> None:
    answer = client(sandbox, "Autorizacion").service.autorizacionComprobanteLote(sandbox.factura().key)
    assert answer.numeroComprobantesLote == "0"


def test_a_fault(sandbox: Sandbox) -> None:
    service = client(sandbox, "Autorizacion").service
    sandbox.fault("soap_fault")
    with pytest.raises(Fault, match="Error interno"):
        service.autorizacionComprobante("1" * 49)
