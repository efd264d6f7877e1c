"""Mail addresses as people type them (RFC 5321, ASCII). Does NOT check that a mailbox exists."""

from __future__ import annotations

import re

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}")


def is_address(text: str) -> bool:
    """Whether a text has the form of a mail address.

    >>> is_address("maria.cedeno@example.com"), is_address("maria@"), is_address("a@b.ec\\nBcc: x@y.ec")
    (True, False, False)
    """
    local, _, domain = text.rpartition("@")
    if len(text) > 254 or len(local) > 64:
        return False
    return _LOCAL.fullmatch(local) is not None and _DOMAIN.fullmatch(domain) is not None


def masked(address: str) -> str:
    """An address as it is shown to somebody who may not be its owner.

    >>> masked("maria.cedeno@example.com")
    'm••••••@e••••••.com'
    """
    local, _, domain = address.rpartition("@")
    _, _, ending = domain.rpartition(".")
    return f"{local[:1]}••••••@{domain[:1]}••••••.{ending}"
