"""One authority and few keys for all the tests of signing (keys are slow to make)."""

from __future__ import annotations

from pathlib import Path

import pytest

from chalicelib.signing.xades import SigningKey
from infra.local.authority import Authority, Holder
from tests.unit.signing.world import NOW, RUC


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"), NOW)


@pytest.fixture(scope="session")
def trusted(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trusted")
    authority.trust(folder)
    return folder


@pytest.fixture(scope="session")
def holder(authority: Authority) -> Holder:
    return authority.subscriber(RUC, "Florería Ñusta, S.A.")


@pytest.fixture(scope="session")
def other(authority: Authority) -> Holder:
    """The same company's second key, to decrypt: it does not sign."""
    return authority.subscriber(RUC, "Florería Ñusta, S.A.", signs=False, label="cifrado")


@pytest.fixture(scope="session")
def key(holder: Holder) -> SigningKey:
    return SigningKey(holder.private, holder.certificate)


@pytest.fixture(scope="session")
def other_key(other: Holder) -> SigningKey:
    return SigningKey(other.private, other.certificate)
