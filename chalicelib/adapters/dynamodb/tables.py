"""The tables as pynamodb sees them. One table per owner of the data, so that a function's role can be narrow.

Money is text, moments are ISO 8601 text in UTC with microseconds (so that they sort), nested values are JSON text.
`due_shard` spreads the records that are due over a few partitions of the sparse index `by_due`.
"""

from __future__ import annotations

import os

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection
from pynamodb.models import Model

DUE_SHARDS = 4


class Settings:
    """Timeouts in seconds: well under API Gateway's 29 and every function's own limit."""

    region = os.environ.get("AWS_REGION", os.environ.get("AWS_DEFAULT_REGION", "us-east-1"))
    connect_timeout_seconds = 2
    read_timeout_seconds = 5
    max_retry_attempts = 4
    base_backoff_ms = 50


class DocumentsDue(GlobalSecondaryIndex["DocumentRow"]):
    """The document records that owe somebody a step, by when."""

    class Meta(Settings):
        index_name = "by_due"
        projection = KeysOnlyProjection()

    due_shard = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


SHOWN_IN_LISTS = ["label", "issue_date", "total", "currency", "reception", "authority", "by_total", "issuer", "kind"]
"""What the receiver's list shows of a document; the rest is in its key."""


class _Received(Settings):
    """The indexes by receiver: the same partition in another order each."""

    projection = IncludeProjection(SHOWN_IN_LISTS)


class ReceivedByDate(GlobalSecondaryIndex["DocumentRow"]):
    """What a receiver may see, by date of issue."""

    class Meta(_Received):
        index_name = "received_by_date"

    receiver_key = UnicodeAttribute(hash_key=True)
    by_date = UnicodeAttribute(range_key=True)


class ReceivedByIssuer(GlobalSecondaryIndex["DocumentRow"]):
    """What a receiver may see, by issuer and date."""

    class Meta(_Received):
        index_name = "received_by_issuer"

    receiver_key = UnicodeAttribute(hash_key=True)
    by_issuer = UnicodeAttribute(range_key=True)


class ReceivedByKind(GlobalSecondaryIndex["DocumentRow"]):
    """What a receiver may see, by kind of document and date."""

    class Meta(_Received):
        index_name = "received_by_kind"

    receiver_key = UnicodeAttribute(hash_key=True)
    by_kind = UnicodeAttribute(range_key=True)


class ReceivedByState(GlobalSecondaryIndex["DocumentRow"]):
    """What a receiver may see, by what became of it and date."""

    class Meta(_Received):
        index_name = "received_by_state"

    receiver_key = UnicodeAttribute(hash_key=True)
    by_state = UnicodeAttribute(range_key=True)


class ReceivedByTotal(GlobalSecondaryIndex["DocumentRow"]):
    """What a receiver may see, by amount."""

    class Meta(_Received):
        index_name = "received_by_total"

    receiver_key = UnicodeAttribute(hash_key=True)
    by_total = UnicodeAttribute(range_key=True)


class ReceivedByNumber(GlobalSecondaryIndex["DocumentRow"]):
    """What a receiver may see, by series and sequence."""

    class Meta(_Received):
        index_name = "received_by_number"

    receiver_key = UnicodeAttribute(hash_key=True)
    by_number = UnicodeAttribute(range_key=True)


class ReceivedBySequence(GlobalSecondaryIndex["DocumentRow"]):
    """What a receiver may see, by sequence alone: most people type the end of a number."""

    class Meta(_Received):
        index_name = "received_by_sequence"

    receiver_key = UnicodeAttribute(hash_key=True)
    by_sequence = UnicodeAttribute(range_key=True)


class Modifying(GlobalSecondaryIndex["DocumentRow"]):
    """The documents that modify another one."""

    class Meta(Settings):
        index_name = "by_modified"
        projection = KeysOnlyProjection()

    modifies = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)


