"""Private keys at rest and in memory."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from chalicelib.signing import keysource
from chalicelib.signing.envelope import CannotOpen, SealedKey, seal, unseal
from chalicelib.signing.keysource import KeySource
from chalicelib.signing.p12 import KeyPair
from chalicelib.signing.selfcheck import check
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


def _seal(holder: Holder, data_keys: FakeDataKeys, tenant: str = RUC, certificate_id: str = "c1") -> SealedKey:
    pair = KeyPair(holder.private, holder.certificate)
    return seal(pair, tenant, certificate_id, data_keys, lambda count: b"n" * count)


def test_a_sealed_key_signs_again(holder: Holder) -> None:
    data_keys = FakeDataKeys()
    sealed = SealedKey.from_json(_seal(holder, data_keys).to_json())
    key = unseal(sealed, data_keys)
    assert check(signed(document(), key), key)
    assert key.certificate == holder.certificate
    assert sealed.expires == holder.certificate.not_valid_after_utc
    assert sealed.serial == str(holder.certificate.serial_number)
    assert sealed.context == {"tenant": RUC, "certificate_id": "c1", "purpose": "signing"}


@pytest.mark.parametrize("kind", [FakeDataKeys, CarelessDataKeys])
@pytest.mark.parametrize("moved", [{"tenant": OTHER_RUC}, {"certificate_id": "c2"}])
def test_a_ciphertext_moved_elsewhere_does_not_open(
    moved: dict[str, str], kind: type[FakeDataKeys], holder: Holder
) -> None:
    data_keys = kind()
    with pytest.raises(CannotOpen):
        unseal(replace(_seal(holder, data_keys), **moved), data_keys)


def test_the_ciphertext_of_one_under_the_data_key_of_another(holder: Holder) -> None:
    data_keys = FakeDataKeys()
    mine, theirs = _seal(holder, data_keys), _seal(holder, data_keys, OTHER_RUC)
    with pytest.raises(CannotOpen):
        unseal(replace(mine, ciphertext=theirs.ciphertext), data_keys)
    with pytest.raises(CannotOpen):
        unseal(replace(mine, wrapped=theirs.wrapped), data_keys)
    with pytest.raises(CannotOpen):
        unseal(replace(mine, ciphertext=theirs.ciphertext, wrapped=theirs.wrapped), data_keys)


@pytest.mark.parametrize("field", ["ciphertext", "nonce", "wrapped"])
def test_a_damaged_key_does_not_open(field: str, holder: Holder) -> None:
    data_keys = FakeDataKeys()
    sealed = _seal(holder, data_keys)
    damaged = bytearray(base64.b64decode(getattr(sealed, field)))
    damaged[0] ^= 1
    for value in (base64.b64encode(damaged).decode(), "", "no"):
        with pytest.raises(CannotOpen):
            unseal(replace(sealed, **{field: value}), data_keys)


def test_a_certificate_put_beside_another_key(holder: Holder, other: Holder) -> None:
    data_keys = FakeDataKeys()
    mixed = replace(_seal(holder, data_keys), certificate=_seal(other, data_keys).certificate)
    with pytest.raises(CannotOpen):
        unseal(mixed, data_keys)


def test_nothing_secret_is_kept_or_shown(holder: Holder) -> None:
    data_keys = FakeDataKeys()
    sealed = _seal(holder, data_keys)
    private = holder.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    decoded = b"".join(base64.b64decode(v) for v in (sealed.ciphertext, sealed.wrapped, sealed.certificate))
    for start in range(0, len(private) - 32, 32):
        part = private[start : start + 32]
        assert part not in decoded or part in holder.certificate.public_bytes(Encoding.DER)
    assert repr(sealed) == f"SealedKey(tenant='{RUC}', certificate_id='c1')"
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
    data_keys, clock = FakeDataKeys(), Clock()
    source = KeySource(Store(_seal(holder, data_keys)), data_keys, clock)
    first = source.get(RUC, "c1")
    clock.now += keysource.TTL - timedelta(seconds=1)
    assert source.get(RUC, "c1") is first
    assert data_keys.unwrapped == 1
    clock.now += timedelta(seconds=1)
    again = source.get(RUC, "c1")
    assert again is not None
    assert again is not first
    assert data_keys.unwrapped == 2


def test_a_key_that_is_gone_is_not_used_for_long(holder: Holder) -> None:
    data_keys, clock = FakeDataKeys(), Clock()
    store = Store(_seal(holder, data_keys))
    source = KeySource(store, data_keys, clock)
    assert source.get(RUC, "c1")
    store.kept.clear()
    clock.now += keysource.TTL
    assert source.get(RUC, "c1") is None


def test_keys_of_others_are_not_answered(holder: Holder) -> None:
    data_keys = FakeDataKeys()
    source = KeySource(Store(_seal(holder, data_keys)), data_keys, Clock())
    assert source.get(RUC, "c1")
    assert source.get(OTHER_RUC, "c1") is None
    assert source.get(RUC, "c2") is None


def test_only_so_many_keys_are_kept(holder: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keysource, "MAX_KEYS", 2)
    data_keys = FakeDataKeys()
    names = ["c1", "c2", "c3"]
    source = KeySource(Store(*(_seal(holder, data_keys, certificate_id=n) for n in names)), data_keys, Clock())
    for name in names:
        source.get(RUC, name)
    assert data_keys.unwrapped == 3
    source.get(RUC, "c3")
    source.get(RUC, "c2")
    assert data_keys.unwrapped == 3
    source.get(RUC, "c1")
    assert data_keys.unwrapped == 4


def test_a_key_source_shows_nothing(holder: Holder) -> None:
    data_keys = FakeDataKeys()
    source = KeySource(Store(_seal(holder, data_keys)), data_keys, Clock())
    key = source.get(RUC, "c1")
    assert key is not None
    assert str(key.private.private_numbers().d) not in f"{source!r} {vars(source)!r}"
