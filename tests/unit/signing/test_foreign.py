"""Signatures that other programs made: those of xmlsec1 and our own hold, changed and wrapped ones do not."""

from __future__ import annotations

import hashlib
import subprocess
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from chalicelib.signing.certificate import issuer_name
from chalicelib.signing.foreign import BadForeignSignature, carries_signature, verify
from chalicelib.signing.profile import DS, ETSI, Algorithm, text
from chalicelib.signing.xades import SigningKey
from infra.local.authority import Authority, Holder
from tests.unit.signing.world import NOW, RUC, certificate, document, signed, usage

C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
ENVELOPED = f"{DS}enveloped-signature"


def template(
    certificate: x509.Certificate,
    *,
    prefix: str = "ds",
    canonical: str = C14N,
    algorithm: Algorithm = Algorithm.SHA256,
    uri: str = "#comprobante",
    at: str = "2026-11-23T09:59:00-05:00",
) -> str:
    """A signature to be filled in by xmlsec1. An empty prefix makes the namespace of XMLDSig the default one."""
    p = f"{prefix}:" if prefix else ""
    ns = f"xmlns:{prefix}" if prefix else "xmlns"
    der = certificate.public_bytes(serialization.Encoding.DER)
    method = f'<{p}DigestMethod Algorithm="{algorithm.digest_uri}"/>'
    empty = f"{method}<{p}DigestValue/>"
    own = b64encode(hashlib.sha256(der).digest()).decode()
    return (
        f'<{p}Signature {ns}="{DS}" Id="firma-7"><{p}SignedInfo>'
        f'<{p}CanonicalizationMethod Algorithm="{canonical}"/>'
        f'<{p}SignatureMethod Algorithm="{algorithm.signature_uri}"/>'
        f'<{p}Reference URI="{uri}"><{p}Transforms><{p}Transform Algorithm="{ENVELOPED}"/>'
        f'<{p}Transform Algorithm="{canonical}"/></{p}Transforms>{empty}</{p}Reference>'
        f'<{p}Reference URI="#props" Type="http://uri.etsi.org/01903#SignedProperties">'
        f'<{p}Transforms><{p}Transform Algorithm="{canonical}"/></{p}Transforms>{empty}</{p}Reference>'
        f"</{p}SignedInfo><{p}SignatureValue/>"
        f"<{p}KeyInfo><{p}X509Data><{p}X509Certificate>{b64encode(der).decode()}</{p}X509Certificate>"
        f"</{p}X509Data></{p}KeyInfo>"
        f'<{p}Object><x:QualifyingProperties xmlns:x="{ETSI}" Target="#firma-7"><x:SignedProperties Id="props">'
        f"<x:SignedSignatureProperties><x:SigningTime>{at}</x:SigningTime>"
        f'<x:SigningCertificate><x:Cert><x:CertDigest><{p}DigestMethod Algorithm="{SHA256}"/>'
        f"<{p}DigestValue>{own}</{p}DigestValue></x:CertDigest><x:IssuerSerial><{p}X509IssuerName>"
        f"{text(issuer_name(certificate))}</{p}X509IssuerName><{p}X509SerialNumber>{certificate.serial_number}</{p}X509SerialNumber>"
        f"</x:IssuerSerial></x:Cert></x:SigningCertificate></x:SignedSignatureProperties>"
        f"</x:SignedProperties></x:QualifyingProperties></{p}Object></{p}Signature>"
    )


