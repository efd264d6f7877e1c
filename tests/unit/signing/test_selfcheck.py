"""The self-check refuses whatever is not exactly the signature that was to be made."""

from __future__ import annotations

import base64
import re

import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.signing import profile
from chalicelib.signing.profile import Algorithm, Ids
from chalicelib.signing.selfcheck import BadSignature, check
from chalicelib.signing.xades import SigningKey
from tests.unit.signing.world import DECLARATION, NOW, document, signed

DS = "http://www.w3.org/2000/09/xmldsig#"


@pytest.fixture(scope="module")
def good(key: SigningKey) -> bytes:
    return signed(document(), key)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_byte_is_refused(data: st.DataObject, good: bytes, key: SigningKey) -> None:
    where = data.draw(st.integers(len(DECLARATION), len(good) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != good[where]))
    with pytest.raises(BadSignature):
        check(good[:where] + bytes([byte]) + good[where + 1 :], key)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_anything_put_into_the_signature_is_refused(data: st.DataObject, good: bytes, key: SigningKey) -> None:
    where = data.draw(st.integers(good.rfind(b"<ds:Signature ") + 1, len(good) - len(b"</factura>")))
    what = data.draw(st.sampled_from([b" ", b"\n", b"A", b"<!-- -->", b"<?x?>", b"<![CDATA[]]>", b"<a></a>", b"&#65;"]))
    changed = good[:where] + what + good[where:]
    with pytest.raises(BadSignature):
        check(changed, key)


