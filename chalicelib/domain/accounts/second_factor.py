"""The second factor: six digits of a code generator, or one of the recovery codes that were shown once.

A **step** is a span of thirty seconds since 1970 (RFC 6238). The codes of the present, the last and the next step are
accepted, each once. A **recovery code** is ten letters and digits in two groups; only its digest is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.accounts.account import Account, SecondFactor, renewed

STEP = 30
RECOVERY_CODES = 10
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without the signs that are taken for one another."""

_TOTP = re.compile(r"[0-9]{6}")
_RECOVERY = re.compile(r"[A-Z0-9]{10}")


def steps(now: datetime) -> tuple[int, int, int]:
    """The steps whose codes are accepted, the present one first."""
    step = int(now.timestamp()) // STEP
    return step, step - 1, step + 1


def use(
    account: Account, typed: str, now: datetime, code_at: Callable[[int], str], digest: Callable[[str], str]
) -> Account | None:
    """The account after a code was accepted, or None if it is not right. `code_at` gives the code of a step."""
    factor = account.second_factor
    if factor is None:
        return None
    text = re.sub(r"[\s-]", "", typed).upper()
    if _TOTP.fullmatch(text):
        for step in steps(now):
            if step > factor.last_step and code_at(step) == text:
                return replace(account, second_factor=replace(factor, last_step=step))
        return None
    if _RECOVERY.fullmatch(text) and (found := digest(text)) in factor.codes:
        rest = tuple(code for code in factor.codes if code != found)
        return replace(account, second_factor=replace(factor, codes=rest))
    return None


def readable(code: str) -> str:
    """A recovery code as it is shown.

    >>> readable("ABCDE23456")
    'ABCDE-23456'
    """
    return f"{code[:5]}-{code[5:]}"


def begun(account: Account, secret: str, codes: tuple[str, ...], step: int) -> Account:
    """The account with a second factor whose first code, of that step, was right."""
    return renewed(account, second_factor=SecondFactor(secret, codes, step))


def ended(account: Account) -> Account:
    """The account without a second factor."""
    return renewed(account, second_factor=None)
