"""What every implementation of the portal's ports must do, in memory as in DynamoDB: one story a promise.

`Ports` are all ports over one store. Every name is drawn anew, so
that a store may be shared.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.accounts.account import Account
from chalicelib.domain.accounts.lockout import Attempts
from chalicelib.services.portal.ports import (
    Accounts,
    Kept,
    Limits,
    Outbox,
    Owed,
    Passes,
    Session,
    Sessions,
    Taken,
)
from chalicelib.services.ports import Conflict

NOW = datetime(2126, 11, 23, 15, 0, tzinfo=UTC)
"""Far away: what these stories leave in a shared store never falls due there."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Ports:
    """The ports over one store."""

    accounts: Accounts
    sessions: Sessions
    passes: Passes
    limits: Limits
    outbox: Outbox


def name(kind: str) -> str:
    return f"{kind}{uuid.uuid4().hex}"


def account(**changes: object) -> Account:
    made = Account(
        usuario=name("C")[:20],
        country="EC",
        kind="06",
        name="ANA",
        residence="local",
        email="ana@example.com",
        password="H",
        question="mascota",
        answer="H",
        created_at=NOW,
        sessions_from=NOW,
        consented_at=NOW,
        born=name("b"),
        undos=("2026-11-30T15:00:00+00:00 uno",),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def owed(**changes: object) -> Owed:
    return replace(Owed(name("o"), "clave", "sealed", NOW, NOW), **changes)  # type: ignore[arg-type]


def session(owner: str, minute: int = 0) -> Session:
    at = NOW + timedelta(minutes=minute)
    return Session(name("s"), owner, at, at, "190.15.1.2", "Chrome")


def an_account_is_as_it_was_stored(p: Ports) -> None:
    stored = p.accounts.create(account())
    assert p.accounts.get(stored.id) == stored
    changed = p.accounts.save(replace(stored, email="otra@example.com", changes=1))
    assert p.accounts.get(stored.id) == changed


def there_is_one_account_of_a_number_and_kind(p: Ports) -> None:
    first = p.accounts.create(account())
    with pytest.raises(Conflict):
        p.accounts.create(replace(first, born=name("b")))
    other = p.accounts.create(replace(first, kind="08"))
    assert p.accounts.get(first.id) == first
    assert p.accounts.get(other.id) == other


def a_change_of_an_old_version_is_refused_with_all_that_goes_with_it(p: Ports) -> None:
    first = p.accounts.create(account())
    p.accounts.save(first)
    letter, key = owed(), name("k")
    with pytest.raises(Conflict):
        p.accounts.save(first, letter, Kept(key, {"a": "1"}, NOW + HOUR))
    with pytest.raises(Conflict):
        p.accounts.delete(first, letter)
    assert p.outbox.get(letter.id) is None
    assert p.passes.get(key, NOW) is None
    assert p.accounts.get(first.id) is not None


def the_record_of_a_numbers_next_owner_is_nobody_elses_to_change(p: Ports) -> None:
    last = p.accounts.create(account())
    p.accounts.delete(last)
    following = p.accounts.create(replace(last, born=name("b"), email="otra@example.com"))
    assert following.version == last.version
    with pytest.raises(Conflict):
        p.accounts.save(last)
    with pytest.raises(Conflict):
        p.accounts.save(last, owed())
    with pytest.raises(Conflict):
        p.accounts.delete(last, owed())
    assert p.accounts.get(last.id) == following


def what_goes_with_a_change_is_stored_with_it(p: Ports) -> None:
    old, new, letter = name("k"), name("k"), owed()
    p.passes.put(old, {"a": "1"}, NOW + HOUR)
    stored = p.accounts.create(account(), letter, Taken(old), Kept(new, {"b": "2"}, NOW + HOUR))
    assert p.accounts.get(stored.id) == stored
    assert p.outbox.get(letter.id) == letter
    assert p.passes.get(old, NOW) is None
    assert p.passes.get(new, NOW) == {"b": "2"}


def a_pass_is_used_up_by_one(p: Ports) -> None:
    key, letter = name("k"), owed()
    p.passes.put(key, {}, NOW + HOUR)
    p.accounts.create(account(), Taken(key))
    second = account()
    with pytest.raises(Conflict):
        p.accounts.create(second, letter, Taken(key))
    assert p.accounts.get(second.id) is None
    assert p.outbox.get(letter.id) is None
    assert p.passes.take(key, NOW) is None


def a_closed_account_leaves_what_is_owed(p: Ports) -> None:
    stored = p.accounts.create(account())
    letter = owed()
    p.accounts.delete(stored, letter)
    assert p.accounts.get(stored.id) is None
    assert p.outbox.get(letter.id) == letter


def passes_attempts_and_sessions_take_what_is_owed_along(p: Ports) -> None:
    letters = [owed() for _ in range(3)]
    p.passes.put(name("k"), {"a": "1"}, NOW + HOUR, letters[0])
    key = name("k")
    p.limits.save_attempts(key, Attempts(5, NOW, NOW + HOUR), 0, letters[1])
    p.sessions.put(session(name("p")), NOW + HOUR, letters[2])
    assert [p.outbox.get(letter.id) for letter in letters] == letters
    with pytest.raises(Conflict):
        p.limits.save_attempts(key, Attempts(6, NOW, None), 0, late := owed())
    assert p.outbox.get(late.id) is None


def sessions_are_their_owners(p: Ports) -> None:
    mine, next_one = name("p"), name("p")
    sessions = [session(mine, minute) for minute in range(3)]
    for one in sessions:
        p.sessions.put(one, NOW + HOUR)
    p.sessions.end(sessions[0].id, next_one, NOW)
    assert p.sessions.get(sessions[0].id) == sessions[0]
    p.sessions.end(sessions[0].id, mine, NOW)
    ended = p.sessions.get(sessions[0].id)
    assert ended is not None
    assert ended.ended_at == NOW
    assert [s.id for s in p.sessions.of(mine, 2)] == [sessions[2].id, sessions[1].id]
    assert p.sessions.of(next_one, 9) == []


def forgotten_sessions_are_gone_and_using_one_does_not_bring_it_back(p: Ports) -> None:
    mine = name("p")
    one, other = session(mine), session(name("p"))
    for made in (one, other):
        p.sessions.put(made, NOW + HOUR)
    p.sessions.forget(mine)
    p.sessions.seen(one, NOW + HOUR)
    assert p.sessions.get(one.id) is None
    assert p.sessions.of(mine, 9) == []
    assert p.sessions.get(other.id) == other


def what_is_owed_falls_due_is_held_by_one_and_is_forgotten(p: Ports) -> None:
    due, later = owed(), owed(since=NOW + HOUR, due_at=NOW + HOUR)
    p.outbox.owe(due)
    p.outbox.owe(later)
    assert due.id in p.outbox.due(NOW, 4000)
    assert later.id not in p.outbox.due(NOW, 4000)
    held = p.outbox.hold(due, NOW + HOUR, NOW + HOUR)
    assert (held.tries, held.due_at, held.held_until) == (1, NOW + HOUR, NOW + HOUR)
    assert p.outbox.get(due.id) == held
    with pytest.raises(Conflict):
        p.outbox.hold(due, NOW + HOUR, NOW + HOUR)
    assert due.id not in p.outbox.due(NOW, 4000)
    p.outbox.settle(held)
    assert p.outbox.get(due.id) is None
    with pytest.raises(Conflict):
        p.outbox.hold(held, NOW, NOW)
    p.outbox.settle(later)


def what_was_given_up_never_falls_due_again(p: Ports) -> None:
    letter = owed()
    p.outbox.owe(letter)
    p.outbox.bury(letter)
    assert p.outbox.get(letter.id) is None
    assert letter.id not in p.outbox.due(NOW + 100 * HOUR, 4000)
    with pytest.raises(Conflict):
        p.outbox.bury(letter)


PROMISES: list[Callable[[Ports], None]] = [
    an_account_is_as_it_was_stored,
    there_is_one_account_of_a_number_and_kind,
    a_change_of_an_old_version_is_refused_with_all_that_goes_with_it,
    the_record_of_a_numbers_next_owner_is_nobody_elses_to_change,
    what_goes_with_a_change_is_stored_with_it,
    a_pass_is_used_up_by_one,
    a_closed_account_leaves_what_is_owed,
    passes_attempts_and_sessions_take_what_is_owed_along,
    sessions_are_their_owners,
    forgotten_sessions_are_gone_and_using_one_does_not_bring_it_back,
    what_is_owed_falls_due_is_held_by_one_and_is_forgotten,
    what_was_given_up_never_falls_due_again,
]
