"""What a certificate says: its issuer's name as Java reads it, and whose RUC it carries."""

from __future__ import annotations

import pytest
from asn1crypto import core
from cryptography import x509
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.signing.certificate import distinguished_name, issuer_name, rucs, subject_name
from infra.local.authority import Authority, Holder
from tests.unit.signing.world import certificate

O, CN, C = "2.5.4.10", "2.5.4.3", "2.5.4.6"  # noqa: E741
UTF8, PRINTABLE, T61, IA5, BMP = 0x0C, 0x13, 0x14, 0x16, 0x1E


def _der(tag: int, content: bytes) -> bytes:
    length = len(content)
    assert length < 256
    return bytes([tag]) + (bytes([length]) if length < 128 else bytes([0x81, length])) + content


def _attribute(oid: str, value: str | bytes, tag: int = UTF8) -> bytes:
    return _der(
        0x30, core.ObjectIdentifier(oid).dump() + _der(tag, value.encode() if isinstance(value, str) else value)
    )


def _name(*rdns: bytes | list[bytes]) -> bytes:
    return _der(0x30, b"".join(_der(0x31, b"".join(r) if isinstance(r, list) else r) for r in rdns))


# The kinds of names that were compared with javax.security.auth.x500.X500Principal (JDK 17): 113 of them, all equal.
JAVA = {
    "order": (_name(_attribute(C, "EC", PRINTABLE), _attribute(O, "A"), _attribute(CN, "X")), "CN=X,O=A,C=EC"),
    "comma": (_name(_attribute(O, "Pruebas, S.A.")), r"O=Pruebas\, S.A."),
    "plus": (_name(_attribute(O, "A + B")), r"O=A \+ B"),
    "quotes": (_name(_attribute(O, 'La "Casa"')), r"O=La \"Casa\""),
    "leading blank": (_name(_attribute(O, " lead")), r"O=\ lead"),
    "two leading blanks": (_name(_attribute(O, "  lead")), r"O=\  lead"),
    "trailing blank": (_name(_attribute(O, "trail ")), "O=trail\\ "),
    "two trailing blanks": (_name(_attribute(O, "trail  ")), "O=trail \\ "),
    "blank": (_name(_attribute(O, " ")), "O=\\ "),
    "hash first": (_name(_attribute(O, "#1")), r"O=\#1"),
    "hash inside": (_name(_attribute(O, "a#1")), "O=a#1"),
    "backslash": (_name(_attribute(O, r"a\b")), r"O=a\\b"),
    "backslash, blank": (_name(_attribute(O, "a\\ ")), "O=a\\\\\\ "),
    "semicolon": (_name(_attribute(O, "a;b")), r"O=a\;b"),
    "angles": (_name(_attribute(O, "<a>")), r"O=\<a\>"),
    "equals": (_name(_attribute(O, "a=b")), r"O=a\=b"),
    "accents": (_name(_attribute(O, "Ñandú «áé» 😀")), "O=Ñandú «áé» 😀"),
    "line break": (_name(_attribute(O, "a\nb")), "2.5.4.10=#0c03610a62"),
    "nul": (_name(_attribute(O, "a\0b")), "2.5.4.10=#0c03610062"),
    "empty value": (_name(_attribute(O, "")), "O="),
    "no attribute": (_name(), ""),
    "organizationIdentifier": (
        _name(_attribute("2.5.4.97", "VATEC-1790000000001")),
        "2.5.4.97=#0c1356415445432d31373930303030303030303031",
    ),
    "emailAddress": (
        _name(_attribute("1.2.840.113549.1.9.1", "a@b.ec", IA5)),
        "1.2.840.113549.1.9.1=#1606614062" + "2e6563",
    ),
    "emailAddress in UTF-8": (
        _name(_attribute("1.2.840.113549.1.9.1", "ñ@b.ec")),
        "1.2.840.113549.1.9.1=#0c07c3b140622e6563",
    ),
    "serialNumber": (_name(_attribute("2.5.4.5", "123", PRINTABLE)), "2.5.4.5=#1303313233"),
    "domain component": (
        _name(_attribute("0.9.2342.19200300.100.1.25", "ec", IA5)),
        "0.9.2342.19200300.100.1.25=#16026563",
    ),
    "user id": (_name(_attribute("0.9.2342.19200300.100.1.1", "u")), "UID=u"),
    "several values": (
        _name(_attribute(C, "EC", PRINTABLE), [_attribute("2.5.4.5", "123", PRINTABLE), _attribute(CN, "A, B")]),
        r"2.5.4.5=#1303313233+CN=A\, B,C=EC",
    ),
    "the same twice": (_name(_attribute("2.5.4.11", "b"), _attribute("2.5.4.11", "a")), "OU=a,OU=b"),
    "T61String": (_name(_attribute(O, b"Espa\xf1a", T61)), "2.5.4.10=#140645737061f161"),
    "BMPString": (_name(_attribute(O, "ñ".encode("utf-16-be"), BMP)), "2.5.4.10=#1e0200f1"),
    "IA5String": (_name(_attribute(O, "ab", IA5)), "2.5.4.10=#16026162"),
    "PrintableString that is Latin-1": (
        _name(_attribute(O, b"Espa\xf1a", PRINTABLE)),
        "2.5.4.10=#130645737061f161",
    ),
    "PrintableString that is UTF-8": (_name(_attribute(O, "España", PRINTABLE)), "O=España"),
}


