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
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

DUE_SHARDS = 4


class _Settings:
    """Timeouts in seconds: well under API Gateway's 29 and every function's own limit."""

    region = os.environ.get("AWS_REGION", os.environ.get("AWS_DEFAULT_REGION", "us-east-1"))
    connect_timeout_seconds = 2
    read_timeout_seconds = 5
    max_retry_attempts = 4
    base_backoff_ms = 50


class DocumentsDue(GlobalSecondaryIndex["DocumentRow"]):
    """The document records that owe somebody a step, by when."""

    class Meta(_Settings):
        index_name = "by_due"
        projection = KeysOnlyProjection()

    due_shard = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class DocumentRow(Model):
    """One legal document."""

    class Meta(_Settings):
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
    authority = UnicodeAttribute()
    delivery = UnicodeAttribute()
    reception = UnicodeAttribute()
    tries = NumberAttribute()
    due_shard = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    lease_until = UnicodeAttribute(null=True)
    sent_at = UnicodeAttribute(null=True)
    signed_sha256 = UnicodeAttribute(null=True)
    messages = UnicodeAttribute(null=True)
    authorization_number = UnicodeAttribute(null=True)
    authorized_at = UnicodeAttribute(null=True)
    mail_ids = UnicodeAttribute(null=True)
    incident = UnicodeAttribute(null=True)

    by_due = DocumentsDue()


class BatchesDue(GlobalSecondaryIndex["BatchRow"]):
    """The batches whose results are not final, by when they should be looked at."""

    class Meta(_Settings):
        index_name = "by_due"
        projection = KeysOnlyProjection()

    due_shard = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class BatchRow(Model):
    """A batch's header (`position` HEADER), an entry (its position, zero-padded), or a name's latest batch (LATEST)."""

    class Meta(_Settings):
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
    due_shard = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    document_id = UnicodeAttribute(null=True)
    number_text = UnicodeAttribute(null=True)
    clave = UnicodeAttribute(null=True)
    repeated = BooleanAttribute(null=True)
    problems = UnicodeAttribute(null=True)
    latest = UnicodeAttribute(null=True)

    by_due = BatchesDue()


class TenantRow(Model):
    """A company that issues."""

    class Meta(_Settings):
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
    reply_to = UnicodeAttribute(null=True)


class CertificateRow(Model):
    """A tenant's signing certificate; the private key only as ciphertext."""

    class Meta(_Settings):
        table_name = os.environ.get("CERTIFICATES_TABLE", "certificates")

    ruc = UnicodeAttribute(hash_key=True)
    certificate_id = UnicodeAttribute(range_key=True)
    sealed = UnicodeAttribute()
