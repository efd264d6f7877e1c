"""Facturas of all sorts, signed as the service signs them, judged by a sandbox that shares no code with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.signing import xades
from chalicelib.signing.profile import Algorithm
from infra.local.sample_data import SAMPLES, SELLER
from infra.local.samples import Sample, xml
from tests.unit.sandbox.client import Sandbox
from tests.unit.sandbox.documents import Factura

REFUSED = {"16": "52", "17": "35", "18": "69"}
"""The code of those that must fail, by the number in their name."""


@pytest.mark.parametrize("algorithm", list(Algorithm))
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.name)
def test_sample(sandbox: Sandbox, sample: Sample, algorithm: Algorithm) -> None:
    named = Factura(sandbox.today, ruc=SELLER.ruc, punto="001")
    clave = f"<claveAcceso>{named.key}</claveAcceso><codDoc>".encode()
    document = xml(sample, SELLER, named.day, named.secuencial).replace(b"<codDoc>", clave, 1)
    key = xades.SigningKey(sandbox.certificates.key, sandbox.certificates.issue(SELLER.ruc))
    moment = sandbox.now - timedelta(seconds=5)
    signed = xades.sign(document, key, moment=moment, algorithm=algorithm, nonce="n1")
    received = sandbox.submit(signed)
    found = sandbox.ask(named.key) if received.estado == "RECIBIDA" else received
    code = REFUSED.get(sample.name[:2])
    assert (found.codes[0], found.estado == "AUTORIZADO") == (code or "60", code is None), found.details
    if found is not received:
        assert found.text("comprobante").encode() == signed
