"""Issuer names as Java's X500Principal reads them."""

from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.signing.certificate import distinguished_name
from chalicelib.signing.names import same_name as of_the_door
from infra.sandbox.names import same_name
from tests.unit.sandbox.signer import named

OIDS = [NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.SERIAL_NUMBER, NameOID.ORGANIZATION_IDENTIFIER]
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
RDN = st.lists(st.tuples(st.sampled_from(OIDS), TEXT), min_size=1, max_size=2, unique_by=lambda a: a[0].dotted_string)


@pytest.mark.parametrize(
    "text",
    [
        "CN=ENTIDAD\\, S.A.,O=FIRMAS,C=EC",
        'CN="ENTIDAD, S.A.", O=FIRMAS, C=EC',
        "cn=Entidad\\,   S.A. , o=firmas , c=ec",
        "2.5.4.3=ENTIDAD\\2C S.A.,OID.2.5.4.10=FIRMAS,2.5.4.6=#13024543",
    ],
)
def test_ways_of_writing_one_name(text: str) -> None:
    assert same_name(text, named("ENTIDAD, S.A.").public_bytes())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CN=ENTIDAD\\, S.A.",
        "C=EC,O=FIRMAS,CN=ENTIDAD\\, S.A.",
        "CN=ENTIDAD, S.A.,O=FIRMAS,C=EC",
        "CN=ENTIDAD\\, S.B.,O=FIRMAS,C=EC",
        "CN=#,O=FIRMAS,C=EC",
        "CN=#zz,O=FIRMAS,C=EC",
        "2.5.4.3=ENTIDAD\\, S.A.,O=FIRMAS,NOSE=EC",
    ],
)
def test_other_names(text: str) -> None:
    assert not same_name(text, named("ENTIDAD, S.A.").public_bytes())


def test_the_keyword_that_java_does_not_know() -> None:
    address = x509.NameAttribute(NameOID.EMAIL_ADDRESS, "a@example.com", _ASN1Type.IA5String)
    name = x509.Name([address]).public_bytes()
    assert same_name("EMAILADDRESS=a@example.com", name)
    assert not same_name("E=a@example.com", name)


@given(st.lists(RDN, min_size=1, max_size=4))
def test_every_name_that_the_service_writes_is_itself(rdns: list[list[tuple[x509.ObjectIdentifier, str]]]) -> None:
    name = x509.Name(
        [
            x509.RelativeDistinguishedName([x509.NameAttribute(oid, value, _validate=False) for oid, value in rdn])
            for rdn in rdns
        ]
    ).public_bytes()
    written = distinguished_name(name)
    # Java takes a + behind a backslash for escaped, even where the backslash itself is.
    assert same_name(written, name) or "\\\\+" in written
    assert same_name(written, name) == of_the_door(written, name)
