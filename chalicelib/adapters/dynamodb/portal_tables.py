"""The portal's tables as pynamodb sees them: accounts, sessions, passes (with the counters), what is owed.

Moments are text as in `tables`, except `expires_at`: seconds since 1970, by which DynamoDB forgets an item (TTL).
Forgetting may take a day or two, so whoever reads looks at the time as well.
"""

from __future__ import annotations

import os

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from chalicelib.adapters.dynamodb.tables import Settings


class AccountRow(Model):
    """An account, or (id `#portal`) the portal's sealed secret."""

    class Meta(Settings):
        table_name = os.environ.get("ACCOUNTS_TABLE", "accounts")

    id = UnicodeAttribute(hash_key=True)
    usuario = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)
    country = UnicodeAttribute(null=True)
    kind = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    residence = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    password = UnicodeAttribute(null=True)
    question = UnicodeAttribute(null=True)
    answer = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute(null=True)
    sessions_from = UnicodeAttribute(null=True)
    consented_at = UnicodeAttribute(null=True)
    born = UnicodeAttribute(null=True)
    changes = NumberAttribute(null=True)
    undos = JSONAttribute(null=True)
    link = UnicodeAttribute(null=True)
    question_blocked = BooleanAttribute(null=True)
    second_factor = JSONAttribute(null=True)
    preferences = JSONAttribute(null=True)
    sealed = UnicodeAttribute(null=True)


class SessionsOfOwner(GlobalSecondaryIndex["SessionRow"]):
    """The sessions of an account's owner by their beginning."""

    class Meta(Settings):
        index_name = "by_owner"
        projection = AllProjection()

    owner = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class SessionRow(Model):
    """A login."""

    class Meta(Settings):
        table_name = os.environ.get("SESSIONS_TABLE", "sessions")

    id = UnicodeAttribute(hash_key=True)
    owner = UnicodeAttribute()
    created_at = UnicodeAttribute()
    seen_at = UnicodeAttribute()
    origin = UnicodeAttribute()
    agent = UnicodeAttribute(null=True)
    ended_at = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()

    by_owner = SessionsOfOwner()


class PassRow(Model):
    """A pass (`facts`), a counter (`times`) or the attempts with a usuario (`times`, `last`, `locked_until`)."""

    class Meta(Settings):
        table_name = os.environ.get("PASSES_TABLE", "passes")

    key = UnicodeAttribute(hash_key=True)
    facts = JSONAttribute(null=True)
    times = NumberAttribute(null=True)
    last = UnicodeAttribute(null=True)
    locked_until = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)
    expires_at = NumberAttribute()


class OwedDue(GlobalSecondaryIndex["OwedRow"]):
    """What falls due."""

    class Meta(Settings):
        index_name = "by_due"
        projection = KeysOnlyProjection()

    due_shard = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class OwedRow(Model):
    """Something owed; without `due_shard` if it was given up."""

    class Meta(Settings):
        table_name = os.environ.get("OWED_TABLE", "owed")

    id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute()
    sealed = UnicodeAttribute()
    since = UnicodeAttribute()
    due_shard = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute()
    tries = NumberAttribute()
    held_until = UnicodeAttribute(null=True)

    by_due = OwedDue()