def test_cut_short_is_refused(good: bytes, key: SigningKey) -> None:
    for length in (0, 1, len(DECLARATION), len(good) // 2, len(good) - 1):
        with pytest.raises(BadSignature):
            check(good[:length], key)


def _signature(data: bytes) -> bytes:
    found = re.search(rb"<ds:Signature .*</ds:Signature>", data, re.DOTALL)
    assert found is not None
    return found[0]


CHANGES = {
    "content": (b"<total>1.00<", b"<total>9.00<"),
    "more content": (b"<total>", b"<otro></otro><total>"),
    "attribute of the root": (b'version="1.1.0"', b'version="1.1.0" x="1"'),
    "the id twice": (b"<total>", b'<total id="comprobante">'),
    "an Id of the signature twice": (b"<total>", b'<total Id="Certificate">'),
    "namespace on the root": (b'version="1.1.0"', b'xmlns:x="urn:x" version="1.1.0"'),
    "xml:lang on the root": (b'version="1.1.0"', b'version="1.1.0" xml:lang="es"'),
    "text after the signature": (b"</ds:Signature>", b"</ds:Signature>x"),
    "blank after the signature": (b"</ds:Signature>", b"</ds:Signature>\n"),
    "comment after the signature": (b"</ds:Signature>", b"</ds:Signature><!-- -->"),
    "instruction after the signature": (b"</ds:Signature>", b"</ds:Signature><?x?>"),
    "element after the signature": (b"</ds:Signature>", b"</ds:Signature><otro></otro>"),
    "comment before the root": (b"<factura", b"<!-- --><factura"),
    "comment after the root": (b"</factura>", b"</factura><!-- -->"),
    "doctype": (b"<factura", b"<!DOCTYPE factura><factura"),
    "another canonical form": (profile.C14N.encode(), b"http://www.w3.org/2001/10/xml-exc-c14n#"),
    "comments in the canonical form": (profile.C14N.encode(), profile.C14N.encode() + b"#WithComments"),
    "signature algorithm": (b"xmldsig#rsa-sha1", b"xmldsig#hmac-sha1"),
    "stronger signature algorithm": (
        f"{DS}rsa-sha1".encode(),
        b"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    ),
    "no transform": (
        f'<ds:Transforms><ds:Transform Algorithm="{DS}enveloped-signature"></ds:Transform></ds:Transforms>'.encode(),
        b"",
    ),
    "XPath transform": (
        f"{DS}enveloped-signature".encode(),
        b"http://www.w3.org/TR/1999/REC-xpath-19991116",
    ),
    "reference to everything": (b'URI="#comprobante"', b'URI=""'),
    "reference elsewhere": (b'URI="#comprobante"', b'URI="http://example.com/"'),
    "reference to nothing": (b'URI="#Certificate"', b'URI="#Otro"'),
    "object added": (b"</ds:Signature>", b"<ds:Object></ds:Object></ds:Signature>"),
    "unsigned properties": (
        b"</etsi:QualifyingProperties>",
        b"<etsi:UnsignedProperties></etsi:UnsignedProperties></etsi:QualifyingProperties>",
    ),
    "another prefix's namespace": (b'xmlns:etsi="http://uri.etsi.org/01903/v1.3.2#"', b'xmlns:etsi="urn:x"'),
    "signing time without zone": (b"10:00:00-05:00<", b"10:00:00<"),
    "signing time in UTC": (b"10:00:00-05:00<", b"15:00:00Z<"),
}


@pytest.mark.parametrize(("old", "new"), CHANGES.values(), ids=CHANGES.keys())
def test_a_change_is_refused(old: bytes, new: bytes, good: bytes, key: SigningKey) -> None:
    assert good.count(old) == 1
    with pytest.raises(BadSignature):
        check(good.replace(old, new), key)


def test_all_digest_methods_at_once(good: bytes, key: SigningKey) -> None:
    swapped = good.replace(Algorithm.SHA1.digest_uri.encode() + b'"', Algorithm.SHA256.digest_uri.encode() + b'"')
    with pytest.raises(BadSignature, match="another algorithm"):
        check(swapped, key)


def _wrapped(good: bytes) -> dict[str, bytes]:
    """A signature moved to cover something else than what is read."""
    body, signature = good[len(DECLARATION) :], _signature(good)
    original = body.replace(signature, b"")
    evil = b'<factura id="%b" version="1.1.0">%b<total>9.00</total>%b</factura>'
    return {
        "original inside the signature": DECLARATION
        + evil % (b"comprobante", b"", signature.replace(b"</ds:Object>", original + b"</ds:Object>")),
        "original in an element": DECLARATION + evil % (b"comprobante", b"<a>" + original + b"</a>", signature),
        "original signed whole in an element": DECLARATION + evil % (b"otro", b"<a>" + body + b"</a>", b""),
        "root without the id": DECLARATION + evil % (b"otro", original, signature),
        "two signatures": good.replace(signature, signature * 2),
        "signature of another prefix besides": good.replace(
            b"<total>", b'<x:Signature xmlns:x="%b"></x:Signature><total>' % DS.encode()
        ),
        "signature first": DECLARATION + body.replace(signature, b"").replace(b"<total>", signature + b"<total>"),
        "signature one deeper": good.replace(signature, b"<a>" + signature + b"</a>"),
        "signature in a comment": good.replace(signature, b"<!--" + signature + b"-->"),
        "signature in CDATA": good.replace(signature, b"<![CDATA[" + signature + b"]]>"),
        "other signature, good one in CDATA": good.replace(
            signature, b'<x:Signature xmlns:x="%b"></x:Signature><![CDATA[%b]]>' % (DS.encode(), signature)
        ),
        "no signature": good.replace(signature, b""),
        "byte order mark": b"\xef\xbb\xbf" + good,
        "another encoding": good.replace(b'encoding="UTF-8"', b'encoding="ISO-8859-1"'),
        "UTF-16": good.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16"),
    }


def test_a_moved_signature_is_refused(good: bytes, key: SigningKey) -> None:
    for name, changed in _wrapped(good).items():
        assert changed != good, name
        with pytest.raises(BadSignature):
            check(changed, key)


def test_the_signature_of_another_document(good: bytes, key: SigningKey) -> None:
    another = signed(document("<total>9.00</total>"), key)
    with pytest.raises(BadSignature, match="comprobante: the digest differs"):
        check(another.replace(_signature(another), _signature(good)), key)


def test_another_certificate(other_key: SigningKey, key: SigningKey) -> None:
    with pytest.raises(BadSignature, match="certificate expected"):
        check(signed(document(), other_key), key)


def test_a_key_that_is_not_the_certificates(other_key: SigningKey, key: SigningKey) -> None:
    mixed = SigningKey(other_key.private, key.certificate)
    with pytest.raises(BadSignature, match="signature value"):
        check(signed(document(), mixed), key)


def test_a_certificate_put_in_later(good: bytes, other_key: SigningKey, key: SigningKey) -> None:
    old, new = base64.b64encode(key.der), base64.b64encode(other_key.der)
    assert good.count(old) == 1
    with pytest.raises(BadSignature, match="certificate expected"):
        check(good.replace(old, new), key)
    with pytest.raises(BadSignature):
        check(good.replace(old, new), other_key)


def _made(key: SigningKey, unsigned: bytes, ids: Ids, algorithm: Algorithm, covered: bytes) -> bytes:
    """A signature made by hand with the right key, so that only what it says can be wrong."""
    key_digest, certificate = key.parts(algorithm)
    properties = profile.signed_properties(ids, NOW, certificate)
    info = profile.signed_info(
        ids,
        algorithm,
        properties=algorithm.digest(profile.apex(properties)),
        keys=key_digest,
        document=algorithm.digest(covered),
    )
    value = key.private.sign(profile.apex(info), padding.PKCS1v15(), algorithm.hash)
    signature = profile.signature(ids, info, value, key.key_info, properties).encode()
    return unsigned.replace(b"</factura>", signature + b"</factura>")


@pytest.mark.parametrize("algorithm", Algorithm)
def test_rightly_signed_but_of_something_else(algorithm: Algorithm, key: SigningKey) -> None:
    unsigned = document()
    covered = unsigned[len(DECLARATION) :]
    assert check(_made(key, unsigned, Ids("1"), algorithm, covered), key).document == covered
    with pytest.raises(BadSignature, match="comprobante: the digest differs"):
        check(_made(key, unsigned, Ids("1"), algorithm, covered.replace(b"1.00", b"9.00")), key)


def test_rightly_signed_with_an_id_of_the_document(key: SigningKey) -> None:
    unsigned = document('<a Id="Signature1"></a>')
    with pytest.raises(BadSignature, match="Id"):
        check(_made(key, unsigned, Ids("1"), Algorithm.SHA1, unsigned[len(DECLARATION) :]), key)


def test_text_that_looks_like_an_id_is_only_text(key: SigningKey) -> None:
    text = document('<a mid="1">id="comprobante" Id="Certificate"</a>')
    assert b'id="comprobante" Id="Certificate"' in check(signed(text, key), key).document


def test_messages_do_not_quote_the_document(key: SigningKey) -> None:
    secret = "1712345678"
    changed = signed(document(f"<a>{secret}</a>"), key).replace(b"1712345678", b"1712345679")
    with pytest.raises(BadSignature) as refused:
        check(changed, key)
    assert secret[:-1] not in str(refused.value)
