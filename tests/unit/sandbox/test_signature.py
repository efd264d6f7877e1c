"""What the judge takes for a signature, and each way of getting it wrong: always NO AUTORIZADO 39 and its reason."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from infra.sandbox import signature
from infra.sandbox.reading import whole
from tests.unit.sandbox.client import Sandbox
from tests.unit.sandbox.documents import RUC
from tests.unit.sandbox.signer import CEDULA_OID, RUC_OID, Change, N


@pytest.mark.parametrize("method", ["sha1", "sha256"])
@pytest.mark.parametrize("order", [("document", "key", "properties"), ("properties", "document", "key")])
def test_both_digests_and_any_order(sandbox: Sandbox, method: str, order: tuple[str, ...]) -> None:
    factura = sandbox.factura()
    assert sandbox.verdict(factura, sandbox.signed(factura, method=method, covers=order)).estado == "AUTORIZADO"


def refused(sandbox: Sandbox, xml: bytes, reason: str) -> None:
    found = sandbox.verdict(sandbox.factura(), xml)
    assert (found.estado, found.codes) == ("NO AUTORIZADO", ["39", "60"])
    assert reason in found.details


def reasons(root: etree._Element, ruc: str, now: datetime, trusted: list[x509.Certificate]) -> str:
    return "; ".join(signature.judged(root, ruc, now, trusted).reasons)


def text(path: str, value: str) -> Change:
    def change(element: etree._Element) -> None:
        node = element.find(f".//{path}", N)
        assert node is not None
        node.text = value

    return change


def attribute(path: str, name: str, value: str) -> Change:
    def change(element: etree._Element) -> None:
        node = element.find(f".//{path}", N)
        assert node is not None
        node.set(name, value)

    return change


def dropped(path: str) -> Change:
    def change(element: etree._Element) -> None:
        node = element.find(f".//{path}", N)
        assert node is not None
        parent = node.getparent()
        assert parent is not None
        parent.remove(node)

    return change


def in_front(element: etree._Element) -> None:
    root = element.getparent()
    assert root is not None
    root.insert(0, element)


EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("SigningCertificate", dropped("etsi:SigningCertificate")),
        ("resumen del certificado", text("etsi:CertDigest/ds:DigestValue", "AAAA")),
        ("resumen del certificado", attribute("etsi:CertDigest/ds:DigestMethod", "Algorithm", "urn:md5")),
        ("número de serie", text("ds:X509SerialNumber", "1")),
        ("emisor del certificado", text("ds:X509IssuerName", "CN=OTRA,O=FIRMAS,C=EC")),
        ("emisor del certificado", text("ds:X509IssuerName", "C=EC,O=FIRMAS,CN=ENTIDAD DE PRUEBA\\, S.A.")),
        ("emisor del certificado", text("ds:X509IssuerName", "E=a@example.com")),
        ("posterior", text("etsi:SigningTime", "2999-01-01T00:00:00-05:00")),
        ("no es una fecha", text("etsi:SigningTime", "ayer")),
        ("QualifyingProperties", attribute("etsi:QualifyingProperties", "Target", "#other")),
    ],
)
def test_signed_but_wrong(sandbox: Sandbox, reason: str, change: Change) -> None:
    """Everything is digested and signed rightly; what is signed says the wrong thing."""
    refused(sandbox, sandbox.signed(sandbox.factura(), change=change), reason)


@pytest.mark.parametrize(
    ("covers", "reason"),
    [
        (("properties", "key"), "0 referencias al comprobante"),
        (("key", "document"), "0 referencias a SignedProperties"),
        (("key", "document", "properties", "document"), "2 referencias al comprobante"),
        ((), "0 referencias al comprobante"),
    ],
)
def test_the_document_and_the_properties_are_covered_once(
    sandbox: Sandbox, covers: tuple[str, ...], reason: str
) -> None:
    refused(sandbox, sandbox.signed(sandbox.factura(), covers=covers), reason)


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace(b"maria@example.com", b"mario@example.com"),
        lambda xml: xml.replace(b"<detalle>\n", b"<detalle>\n "),
        lambda xml: xml.replace(b"<ds:SignatureValue>", b"<ds:SignatureValue>AAAA"),
        lambda xml: xml.replace(b"contenido comprobante", b"contenido cambiado"),
        lambda xml: xml.replace(b"<ds:DigestValue>", b"<ds:DigestValue>AAAA"),
        lambda xml: xml.replace(b"rsa-sha1", b"hmac-sha1"),
        lambda xml: xml.replace(b"<ds:Modulus>", b"<ds:Modulus>!"),
        lambda xml: xml.replace(b"<ds:X509Certificate>M", b"<ds:X509Certificate>N"),
        lambda xml: xml.replace(b"SignedInfo", b"SignedOut"),
        lambda xml: xml.replace(b' id="comprobante"', b""),
    ],
)
def test_changed_after_signing(sandbox: Sandbox, change: Callable[[bytes], bytes]) -> None:
    signed = sandbox.signed(sandbox.factura())
    assert change(signed) != signed
    refused(sandbox, change(signed), "")


def test_not_signed(sandbox: Sandbox) -> None:
    refused(sandbox, sandbox.factura().xml(), "exactamente una firma")


def test_the_key_must_be_the_certificates(sandbox: Sandbox) -> None:
    other = rsa.generate_private_key(65537, 2048)
    refused(sandbox, sandbox.signed(sandbox.factura(), key=other), "SignatureValue no es de la clave del certificado")


def test_signed_ahead_of_the_clock(sandbox: Sandbox) -> None:
    ahead = sandbox.signed(sandbox.factura(), at=sandbox.now + timedelta(minutes=10))
    refused(sandbox, ahead, "posterior")
    sandbox.control("POST", "clock", {"offset_seconds": 601})
    assert sandbox.verdict(sandbox.factura(), ahead).estado == "AUTORIZADO"


def issued(reason: str, **how: object) -> object:
    return pytest.param(reason, lambda s: s.certificates.issue(**({"ruc": RUC} | how)), id=f"{reason} {how}")


@pytest.mark.parametrize(
    ("reason", "certificate"),
    [
        issued("no corresponde al RUC", ruc="0190000001001"),
        issued("no corresponde al RUC", oid="1.3.6.1.4.1.37947.3.99"),
        issued("no es para firma digital", signs=False),
        issued("no está vigente", days=-1),
        issued("root", issuer="ENTIDAD DESCONOCIDA"),
    ],
)
def test_the_certificate(sandbox: Sandbox, reason: str, certificate: Callable[[Sandbox], x509.Certificate]) -> None:
    refused(sandbox, sandbox.signed(sandbox.factura(), certificate=certificate(sandbox)), reason)


@pytest.mark.parametrize("issuer", ["ENTIDAD DE PRUEBA, S.A.", "RAÍZ DE PRUEBA"])
@pytest.mark.parametrize(("oid", "holder"), [(RUC_OID, "1710034065001"), (CEDULA_OID, "1710034065")])
def test_a_person_signs_with_ruc_or_cedula(sandbox: Sandbox, issuer: str, oid: str, holder: str) -> None:
    factura = sandbox.factura(ruc="1710034065001")
    certificate = sandbox.certificates.issue(holder, oid=oid, issuer=issuer)
    assert sandbox.verdict(factura, sandbox.signed(factura, certificate=certificate)).estado == "AUTORIZADO"


def test_a_certificate_of_its_holders_own_making(sandbox: Sandbox) -> None:
    certificate = sandbox.certificates.own(RUC)
    refused(sandbox, sandbox.signed(sandbox.factura(), certificate=certificate), "root")


def test_a_certificate_under_the_name_of_a_trusted_one_but_not_its_key(sandbox: Sandbox) -> None:
    forged = sandbox.certificates.issue(RUC, by=sandbox.certificates.key)
    refused(sandbox, sandbox.signed(sandbox.factura(), certificate=forged), "root")


def hidden(signed: bytes, name: str = "id") -> bytes:
    """What was signed rightly, inside the signature's Object, in front of a root that says something else."""
    original = whole(signed)
    signature = original[-1]
    original.remove(signature)
    forged = whole(etree.tostring(original).replace(b"maria@example.com", b"mario@example.com"))
    forged.attrib.pop("id")
    forged.set(name, "comprobante")
    place = signature.find("ds:Object", N)
    assert place is not None
    place.append(original)
    forged.append(signature)
    return etree.tostring(forged, encoding="UTF-8", xml_declaration=True)


