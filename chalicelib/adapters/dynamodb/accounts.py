"""Accounts in DynamoDB: every write is conditional on the version that was read, and on whose it was.

Versions begin anew with every account: alone they would take the record of a number's next owner for the last one's.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from chalicelib.adapters.dynamodb import together
from chalicelib.adapters.dynamodb.documents import stamp
from chalicelib.adapters.dynamodb.portal_tables import AccountRow
from chalicelib.domain.accounts.account import Account, Preferences, SecondFactor
from chalicelib.services.portal.ports import Also


class DynamoAccounts:
    """Implements `Accounts`."""

    def get(self, account_id: str) -> Account | None:
        """The account, read consistently, or None."""
        if not account_id or account_id.startswith("#"):
            return None
        try:
            found = _account(AccountRow.get(account_id, consistent_read=True))
        except AccountRow.DoesNotExist:
            return None
        if found.id != account_id:
            raise ValueError("the account's record is under another's key")
        return found

    def create(self, account: Account, *also: Also) -> Account:
        """Store a new account. Raises Conflict if there is one."""
        created = replace(account, version=1)
        together.put(_row(created), AccountRow.id.does_not_exist(), also, "account")
        return created

    def save(self, account: Account, *also: Also) -> Account:
        """Store a changed account under the version that was read. Raises Conflict."""
        saved = replace(account, version=account.version + 1)
        together.put(_row(saved), _as_read(account), also, "account")
        return saved

    def delete(self, account: Account, *also: Also) -> None:
        """Forget the account. Raises Conflict if it changed since it was read."""
        together.delete(AccountRow(account.id), _as_read(account), also, "account")


def _as_read(account: Account) -> Any:
    """The condition that the record is the one that was read."""
    return (AccountRow.version == account.version) & (AccountRow.born == account.born)


def _row(a: Account) -> AccountRow:
    return AccountRow(
        a.id,
        usuario=a.usuario,
        version=a.version,
        country=a.country,
        kind=a.kind,
        name=a.name,
        residence=a.residence,
        email=a.email,
        password=a.password,
        question=a.question,
        answer=a.answer,
        created_at=stamp(a.created_at),
        sessions_from=stamp(a.sessions_from),
        consented_at=stamp(a.consented_at),
        born=a.born,
        changes=a.changes,
        undos=list(a.undos) or None,
        link=a.link or None,
        question_blocked=a.question_blocked or None,
        second_factor=asdict(a.second_factor) if a.second_factor else None,
        preferences=asdict(a.preferences),
    )


def _account(row: AccountRow) -> Account:
    factor: dict[str, Any] | None = row.second_factor
    return Account(
        usuario=_text(row.usuario),
        country=_text(row.country),
        kind=_text(row.kind),
        name=_text(row.name),
        residence=_text(row.residence),
        email=_text(row.email),
        password=_text(row.password),
        question=_text(row.question),
        answer=_text(row.answer),
        created_at=datetime.fromisoformat(_text(row.created_at)),
        sessions_from=datetime.fromisoformat(_text(row.sessions_from)),
        consented_at=datetime.fromisoformat(_text(row.consented_at)),
        born=_text(row.born),
        changes=int(row.changes or 0),
        undos=tuple(row.undos or ()),
        link=row.link or "",
        question_blocked=bool(row.question_blocked),
        second_factor=SecondFactor(**(factor | {"codes": tuple(factor["codes"])})) if factor else None,
        preferences=Preferences(**(row.preferences or {})),
        version=int(row.version or 0),
    )


def _text(value: str | None) -> str:
    if value is None:
        raise ValueError("the account's record is incomplete")
    return value