class Parked(GlobalSecondaryIndex["DocumentRow"]):
    """The documents that wait for an authority, by lane, the oldest first."""

    class Meta(Settings):
        index_name = "by_lane"
        projection = KeysOnlyProjection()

    lane = UnicodeAttribute(hash_key=True)
    lane_place = UnicodeAttribute(range_key=True)


class DocumentRow(Model):
    """One legal document."""

    class Meta(Settings):
        table_name = os.environ.get("DOCUMENTS_TABLE", "documents")

    id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    clave = UnicodeAttribute()
    label = UnicodeAttribute()
    issue_date = UnicodeAttribute()
    total = UnicodeAttribute()
    currency = UnicodeAttribute()
    receiver = UnicodeAttribute()
    digest = UnicodeAttribute()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    batches = UnicodeAttribute()
    attempt = NumberAttribute()
    brought_by = UnicodeAttribute(null=True)
    authority = UnicodeAttribute()
    delivery = UnicodeAttribute()
    reception = UnicodeAttribute()
    tries = NumberAttribute()
    due_shard = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    lease_until = UnicodeAttribute(null=True)
    sent_at = UnicodeAttribute(null=True)
    unsigned_sha256 = UnicodeAttribute(null=True)
    beat = UnicodeAttribute(null=True)
    signed_sha256 = UnicodeAttribute(null=True)
    messages = UnicodeAttribute(null=True)
    authorization_number = UnicodeAttribute(null=True)
    authorized_at = UnicodeAttribute(null=True)
    sends = NumberAttribute(null=True)
    last_sent_at = UnicodeAttribute(null=True)
    forgotten = NumberAttribute(null=True)
    waiting = UnicodeAttribute(null=True)
    lane = UnicodeAttribute(null=True)
    lane_place = UnicodeAttribute(null=True)
    released_at = UnicodeAttribute(null=True)
    provisional = BooleanAttribute(null=True)
    late = BooleanAttribute(null=True)
    history = UnicodeAttribute(null=True)
    mails = UnicodeAttribute(null=True)
    mailings = NumberAttribute(null=True)
    mailed_at = UnicodeAttribute(null=True)
    opened_at = UnicodeAttribute(null=True)
    answers = UnicodeAttribute(null=True)
    answered_at = UnicodeAttribute(null=True)
    answer_reason = UnicodeAttribute(null=True)
    modifies = UnicodeAttribute(null=True)
    incident = UnicodeAttribute(null=True)
    moves = NumberAttribute(null=True)
    told = UnicodeAttribute(null=True)
    receiver_key = UnicodeAttribute(null=True)
    by_date = UnicodeAttribute(null=True)
    by_issuer = UnicodeAttribute(null=True)
    by_kind = UnicodeAttribute(null=True)
    by_state = UnicodeAttribute(null=True)
    by_total = UnicodeAttribute(null=True)
    by_number = UnicodeAttribute(null=True)
    by_sequence = UnicodeAttribute(null=True)
    issuer = UnicodeAttribute(null=True)
    kind = UnicodeAttribute(null=True)

    by_due = DocumentsDue()
    by_lane = Parked()
    received_by_date = ReceivedByDate()
    received_by_issuer = ReceivedByIssuer()
    received_by_kind = ReceivedByKind()
    received_by_state = ReceivedByState()
    received_by_total = ReceivedByTotal()
    received_by_number = ReceivedByNumber()
    received_by_sequence = ReceivedBySequence()
    by_modified = Modifying()