@pytest.mark.parametrize("name", ["id", "Id", "ID"])
def test_the_signed_hidden_in_the_signature(sandbox: Sandbox, name: str) -> None:
    """However the forged root calls itself: another identifier is refused by its form, the same by its signature."""
    signed = sandbox.signed(sandbox.factura())
    trusted = [sandbox.certificates.root, sandbox.certificates.intermediate]
    assert reasons(whole(signed), RUC, sandbox.now, trusted) == ""
    assert reasons(whole(hidden(signed, name)), RUC, sandbox.now, trusted)
    if name == "id":
        refused(sandbox, hidden(signed), "repetido")
    else:
        assert sandbox.submit(hidden(signed, name)).codes == ["35"]


def test_the_signed_inside_another(sandbox: Sandbox) -> None:
    signed = whole(sandbox.signed(sandbox.factura()))
    forged = whole(sandbox.factura(total="1.00").xml())
    forged.append(signed)
    trusted = [sandbox.certificates.root, sandbox.certificates.intermediate]
    assert reasons(forged, RUC, sandbox.now, trusted)
    assert sandbox.submit(etree.tostring(forged)).codes == ["35"]


@pytest.mark.parametrize("attribute", ["Id", "{urn:x}Id"])
def test_an_identifier_twice(sandbox: Sandbox, attribute: str) -> None:
    def change(element: etree._Element) -> None:
        place = element.find("ds:Object", N)
        assert place is not None
        place.append(etree.Element("x", {attribute: "comprobante"}))

    refused(sandbox, sandbox.signed(sandbox.factura(), change=change), "repetido")


