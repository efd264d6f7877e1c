"""The demo customer: somebody who receives the sample documents and has an account in the portal.

`python -m infra.local.customer` reads one line of JSON (`identificacion`, `tipo`, `nombre`, `correo`, `password`) and
stores the account in the stage that the environment names (`ACCOUNTS_TABLE`), unless it is there already: whoever
tries the portal may have changed it.
"""

from __future__ import annotations

import json
import secrets
import sys
from datetime import UTC, datetime

from chalicelib.adapters.dynamodb.accounts import DynamoAccounts
from chalicelib.adapters.portal.passwords import Argon2Passwords
from chalicelib.domain.accounts.account import Account
from chalicelib.domain.accounts.questions import normal
from chalicelib.services.ports import Conflict

SECRET_ANSWER = "Firulais"  # noqa: S105  of the demo, on this machine only


def store(person: dict[str, str], now: datetime) -> None:
    """Store the account, unless it is there."""
    passwords = Argon2Passwords()
    account = Account(
        usuario=person["identificacion"],
        country="EC",
        kind=person["tipo"],
        name=person["nombre"],
        residence="local",
        email=person["correo"],
        password=passwords.hash(person["password"]),
        question="mascota",
        answer=passwords.hash(normal(SECRET_ANSWER)),
        created_at=now,
        sessions_from=now,
        consented_at=now,
        born=secrets.token_urlsafe(24),
    )
    try:
        DynamoAccounts().create(account)
    except Conflict:
        return


if __name__ == "__main__":
    store(json.loads(sys.stdin.read()), datetime.now(UTC))