class BatchesDue(GlobalSecondaryIndex["BatchRow"]):
    """The batches whose results are not final, by when they should be looked at."""

    class Meta(Settings):
        index_name = "by_due"
        projection = KeysOnlyProjection()

    due_shard = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class BatchRow(Model):
    """A batch's header (`position` HEADER), an entry (its position, zero-padded), or a name's latest batch (LATEST)."""

    class Meta(Settings):
        table_name = os.environ.get("BATCHES_TABLE", "batches")

    batch_id = UnicodeAttribute(hash_key=True)
    position = UnicodeAttribute(range_key=True)
    issuer = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    key = UnicodeAttribute(null=True)
    object_version = UnicodeAttribute(null=True)
    uploaded_at = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute(null=True)
    complete = BooleanAttribute(null=True)
    final = BooleanAttribute(null=True)
    dirty = BooleanAttribute(null=True)
    documents = NumberAttribute(null=True)
    lease_until = UnicodeAttribute(null=True)
    intake_until = UnicodeAttribute(null=True)
    due_shard = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    document_id = UnicodeAttribute(null=True)
    number_text = UnicodeAttribute(null=True)
    clave = UnicodeAttribute(null=True)
    repeated = BooleanAttribute(null=True)
    problems = UnicodeAttribute(null=True)
    unsigned = BinaryAttribute(legacy_encoding=False, null=True)
    digest = UnicodeAttribute(null=True)
    round = NumberAttribute(null=True)
    latest = UnicodeAttribute(null=True)
    beat = UnicodeAttribute(null=True)

    by_due = BatchesDue()


class SeriesRow(Model):
    """A series that the service numbers: the next number."""

    class Meta(Settings):
        table_name = os.environ.get("SERIES_TABLE", "series")

    key = UnicodeAttribute(hash_key=True)
    following = NumberAttribute()
    beat = UnicodeAttribute(null=True)


class TenantRow(Model):
    """A company that issues."""

    class Meta(Settings):
        table_name = os.environ.get("TENANTS_TABLE", "tenants")

    ruc = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    country = UnicodeAttribute()
    environments = UnicodeSetAttribute()
    salt = BinaryAttribute(legacy_encoding=False)
    certificate_id = UnicodeAttribute(null=True)
    logo_key = UnicodeAttribute(null=True)
    colour = UnicodeAttribute(null=True)
    footer = UnicodeAttribute(null=True)
    format = UnicodeAttribute(null=True)
    archivable = BooleanAttribute(null=True)
    reply_to = UnicodeAttribute(null=True)
    registration = UnicodeAttribute(null=True)
    trade_name = UnicodeAttribute(null=True)


class IssuerRow(Model):
    """One place at which an issuer is found by its name or number (`domain/tenants/finding`)."""

    class Meta(Settings):
        table_name = os.environ.get("ISSUERS_TABLE", "issuers")

    part = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)
    ruc = UnicodeAttribute()
    name = UnicodeAttribute()
    trade_name = UnicodeAttribute(null=True)


class CertificateRow(Model):
    """A tenant's signing certificate; the private key only as ciphertext."""

    class Meta(Settings):
        table_name = os.environ.get("CERTIFICATES_TABLE", "certificates")

    ruc = UnicodeAttribute(hash_key=True)
    certificate_id = UnicodeAttribute(range_key=True)
    sealed = UnicodeAttribute()


class LineRow(Model):
    """A line to an authority (`issuer` LINE) or an issuer's lane at it."""

    class Meta(Settings):
        table_name = os.environ.get("LINES_TABLE", "lines")

    line = UnicodeAttribute(hash_key=True)
    issuer = UnicodeAttribute(range_key=True)
    version = NumberAttribute(null=True)
    failures = NumberAttribute(null=True)
    probes = NumberAttribute(null=True)
    probe_at = UnicodeAttribute(null=True)
    next_call_at = UnicodeAttribute(null=True)
    queue = BooleanAttribute(null=True)
    paused = UnicodeAttribute(null=True)
    blocked = UnicodeAttribute(null=True)
    held = UnicodeAttribute(null=True)
    held_until = UnicodeAttribute(null=True)
    told = BooleanAttribute(null=True)
    active = BooleanAttribute(null=True)
    touched_at = UnicodeAttribute(null=True)


class SuppressionRow(Model):
    """An address that gets no mail any more, by its hash."""

    class Meta(Settings):
        table_name = os.environ.get("SUPPRESSIONS_TABLE", "suppressions")

    address = UnicodeAttribute(hash_key=True)
    reason = UnicodeAttribute()
    since = UnicodeAttribute()
