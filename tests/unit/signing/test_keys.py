"""Private keys at rest and in memory."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from chalicelib.adapters.kms import KmsDataKeys
from chalicelib.services.ports import Unavailable
from chalicelib.signing import keysource
from chalicelib.signing.certificate import identifier
from chalicelib.signing.envelope import CannotOpen, NotTheirs, SealedKey, seal, unseal
from chalicelib.signing.keysource import KeySource
from chalicelib.signing.p12 import KeyPair
from chalicelib.signing.selfcheck import check
from chalicelib.signing.xades import SigningKey
from infra.local.authority import Holder
from tests.unit.signing.world import NOW, RUC, document, signed

OTHER_RUC = "0990012345001"


class FakeDataKeys:
    """Wraps data keys by keeping them, each with its context, as KMS binds them."""

    def __init__(self) -> None:
        self.kept: dict[bytes, tuple[bytes, dict[str, str]]] = {}
        self.unwrapped = 0

    def generate(self, context: Mapping[str, str]) -> tuple[bytes, bytes]:
        number = len(self.kept) + 1
        plain, wrapped = bytes([number]) * 32, b"wrapped%d" % number
        self.kept[wrapped] = (plain, dict(context))
        return plain, wrapped

    def unwrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        self.unwrapped += 1
        plain, bound = self.kept.get(wrapped, (b"", {}))
        if bound != dict(context):
            raise CannotOpen("the data key")
        return plain


class CarelessDataKeys(FakeDataKeys):
    """Unwraps under any context: what binds then is the ciphertext itself."""

    def unwrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        return self.kept[wrapped][0]


def _seal(holder: Holder, data_keys: FakeDataKeys, tenant: str = RUC) -> SealedKey:
    pair = KeyPair(holder.private, holder.certificate)
    return seal(pair, tenant, identifier(holder.certificate), data_keys, lambda count: b"n" * count)


def _open(sealed: SealedKey, data_keys: FakeDataKeys, holder: Holder, tenant: str = RUC) -> SigningKey:
    return unseal(sealed, tenant, identifier(holder.certificate), data_keys)


def test_a_sealed_key_signs_again(holder: Holder) -> None:
    data_keys = FakeDataKeys()
    sealed = SealedKey.from_json(_seal(holder, data_keys).to_json())
    key = _open(sealed, data_keys, holder)
    assert check(signed(document(), key), key)
    assert key.certificate == holder.certificate
    assert sealed.expires == holder.certificate.not_valid_after_utc
    assert sealed.serial == str(holder.certificate.serial_number)
    (_, bound), *_ = data_keys.kept.values()
    assert bound == {"tenant": RUC, "certificate_id": identifier(holder.certificate), "purpose": "signing"}


@pytest.mark.parametrize("kind", [FakeDataKeys, CarelessDataKeys])
@pytest.mark.parametrize("said", [RUC, OTHER_RUC])
def test_what_a_sealed_value_says_of_its_owner_opens_nothing(
    said: str, kind: type[FakeDataKeys], holder: Holder
) -> None:
    """Another company's value in this one's row, as it is or with the owner written over."""
    data_keys = kind()
    theirs = replace(_seal(holder, data_keys, OTHER_RUC), tenant=said)
    with pytest.raises(CannotOpen):
        _open(theirs, data_keys, holder)


@pytest.mark.parametrize("renamed", [False, True])
def test_another_certificate_of_the_same_owner_does_not_open(renamed: bool, holder: Holder, other: Holder) -> None:
    data_keys = CarelessDataKeys()
    stored = _seal(other, data_keys)
    if renamed:
        stored = replace(stored, certificate_id=identifier(holder.certificate))
    with pytest.raises(CannotOpen):
        _open(stored, data_keys, holder)


def test_a_certificate_that_is_not_the_registered_one_is_told_apart(holder: Holder, other: Holder) -> None:
    """Sealed under the right names, and yet another pair: the fingerprint tells."""
    data_keys = FakeDataKeys()
    wrong = KeyPair(other.private, other.certificate)
    sealed = seal(wrong, RUC, identifier(holder.certificate), data_keys, lambda count: b"n" * count)
    with pytest.raises(NotTheirs):
        _open(sealed, data_keys, holder)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"tenant": "179"}', '{"otro": 1}'])
def test_what_is_no_sealed_key_is_told_so(text: str) -> None:
    with pytest.raises(CannotOpen):
        SealedKey.from_json(text)


def test_the_ciphertext_of_one_under_the_data_key_of_another(holder: Holder) -> None:
    data_keys = FakeDataKeys()
    mine, theirs = _seal(holder, data_keys), _seal(holder, data_keys, OTHER_RUC)
    with pytest.raises(CannotOpen):
        _open(replace(mine, ciphertext=theirs.ciphertext), data_keys, holder)
    with pytest.raises(CannotOpen):
        _open(replace(mine, wrapped=theirs.wrapped), data_keys, holder)
    with pytest.raises(CannotOpen):
        _open(replace(mine, ciphertext=theirs.ciphertext, wrapped=theirs.wrapped), data_keys, holder)


@pytest.mark.parametrize("field", ["ciphertext", "nonce", "wrapped", "certificate"])
def test_a_damaged_key_does_not_open(field: str, holder: Holder) -> None:
    data_keys = FakeDataKeys()
    sealed = _seal(holder, data_keys)
    damaged = bytearray(base64.b64decode(getattr(sealed, field)))
    damaged[0] ^= 1
    for value in (base64.b64encode(damaged).decode(), "", "no"):
        with pytest.raises(CannotOpen):
            _open(replace(sealed, **{field: value}), data_keys, holder)


def test_a_certificate_put_beside_another_key(holder: Holder, other: Holder) -> None:
    data_keys = FakeDataKeys()
    mixed = replace(_seal(holder, data_keys), certificate=_seal(other, data_keys).certificate)
    with pytest.raises(CannotOpen):
        _open(mixed, data_keys, holder)


def test_nothing_secret_is_kept_or_shown(holder: Holder) -> None:
    data_keys = FakeDataKeys()
    sealed = _seal(holder, data_keys)
    private = holder.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    decoded = b"".join(base64.b64decode(v) for v in (sealed.ciphertext, sealed.wrapped, sealed.certificate))
    for start in range(0, len(private) - 32, 32):
        part = private[start : start + 32]
        assert part not in decoded or part in holder.certificate.public_bytes(Encoding.DER)
    assert repr(sealed) == f"SealedKey(tenant='{RUC}', certificate_id='{sealed.certificate_id}')"
    assert json.loads(sealed.to_json()) == asdict(sealed)


class Store:
    def __init__(self, *sealed: SealedKey) -> None:
        self.kept = {(s.tenant, s.certificate_id): s for s in sealed}

    def get(self, tenant: str, certificate_id: str) -> SealedKey | None:
        return self.kept.get((tenant, certificate_id))


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def test_a_key_is_opened_once_in_a_while(holder: Holder) -> None:
    data_keys, clock, name = FakeDataKeys(), Clock(), identifier(holder.certificate)
    source = KeySource(Store(_seal(holder, data_keys)), data_keys, clock)
    first = source.get(RUC, name)
    clock.now += keysource.TTL - timedelta(seconds=1)
    assert source.get(RUC, name) is first
    assert data_keys.unwrapped == 1
    clock.now += timedelta(seconds=1)
    again = source.get(RUC, name)
    assert again is not None
    assert again is not first
    assert data_keys.unwrapped == 2


def test_a_key_stays_in_memory_for_a_minute_at_most(holder: Holder, other: Holder) -> None:
    """And one that nobody asks for any more goes when another is asked for."""
    assert timedelta(seconds=60) >= keysource.TTL
    data_keys, clock = FakeDataKeys(), Clock()
    source = KeySource(Store(_seal(holder, data_keys), _seal(other, data_keys)), data_keys, clock)
    assert source.get(RUC, identifier(holder.certificate))
    clock.now += keysource.TTL
    assert source.get(RUC, identifier(other.certificate))
    assert [name for _, name in source._kept] == [identifier(other.certificate)]


def test_a_key_that_is_gone_is_not_used_for_long(holder: Holder) -> None:
    data_keys, clock, name = FakeDataKeys(), Clock(), identifier(holder.certificate)
    store = Store(_seal(holder, data_keys))
    source = KeySource(store, data_keys, clock)
    assert source.get(RUC, name)
    store.kept.clear()
    clock.now += keysource.TTL
    assert source.get(RUC, name) is None


def test_keys_of_others_are_not_answered(holder: Holder) -> None:
    data_keys, name = FakeDataKeys(), identifier(holder.certificate)
    source = KeySource(Store(_seal(holder, data_keys)), data_keys, Clock())
    assert source.get(RUC, name)
    assert source.get(OTHER_RUC, name) is None
    assert source.get(RUC, "c2") is None


def test_only_so_many_keys_are_kept(holder: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keysource, "MAX_KEYS", 2)
    data_keys, name = FakeDataKeys(), identifier(holder.certificate)
    companies = ["1790012345001", "0990012345001", "0190012345001"]
    source = KeySource(Store(*(_seal(holder, data_keys, c) for c in companies)), data_keys, Clock())
    for company in companies:
        source.get(company, name)
    assert data_keys.unwrapped == 3
    source.get(companies[2], name)
    source.get(companies[1], name)
    assert data_keys.unwrapped == 3
    source.get(companies[0], name)
    assert data_keys.unwrapped == 4


def test_a_key_source_shows_nothing(holder: Holder) -> None:
    data_keys = FakeDataKeys()
    source = KeySource(Store(_seal(holder, data_keys)), data_keys, Clock())
    key = source.get(RUC, identifier(holder.certificate))
    assert key is not None
    assert str(key.private.private_numbers().d) not in f"{source!r} {vars(source)!r}"


REFUSED_FOR_GOOD = [
    "InvalidCiphertextException",
    "AccessDeniedException",
    "DisabledException",
    "NotFoundException",
    "KMSInvalidStateException",
    "ValidationException",
]


class Kms:
    """KMS that answers with an error."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.asked: list[dict[str, object]] = []

    def decrypt(self, **asked: object) -> dict[str, bytes]:
        self.asked.append(asked)
        raise self.error


@pytest.mark.parametrize("code", REFUSED_FOR_GOOD)
def test_what_kms_will_not_unwrap_is_a_key_that_does_not_open(code: str) -> None:
    kms = Kms(ClientError({"Error": {"Code": code}}, "Decrypt"))
    with pytest.raises(CannotOpen, match=code):
        KmsDataKeys(kms, "k").unwrap(b"w", {"tenant": RUC})
    assert kms.asked == [{"KeyId": "k", "CiphertextBlob": b"w", "EncryptionContext": {"tenant": RUC}}]


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "ThrottlingException"}}, "Decrypt"),
        ClientError({"Error": {"Code": "KMSInternalException"}}, "Decrypt"),
        ClientError({"Error": {"Code": "KeyUnavailableException"}}, "Decrypt"),
        EndpointConnectionError(endpoint_url="https://kms"),
    ],
)
def test_a_kms_that_does_not_answer_is_asked_again_later(error: Exception) -> None:
    with pytest.raises(Unavailable):
        KmsDataKeys(Kms(error), "k").unwrap(b"w", {"tenant": RUC})
