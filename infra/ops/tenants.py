"""What the commands about a tenant share: its record, its country, its documents."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from infra.ops.words import Unclear

if TYPE_CHECKING:
    from chalicelib.domain.tenants.tenant import Tenant
    from chalicelib.services.operations.finding import Finding
    from chalicelib.services.ports import Country


def tenant_of(ruc: str) -> Tenant:
    """The tenant. Raises Unclear."""
    from chalicelib.adapters.dynamodb.tenants import DynamoTenants

    tenant = DynamoTenants().get(ruc)
    if tenant is None:
        raise Unclear(f"No hay un emisor registrado con el RUC {ruc}.")
    return tenant


def country_of(ruc: str) -> Country:
    """The country a tenant issues in. Raises Unclear."""
    from chalicelib.handlers import wiring

    return wiring.countries().get(tenant_of(ruc).country)


def finding() -> Finding:
    """How a tenant's documents are found."""
    from chalicelib.adapters.aws import client
    from chalicelib.adapters.clock import SystemClock
    from chalicelib.adapters.s3 import S3Archive
    from chalicelib.handlers import wiring
    from chalicelib.services.operations.finding import Finding

    archive = S3Archive(client("s3"), os.environ["ARCHIVE_BUCKET"], SystemClock(), os.environ["ARCHIVE_LOCK"])
    return Finding(archive, wiring.documents())
