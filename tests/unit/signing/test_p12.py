"""Files of certificates as users upload them, and which of their keys signs."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import core
from asn1crypto import pkcs12 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.signing.choose import NoneFits, choose, remarks
from chalicelib.signing.p12 import KeyPair, NoKey, NotAP12, P12Error, WrongPassword, open_p12
from infra.local.authority import PASSWORD, RUC_OID, Authority, Holder
from tests.unit.signing.world import NOW, RUC, certificate, usage

LEGACY = Path(__file__).parent / "legacy.p12"
"""A throw-away key in the old manner (certificates under RC2-40, key under 3DES, MAC of SHA-1), made once with
`openssl pkcs12 -export -legacy -certpbe PBE-SHA1-RC2-40 -keypbe PBE-SHA1-3DES -macalg sha1`.
"""
NAME = "lote/firma.p12"


def _serials(pairs: list[KeyPair]) -> set[int]:
    return {pair.certificate.serial_number for pair in pairs}


def _matches(pair: KeyPair) -> bool:
    return pair.private.public_key() == pair.certificate.public_key()


@pytest.fixture(scope="module")
def single(authority: Authority, holder: Holder) -> bytes:
    return authority.bundle(holder)


def test_a_file_of_one_key(single: bytes, holder: Holder) -> None:
    (pair,) = open_p12(single, PASSWORD)
    assert pair.certificate == holder.certificate
    assert _matches(pair)


def test_a_file_of_two_keys(authority: Authority, holder: Holder, other: Holder) -> None:
    for order in ((other, holder), (holder, other)):
        pairs = open_p12(authority.bundle(*order), PASSWORD)
        assert _serials(pairs) == {holder.certificate.serial_number, other.certificate.serial_number}
        assert all(map(_matches, pairs))
        assert choose(pairs, RUC, NOW).certificate == holder.certificate


def test_an_old_file() -> None:
    (pair,) = open_p12(LEGACY.read_bytes(), PASSWORD)
    assert _matches(pair)
    assert choose([pair], RUC, pair.certificate.not_valid_before_utc) is pair


def test_a_password_with_accents(authority: Authority, holder: Holder, other: Holder) -> None:
    for holders in ((holder,), (holder, other)):
        assert open_p12(authority.bundle(*holders, password="contraseña €"), "contraseña €")


def test_a_file_without_password(holder: Holder) -> None:
    data = pkcs12.serialize_key_and_certificates(None, holder.private, holder.certificate, None, NoEncryption())
    assert len(open_p12(data, "")) == 1


@pytest.mark.parametrize("password", ["", "Clave-de-pruebas", PASSWORD + " "])
def test_a_wrong_password(password: str, authority: Authority, single: bytes, holder: Holder, other: Holder) -> None:
    for data in (single, authority.bundle(holder, other), LEGACY.read_bytes()):
        with pytest.raises(WrongPassword) as refused:
            open_p12(data, password, NAME)
        assert refused.value.problem.code == "CERT-CLAVE"
        assert refused.value.problem.pointer == NAME


@pytest.mark.parametrize(
    "data",
    [b"", b"hola", b"\x30", b"\x30\x80", b"\x30\x03\x02\x01\x03", b"0" * 300_000, b"-----BEGIN CERTIFICATE-----"],
)
def test_what_is_no_p12(data: bytes) -> None:
    with pytest.raises(NotAP12) as refused:
        open_p12(data, PASSWORD, NAME)
    assert refused.value.problem.code == "CERT-ARCHIVO"


def test_a_certificate_alone_is_no_p12(holder: Holder) -> None:
    with pytest.raises(NotAP12):
        open_p12(holder.certificate.public_bytes(Encoding.DER), PASSWORD)


def test_cut_short(single: bytes) -> None:
    with pytest.raises(NotAP12):
        open_p12(single[:-1], PASSWORD)
    with pytest.raises(NotAP12):
        open_p12(single + b"x", PASSWORD)


@pytest.mark.filterwarnings("ignore:PKCS#12 bundle could not be parsed as DER")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_refused_in_words(data: st.DataObject, single: bytes, holder: Holder) -> None:
    where = data.draw(st.integers(0, len(single) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != single[where]))
    with suppress(P12Error):  # a byte that nothing depends on may change
        pairs = open_p12(single[:where] + bytes([byte]) + single[where + 1 :], PASSWORD)
        assert _serials(pairs) <= {holder.certificate.serial_number}
        assert all(map(_matches, pairs))


def test_a_file_that_would_keep_the_machine_busy(single: bytes) -> None:
    file = asn1.Pfx.load(single)
    file["mac_data"]["iterations"] = 2_000_000_000
    with pytest.raises(NotAP12):
        open_p12(file.dump(force=True), PASSWORD)


def test_a_file_without_key(authority: Authority, holder: Holder) -> None:
    data = pkcs12.serialize_key_and_certificates(
        None, None, None, [holder.certificate, authority.root.certificate], NoEncryption()
    )
    with pytest.raises(NoKey) as refused:
        open_p12(data, "", NAME)
    assert refused.value.problem.code == "CERT-SIN-LLAVE"


def test_a_key_of_another_kind_is_told_as_such(holder: Holder) -> None:
    data = pkcs12.serialize_key_and_certificates(
        None, ec.generate_private_key(ec.SECP256R1()), None, [holder.certificate], NoEncryption()
    )
    with pytest.raises(NoKey) as refused:
        open_p12(data, "", NAME)
    assert refused.value.problem.code == "CERT-LLAVE-TIPO"
    assert "curva elíptica (EC)" in refused.value.problem.message


def test_a_key_that_is_not_its_certificates_is_told_as_such(holder: Holder, other: Holder) -> None:
    data = pkcs12.serialize_key_and_certificates(None, holder.private, None, [other.certificate], NoEncryption())
    with pytest.raises(NoKey) as refused:
        open_p12(data, "", NAME)
    assert refused.value.problem.code == "CERT-LLAVE-AJENA"


@pytest.mark.parametrize(("bits", "fits"), [(1024, False), (2047, False), (2048, True)])
def test_a_short_key_is_refused_at_registration(bits: int, fits: bool, authority: Authority) -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    made = certificate(authority.root, Holder(private, authority.root.certificate), usage(), _with_ruc())
    pair = KeyPair(private, made)
    if fits:
        assert choose([pair], RUC, NOW) is pair
        return
    with pytest.raises(NoneFits) as refused:
        choose([pair], RUC, NOW)
    assert f"tiene una llave RSA de {bits} bits, y deben ser 2048 o más" in refused.value.problem.message


def test_a_certificate_that_signs_itself_is_warned_of(authority: Authority, holder: Holder) -> None:
    assert remarks(holder.certificate) == []
    (told,) = remarks(authority.root.certificate, NAME)
    assert (told.code, told.severity, told.pointer) == ("CERT-AUTOFIRMADO", "warning", NAME)


def _with_ruc(ruc: str = RUC) -> x509.UnrecognizedExtension:
    return x509.UnrecognizedExtension(x509.ObjectIdentifier(RUC_OID), core.UTF8String(ruc).dump())


def test_a_renewed_certificate_of_the_same_key(authority: Authority, holder: Holder) -> None:
    renewed = certificate(authority.root, holder, usage(), _with_ruc(), ends=NOW + timedelta(days=3000))
    expired = certificate(authority.root, holder, usage(), _with_ruc(), ends=NOW - timedelta(hours=1))
    for order in ([renewed, expired], [expired, renewed]):
        data = pkcs12.serialize_key_and_certificates(None, holder.private, holder.certificate, order, NoEncryption())
        pairs = open_p12(data, "")
        assert {pair.certificate for pair in pairs} == {holder.certificate, renewed, expired}
        assert choose(pairs, RUC, NOW).certificate == renewed


def test_who_does_not_sign_and_why(authority: Authority, holder: Holder) -> None:
    def reason(*extensions: x509.ExtensionType, ruc: str = RUC, begins: int = -1, ends: int = 1) -> str:
        made = certificate(
            authority.root,
            holder,
            *extensions,
            begins=NOW + timedelta(days=begins),
            ends=NOW + timedelta(days=ends),
        )
        with pytest.raises(NoneFits) as refused:
            choose([KeyPair(holder.private, made)], ruc, NOW, NAME)
        found = refused.value.problem
        assert (found.code, found.pointer) == ("CERT-NO-SIRVE", NAME)
        assert ruc in found.message
        assert str(made.serial_number) in found.message
        return found.message

    assert reason(usage(signs=False), _with_ruc()).endswith(" no es para firma digital.")
    assert reason(_with_ruc()).endswith(" no es para firma digital.")
    assert reason(usage(), _with_ruc(), begins=-9, ends=-8).endswith(" no está vigente (venció el 15/11/2026).")
    assert reason(usage(), _with_ruc(), begins=8, ends=9).endswith(" todavía no rige (vale desde el 01/12/2026).")
    assert reason(usage(), _with_ruc("0990012345001")).endswith(" no lleva ese RUC.")
    assert reason(usage(), _with_ruc(), ruc="0990012345001").endswith(" no lleva ese RUC.")
    ca = x509.BasicConstraints(ca=True, path_length=None)
    assert reason(usage(), ca, _with_ruc()).endswith(" es de una entidad certificadora.")
    assert reason(usage(signs=False), ca).count(" y ") == 2


def test_each_certificate_gets_its_reason(authority: Authority, holder: Holder, other: Holder) -> None:
    pairs = [KeyPair(h.private, h.certificate) for h in (holder, other)]
    with pytest.raises(NoneFits) as refused:
        choose(pairs, "0990012345001", NOW)
    for holder_ in (holder, other):
        assert str(holder_.certificate.serial_number) in refused.value.problem.message


def test_validity_includes_its_ends(holder: Holder) -> None:
    pair, made = KeyPair(holder.private, holder.certificate), holder.certificate
    for moment in (made.not_valid_before_utc, made.not_valid_after_utc):
        assert choose([pair], RUC, moment) is pair
    for moment in (
        made.not_valid_before_utc - timedelta(seconds=1),
        made.not_valid_after_utc + timedelta(seconds=1),
    ):
        with pytest.raises(NoneFits):
            choose([pair], RUC, moment)


def test_no_secret_is_shown(single: bytes) -> None:
    (pair,) = open_p12(single, PASSWORD)
    assert repr(pair) == f"KeyPair(serial={pair.certificate.serial_number})"
    with pytest.raises(WrongPassword) as refused:
        open_p12(single, "otra-clave-secreta")
    assert "otra-clave-secreta" not in f"{refused.value!r} {refused.value.problem}"