@pytest.fixture
def by_xmlsec1(holder: Holder, tmp_path: Path) -> Callable[..., bytes]:
    """Signs with xmlsec1."""

    def make(unsigned: bytes | None = None, signer: Holder = holder, **how: object) -> bytes:
        key = signer.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (tmp_path / "key.pem").write_bytes(key)
        plain = (unsigned or document("\n  <total>1.00</total>\n  ")).decode()
        of = how.pop("certificate", signer.certificate)
        assert isinstance(of, x509.Certificate)
        blank = plain.replace("</factura>", f"{template(of, **how)}\n</factura>")  # type: ignore[arg-type]
        (tmp_path / "blank.xml").write_text(blank)
        command = ["xmlsec1", "--sign", "--privkey-pem", str(tmp_path / "key.pem")]
        command += ["--id-attr:id", "factura", "--id-attr:Id", f"{ETSI}:SignedProperties"]
        done = subprocess.run([*command, str(tmp_path / "blank.xml")], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return make


def reason(data: bytes, ruc: str = RUC) -> str:
    with pytest.raises(BadForeignSignature) as found:
        verify(data, ruc, NOW)
    return str(found.value)


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_our_own_signature_holds(key: SigningKey, holder: Holder, algorithm: Algorithm) -> None:
    data = signed(document(), key, algorithm)
    assert carries_signature(data)
    assert verify(data, RUC, NOW).signer == holder.certificate


@pytest.mark.parametrize("prefix", ["ds", "dsig", ""])
@pytest.mark.parametrize("canonical", [C14N, EXCLUSIVE])
@pytest.mark.parametrize("algorithm", list(Algorithm))
@pytest.mark.parametrize("uri", ["#comprobante", ""])
def test_xmlsec1s_signature_holds(
    by_xmlsec1: Callable[..., bytes], holder: Holder, prefix: str, canonical: str, algorithm: Algorithm, uri: str
) -> None:
    data = by_xmlsec1(prefix=prefix, canonical=canonical, algorithm=algorithm, uri=uri)
    assert verify(data, RUC, NOW).signer == holder.certificate
    assert "cambió" in reason(data.replace(b"1.00", b"1.01"))


def test_a_document_without_signature() -> None:
    assert not carries_signature(document())
    assert "exactamente una firma" in reason(document())


def test_another_company(by_xmlsec1: Callable[..., bytes]) -> None:
    assert "no lleva ese RUC" in reason(by_xmlsec1(), ruc="1790012346001")


def test_an_expired_certificate(by_xmlsec1: Callable[..., bytes], authority: Authority, holder: Holder) -> None:
    old = certificate(authority.intermediate, holder, usage(), ends=NOW - timedelta(hours=1))
    assert "no está vigente" in reason(by_xmlsec1(certificate=old))


def test_a_certificate_that_is_not_for_signing(by_xmlsec1: Callable[..., bytes], other: Holder) -> None:
    assert "no es para firma digital" in reason(by_xmlsec1(signer=other))


def test_a_certificate_that_is_read_only_in_part(by_xmlsec1: Callable[..., bytes], holder: Holder) -> None:
    """An extension that stands there twice is found when the extensions are read, not the certificate."""
    twice = asn1.Certificate.load(holder.certificate.public_bytes(serialization.Encoding.DER))
    extensions = twice["tbs_certificate"]["extensions"]
    extensions.append(extensions[0].copy())
    odd = x509.load_der_x509_certificate(twice.dump(force=True))
    assert "no se puede leer" in reason(by_xmlsec1(certificate=odd))


def test_a_signature_ahead_of_the_clock(by_xmlsec1: Callable[..., bytes]) -> None:
    assert "en el futuro" in reason(by_xmlsec1(at="2026-11-23T11:00:00-05:00"))


def test_the_certificate_of_somebody_else(key: SigningKey, other_key: SigningKey) -> None:
    data = signed(document(), key)
    assert b64encode(key.der) in data
    swapped = data.replace(b64encode(key.der), b64encode(other_key.der))
    assert "no trae el certificado" in reason(swapped)


def wrapped(data: bytes) -> bytes:
    """The signed document inside another, whose figures are the attacker's."""
    original = etree.fromstring(data)
    signature = original[-1]
    root = etree.fromstring(document("<total>9999.00</total>"))
    root.set("id", "comprobante")
    hidden = etree.SubElement(root, "oculto")
    hidden.append(original)
    root.append(signature)
    return etree.tostring(root)


def test_wrapping_is_refused(by_xmlsec1: Callable[..., bytes]) -> None:
    assert "está dos veces" in reason(wrapped(by_xmlsec1()))
    root = etree.fromstring(wrapped(by_xmlsec1()))
    root.set("id", "otro")
    assert "no se admite" in reason(etree.tostring(root))


def test_two_signatures_or_one_in_another_place(key: SigningKey) -> None:
    root = etree.fromstring(signed(document(), key))
    root.insert(0, root[-1])
    assert "exactamente una firma" in reason(etree.tostring(root))


def test_a_comment_in_a_value_is_told_and_others_are_not(key: SigningKey) -> None:
    good = signed(document(), key)
    (doubt,) = verify(good.replace(b"1.00", b"1.0<!-- x -->0"), RUC, NOW).doubts
    assert "un comentario parte el texto de «total»" in doubt
    for place in (b"<total>", b"<ds:KeyInfo", b"<ds:Signature ", b"<etsi:SigningTime>", b"</factura>"):
        assert verify(good.replace(place, b"<!-- x -->" + place), RUC, NOW).doubts == ()


def test_a_reference_to_something_else(by_xmlsec1: Callable[..., bytes]) -> None:
    assert "no se admite" in reason(by_xmlsec1(uri="#props"))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_changed_byte_never_passes_as_another_document(key: SigningKey, data: st.DataObject) -> None:
    """Either the change is refused, or it is one that canonical XML does not see."""
    good = signed(document(), key)
    place = data.draw(st.integers(0, len(good) - 1))
    changed = good[:place] + bytes([data.draw(st.integers(0, 255))]) + good[place + 1 :]
    try:
        verify(changed, RUC, NOW)
    except BadForeignSignature:
        return
    before, after = etree.fromstring(good), etree.fromstring(changed)
    before.remove(before[-1])
    after.remove(after[-1])
    assert etree.tostring(before, method="c14n") == etree.tostring(after, method="c14n")


WORDS = st.sampled_from(["", "x", "#", "AAAA", "%%%", "#comprobante", "1", "é", "²", "2020-01-01", EXCLUSIVE, "ñ" * 99])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.integers(0, 60),
    word=WORDS,
    how=st.sampled_from(["text", "attribute", "new attribute", "drop", "twice", "child", "comment", "tag"]),
)
def test_no_rubbish_in_a_signature_stops_the_door(key: SigningKey, place: int, word: str, how: str) -> None:
    """Whatever a part of the signature is made into, the answer is a reason or that it holds."""
    root = etree.fromstring(signed(document(), key))
    parts = list(root[-1].iter("*"))
    part = parts[place % len(parts)]
    parent = part.getparent()
    assert parent is not None
    match how:
        case "text":
            part.text = word
        case "attribute":
            part.set((list(part.keys()) or ["Id"])[0], word)
        case "new attribute":
            part.set("Id", word)
        case "drop":
            parent.remove(part)
        case "twice":
            part.addnext(etree.fromstring(etree.tostring(part, with_tail=False)))
        case "child":
            part.append(etree.Element(part.tag))
        case "comment":
            part.insert(0, etree.Comment("x"))
        case "tag":
            part.tag = "{urn:x}otro"
    try:
        found = verify(etree.tostring(root, encoding="UTF-8"), RUC, NOW)
    except BadForeignSignature:
        return
    assert all(found.doubts)
