"""Where a tenant's signing key comes from, without asking KMS for each document.

An opened key is kept in memory for a minute, a few keys at most, under the tenant and certificate it was asked for; a
tenant whose certificate in use changes is asked for by another name, and served the new one at once. Whether the
certificate is still valid is for the signer to ask.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Protocol

from chalicelib.signing.envelope import DataKeys, SealedKey, unseal
from chalicelib.signing.xades import SigningKey

TTL = timedelta(seconds=60)
MAX_KEYS = 50


class SealedKeys(Protocol):
    """The store of sealed keys."""

    def get(self, tenant: str, certificate_id: str) -> SealedKey | None:
        """What is stored of that certificate, or None. Raises CannotOpen if it is no sealed key."""
        ...


class KeySource:
    """Opens keys and keeps the recent ones. Several threads may ask at once."""

    def __init__(self, store: SealedKeys, data_keys: DataKeys, now: Callable[[], datetime]) -> None:
        self._store = store
        self._data_keys = data_keys
        self._now = now
        self._kept: OrderedDict[tuple[str, str], tuple[datetime, SigningKey]] = OrderedDict()
        self._lock = Lock()

    def get(self, tenant: str, certificate_id: str) -> SigningKey | None:
        """The tenant's key, or None if there is none. Raises CannotOpen, Unavailable."""
        name = (tenant, certificate_id)
        with self._lock:
            self._forget()
            if name in self._kept:
                return self._kept[name][1]
        sealed = self._store.get(tenant, certificate_id)
        if sealed is None:
            return None
        opened = unseal(sealed, tenant, certificate_id, self._data_keys)
        with self._lock:
            self._kept[name] = (self._now() + TTL, opened)
            self._kept.move_to_end(name)
            while len(self._kept) > MAX_KEYS:
                self._kept.popitem(last=False)
        return opened

    def _forget(self) -> None:
        """Drop every key whose minute is over, whoever's turn it is."""
        now = self._now()
        for name in [name for name, (until, _) in self._kept.items() if now >= until]:
            del self._kept[name]