def test_signed_twice(sandbox: Sandbox) -> None:
    twice = sandbox.signed(sandbox.signed(sandbox.factura()))
    assert sandbox.submit(twice).codes == ["35"]
    trusted = [sandbox.certificates.root, sandbox.certificates.intermediate]
    assert "exactamente una firma" in (reasons(whole(twice), RUC, sandbox.now, trusted))


def test_the_signature_moved_is_no_signature(sandbox: Sandbox) -> None:
    """It must be the last child: recepción refuses its place."""
    signed = sandbox.signed(sandbox.factura(), change=in_front)
    assert sandbox.submit(signed).codes == ["35"]


PATHS = st.integers(0, 60)
WORDS = st.sampled_from(["", "x", "#", "AAAA", "%%%", "#props", "#key", "1", "é", "2020-01-01", EXCLUSIVE, "http://x/"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=PATHS, word=WORDS, how=st.sampled_from(["text", "attribute", "drop", "twice", "child"]))
def test_no_rubbish_stops_the_judge(sandbox: Sandbox, place: int, word: str, how: str) -> None:
    """Whatever the signature holds, the answer is a reason or a verdict, never an exception."""
    root = whole(sandbox.signed(sandbox.factura()))
    parts = list(root[-1].iter())
    part = parts[place % len(parts)]
    parent = part.getparent()
    assert parent is not None
    match how:
        case "text":
            part.text = word
        case "attribute":
            part.set((list(part.keys()) or ["Id"])[0], word)
        case "drop":
            parent.remove(part)
        case "twice":
            part.addnext(etree.fromstring(etree.tostring(part, with_tail=False)))
        case "child":
            part.append(etree.Element(part.tag))
    found = signature.judged(root, RUC, sandbox.now, [sandbox.certificates.root, sandbox.certificates.intermediate])
    assert all(found.reasons)
    assert all(found.remarks)


def test_the_certificate_that_cannot_be_read(sandbox: Sandbox) -> None:
    rubbish = base64.b64encode(b"0\x82\x01").decode()
    refused(
        sandbox,
        sandbox.signed(sandbox.factura(), change=text("ds:X509Certificate", rubbish)),
        "resumen del certificado",
    )
