"""Where a tenant's signing key comes from, without asking KMS for each document.

An opened key is kept in memory for a few minutes, a few keys at most. Whether its certificate is still valid is for
the signer to ask.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.signing.envelope import DataKeys, SealedKey, unseal
from chalicelib.signing.xades import SigningKey

TTL = timedelta(minutes=5)
MAX_KEYS = 50


class SealedKeys(Protocol):
    """The store of sealed keys."""

    def get(self, tenant: str, certificate_id: str) -> SealedKey | None:
        """The sealed key, or None."""
        ...


class KeySource:
    """Opens keys and keeps the recent ones."""

    def __init__(self, store: SealedKeys, data_keys: DataKeys, now: Callable[[], datetime]) -> None:
        self._store = store
        self._data_keys = data_keys
        self._now = now
        self._kept: OrderedDict[tuple[str, str], tuple[datetime, SigningKey]] = OrderedDict()

    def get(self, tenant: str, certificate_id: str) -> SigningKey | None:
        """The tenant's key, or None if there is none. Raises CannotOpen."""
        name = (tenant, certificate_id)
        until, key = self._kept.get(name, (None, None))
        if key is not None and until is not None and self._now() < until:
            return key
        sealed = self._store.get(tenant, certificate_id)
        if sealed is None:
            return None
        opened = unseal(sealed, self._data_keys)
        self._kept[name] = (self._now() + TTL, opened)
        self._kept.move_to_end(name)
        while len(self._kept) > MAX_KEYS:
            self._kept.popitem(last=False)
        return opened
