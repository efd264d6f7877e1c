"""What is handed to the signature is in canonical form already, but for the XML declaration."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import etree

from chalicelib.domain.documents.country import DocumentNumber, Issuer, Part, Prepared
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
from infra.local.sample_data import SAMPLES, SELLER
from infra.local.samples import Sample, xml

GOOD = [s for s in SAMPLES if s.expected != "RECHAZADO"]


def digits(_number: DocumentNumber) -> str:
    return "12345678"


@pytest.mark.parametrize("sample", GOOD, ids=lambda s: s.name)
def test_prepared_bytes_are_canonical(sample: Sample) -> None:
    day = date(2026, 11, 23)
    prepared = EcuadorPreparer(Platform("1793216745001")).prepare(
        Part("a.xml", xml(sample, SELLER, day, 1)),
        issuer=Issuer(SELLER.ruc, frozenset({"1"})),
        today=day,
        numeric_code=digits,
    )
    assert isinstance(prepared, Prepared)
    declaration, end, document = prepared.unsigned.partition(b"?>")
    assert declaration + end == b'<?xml version="1.0" encoding="UTF-8"?>'
    assert document.strip() == etree.tostring(etree.fromstring(prepared.unsigned), method="c14n")
