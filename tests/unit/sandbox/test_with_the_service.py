"""What the service makes of every comprobante, before a judge that shares no code with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from chalicelib.adapters.clock import SystemClock
from chalicelib.adapters.signer import XadesSigner
from chalicelib.countries.ecuador import country
from chalicelib.domain.documents.country import Issuer, Part, Prepared, Rejected, Unnumbered
from chalicelib.domain.documents.xml import parse
from chalicelib.domain.ecuador import figures
from chalicelib.domain.ecuador.comprobantes import BY_ROOT
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
from chalicelib.domain.ecuador.reading import Values, read, validate, write
from chalicelib.domain.tenants.tenant import Tenant
from chalicelib.signing import xades
from chalicelib.signing.profile import Algorithm
from infra.sandbox import clave as own_clave
from infra.sandbox import dates, people, schema, supports
from infra.sandbox.arithmetic import differences
from tests.examples import name_of
from tests.generator.sales import bare
from tests.unit.ecuador.build import PLATFORM_RUC, TODAY, eight
from tests.unit.sandbox.client import Sandbox
from tests.unit.sandbox.documents import RUC
from tests.unit.sandbox.issued import EXAMPLES, clave, document, text

WITH_FIGURES = ("factura", "liquidacionCompra", "notaCredito", "notaDebito", "comprobanteRetencion")
OFF = [Decimal(cents).scaleb(-2) for cents in (1, -1, 2, -2, 5, 100)]


@pytest.mark.parametrize("algorithm", list(Algorithm))
@pytest.mark.parametrize("path", EXAMPLES, ids=name_of)
def test_what_the_service_signs_is_authorised(sandbox: Sandbox, path: Path, algorithm: Algorithm) -> None:
    root = document(sandbox, path)
    key = xades.SigningKey(sandbox.certificates.key, sandbox.certificates.issue(RUC))
    moment = sandbox.now - timedelta(seconds=5)
    signed = xades.sign(text(root), key, moment=moment, algorithm=algorithm, nonce="n1")
    assert sandbox.submit(signed).estado == "RECIBIDA"
    found = sandbox.ask(clave(root))
    assert found.estado == "AUTORIZADO", found.details
    assert found.text("comprobante").encode() == signed


def as_an_erp_signs(signature: etree._Element) -> None:
    """Signature and QualifyingProperties share an Id that nothing refers to; comments stand between the parts."""
    qualifying = signature.find(".//{*}QualifyingProperties")
    assert qualifying is not None
    qualifying.set("Id", str(signature.get("Id")))
    for part in list(signature):
        part.addprevious(etree.Comment(f" {etree.QName(part).localname} "))


@pytest.mark.parametrize("path", EXAMPLES, ids=name_of)
def test_what_another_program_signed_goes_through_byte_for_byte(sandbox: Sandbox, path: Path) -> None:
    """The door takes it, the signer leaves it alone, and the judge authorises it."""
    root = document(sandbox, path)
    signed = sandbox.signed(text(root), change=as_an_erp_signs)
    ecuador = country({}, SystemClock())
    issuer = Issuer(RUC, frozenset({"1"}), root.findtext("infoTributaria/razonSocial") or "")
    found = ecuador.preparer.prepare(Part("a.xml", signed), issuer=issuer, today=sandbox.today, numeric_code=eight)
    if isinstance(found, Rejected):
        assert {p.code for p in found.problems if p.severity == "error"} == {"XML-SOLO-LECTURA"}
        return
    assert isinstance(found, Prepared)
    assert found.unsigned == signed
    assert "FIRMADO-DUDA" not in {p.code for p in found.warnings}
    tenant = Tenant(RUC, issuer.name, "EC", frozenset({"1"}), b"")
    signer = XadesSigner(None, Algorithm.SHA1)  # type: ignore[arg-type]  # no key is asked for
    assert signer.sign(tenant, found.unsigned, sandbox.now) == signed
    assert sandbox.submit(signed).estado == "RECIBIDA"
    answer = sandbox.ask(clave(root))
    assert answer.estado == "AUTORIZADO", answer.details


def money(root: etree._Element) -> list[etree._Element]:
    """The elements with a decimal point in their number."""
    return [
        e for e in root.iter() if not len(e) and "." in (e.text or "") and (e.text or "").replace(".", "").isdigit()
    ]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(WITH_FIGURES),
    st.integers(0, 2**32),
    st.sampled_from(OFF),
)
def test_both_find_the_same_figures_wrong(name: str, seed: int, off: Decimal) -> None:
    """One figure of a right document is changed; a change that the schema refuses says nothing. The taxes of a document
    withheld on are another issuer's: of them the service warns."""
    random = Random(seed)
    kind = BY_ROOT[name]
    right, problems = validate(Values(kind, figures.complete(kind, bare(name, random))))
    assert right is not None, problems
    root = parse(write(right))
    changed = random.choice(money(root))
    changed.text = str(Decimal(changed.text or "") + off)
    comprobante, _ = read(root)
    if comprobante is None:
        return
    found = list(figures.check(comprobante))
    refused = any(p.severity == "error" or p.code == "TOT-SUSTENTO" for p in found)
    if name == "comprobanteRetencion":
        assert refused or not differences(root)
    else:
        assert refused == bool(differences(root)), (changed.tag, off, found)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(WITH_FIGURES), st.integers(0, 2**32))
def test_no_stage_refuses_what_the_service_prepares(name: str, seed: int) -> None:
    """Handed in without a figure; what the service itself refuses never comes before the judge."""
    issuer = Issuer("1790016919001", frozenset({"1"}), "FERRETERÍA EL TORNILLO S.A.")
    part = Part("a.json", values={name: bare(name, Random(seed))})
    preparer = EcuadorPreparer(Platform(PLATFORM_RUC))
    outcome = preparer.prepare(part, issuer=issuer, today=TODAY, numeric_code=eight)
    if isinstance(outcome, Unnumbered):
        outcome = outcome.numbered(1)
    if not isinstance(outcome, Prepared):
        return
    root = parse(outcome.unsigned)
    noon = datetime(TODAY.year, TODAY.month, TODAY.day, 17, tzinfo=UTC)
    assert schema.problems(root) == []
    assert own_clave.well_formed(outcome.clave)
    assert dates.refusal(root, noon) is None
    assert people.refusal(root, lambda number: "") is None
    assert supports.refusal(root) is None
    assert differences(root) == []
