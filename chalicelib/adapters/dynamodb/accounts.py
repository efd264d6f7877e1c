"""Accounts in DynamoDB: every write is conditional on the version that was read."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from pynamodb.exceptions import DeleteError, PutError

from chalicelib.adapters.dynamodb.documents import CONDITION_FAILED, stamp
from chalicelib.adapters.dynamodb.portal_tables import AccountRow
from chalicelib.domain.accounts.account import Account, Preferences, SecondFactor
from chalicelib.services.ports import Conflict


class DynamoAccounts:
    """Implements `Accounts`."""

    def get(self, usuario: str) -> Account | None:
        """The account, read consistently, or None."""
        if not usuario or usuario.startswith("#"):
            return None
        try:
            return _account(AccountRow.get(usuario, consistent_read=True))
        except AccountRow.DoesNotExist:
            return None

    def create(self, account: Account) -> Account:
        """Store a new account. Raises Conflict if there is one."""
        created = replace(account, version=1)
        self._put(created, AccountRow.usuario.does_not_exist())
        return created

    def save(self, account: Account) -> Account:
        """Store a changed account under the version that was read. Raises Conflict."""
        saved = replace(account, version=account.version + 1)
        self._put(saved, AccountRow.version == account.version)
        return saved

    def delete(self, account: Account) -> None:
        """Forget the account. Raises Conflict if it changed since it was read."""
        try:
            AccountRow(account.usuario).delete(condition=AccountRow.version == account.version)
        except DeleteError as error:
            if error.cause_response_code == CONDITION_FAILED:
                raise Conflict("account") from None
            raise

    @staticmethod
    def _put(account: Account, condition: Any) -> None:
        try:
            _row(account).save(condition=condition)
        except PutError as error:
            if error.cause_response_code == CONDITION_FAILED:
                raise Conflict("account") from None
            raise


def _row(a: Account) -> AccountRow:
    return AccountRow(
        a.usuario,
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
        link=a.link or None,
        question_blocked=a.question_blocked or None,
        second_factor=asdict(a.second_factor) if a.second_factor else None,
        preferences=asdict(a.preferences),
    )


def _account(row: AccountRow) -> Account:
    factor: dict[str, Any] | None = row.second_factor
    return Account(
        usuario=row.usuario,
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