@pytest.mark.parametrize(("der", "text"), JAVA.values(), ids=JAVA.keys())
def test_a_name_is_written_as_java_reads_it(der: bytes, text: str) -> None:
    assert distinguished_name(der) == text


@given(st.text(max_size=30))
def test_no_value_breaks_out_of_its_attribute(value: str) -> None:
    text = distinguished_name(_name(_attribute(O, value.encode("utf-8", "replace"))))
    if text.startswith("2.5.4.10=#"):
        assert bytes.fromhex(text.partition("#")[2]) == _der(UTF8, value.encode("utf-8", "replace"))
        return
    plain, rest = "", text.removeprefix("O=")
    while rest:
        escaped = rest[0] == "\\"
        assert escaped or rest[0] not in ',+"<>;='
        plain += rest[1] if escaped else rest[0]
        rest = rest[2:] if escaped else rest[1:]
    assert plain == value


def test_names_of_a_certificate(holder: Holder) -> None:
    assert issuer_name(holder.certificate).endswith(r"O=Autoridad de Pruebas\, S.A.,C=EC")
    assert subject_name(holder.certificate).endswith(r"O=Florería Ñusta\, S.A.,C=EC")


def _ruc_extension(oid: str, value: core.Asn1Value) -> x509.UnrecognizedExtension:
    return x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), value.dump())


def _plain_name(*attributes: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "EC"), *(x509.NameAttribute(*a) for a in attributes)])


@pytest.mark.parametrize(
    "oid",
    [
        "1.3.6.1.4.1.37947.3.11",
        "1.3.6.1.4.1.37746.3.11",
        "1.3.6.1.4.1.18332.3.11",
        "1.3.6.1.4.1.37442.3.11",
        "1.3.6.1.4.1.43745.1.3.11",
        "1.3.6.1.4.1.99999.3.11",
    ],
)
def test_the_ruc_in_an_extension(oid: str, authority: Authority, holder: Holder) -> None:
    for value in (core.UTF8String("1790012345001"), core.PrintableString("1790012345001")):
        made = certificate(authority.root, holder, _ruc_extension(oid, value), name=_plain_name())
        assert rucs(made) == {"1790012345001"}


def test_the_ruc_in_an_alternative_name(authority: Authority, holder: Holder) -> None:
    value = core.UTF8String("1790012345001").dump()
    other = x509.OtherName(x509.ObjectIdentifier("1.3.6.1.4.1.47286.102.3.11"), value)
    made = certificate(authority.root, holder, x509.SubjectAlternativeName([other]), name=_plain_name())
    assert rucs(made) == {"1790012345001"}
    directory = x509.DirectoryName(
        x509.Name([x509.NameAttribute(x509.ObjectIdentifier("1.3.6.1.4.1.37746.3.11"), "1790012345001")])
    )
    made = certificate(authority.root, holder, x509.SubjectAlternativeName([directory]), name=_plain_name())
    assert rucs(made) == {"1790012345001"}


def test_the_ruc_in_the_subject(authority: Authority, holder: Holder) -> None:
    def of(*attributes: tuple[x509.ObjectIdentifier, str]) -> frozenset[str]:
        return rucs(certificate(authority.root, holder, name=_plain_name(*attributes)))

    assert of((NameOID.ORGANIZATION_IDENTIFIER, "VATEC-1790012345001")) == {"1790012345001"}
    assert of((NameOID.ORGANIZATION_IDENTIFIER, "1790012345001")) == set()
    assert of((NameOID.SERIAL_NUMBER, "IDCEC-1712345678")) == {"1712345678001"}
    assert of((NameOID.SERIAL_NUMBER, "1712345678")) == {"1712345678001"}
    assert of((NameOID.SERIAL_NUMBER, "1790012345")) == set()
    assert of((NameOID.SERIAL_NUMBER, "171234567")) == set()
    assert of((NameOID.SERIAL_NUMBER, "17123456789")) == set()
    assert of((NameOID.COMMON_NAME, "JUAN 1790012345001")) == set()
    assert of() == set()


def test_a_natural_persons_cedula(authority: Authority, holder: Holder) -> None:
    extension = _ruc_extension("1.3.6.1.4.1.37746.3.1", core.UTF8String("1712345678"))
    made = certificate(authority.root, holder, extension, name=_plain_name())
    assert rucs(made) == {"1712345678001"}


def test_numbers_elsewhere_are_no_ruc(authority: Authority, holder: Holder) -> None:
    for oid in ("1.3.6.1.4.1.37746.3.12", "1.3.6.1.4.1.37746.3.110", "1.3.6.1.4.2.37746.3.11", "2.16.3.11"):
        extension = _ruc_extension(oid, core.UTF8String("1790012345001"))
        assert rucs(certificate(authority.root, holder, extension, name=_plain_name())) == set()
    longer = _ruc_extension("1.3.6.1.4.1.37746.3.11", core.UTF8String("17900123450012"))
    assert rucs(certificate(authority.root, holder, longer, name=_plain_name())) == set()
