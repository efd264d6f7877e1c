"""Tenants and their sealed certificates in DynamoDB."""

from __future__ import annotations

import json

from chalicelib.adapters.dynamodb.tables import IssuerRow, TenantRow
from chalicelib.domain.tenants import finding
from chalicelib.domain.tenants.tenant import DEFAULT_COLOUR, DEFAULT_FORMAT, Branding, Tenant
from chalicelib.services.ownership import same


class DynamoTenants:
    """Implements `Tenants`."""

    def get(self, ruc: str) -> Tenant | None:
        """The tenant, or None. Raises Misplaced."""
        try:
            row = TenantRow.get(ruc)
        except TenantRow.DoesNotExist:
            return None
        same("tenants", ruc, row.ruc)
        return Tenant(
            ruc=ruc,
            name=row.name,
            country=row.country,
            environments=frozenset(row.environments),
            salt=bytes(row.salt),
            certificate_id=row.certificate_id or "",
            branding=Branding(
                logo_key=row.logo_key or "",
                colour=row.colour or DEFAULT_COLOUR,
                footer=row.footer or "",
                format="ticket" if row.format == "ticket" else DEFAULT_FORMAT,
                archivable=bool(row.archivable),
            ),
            reply_to=row.reply_to or "",
            registration=json.loads(row.registration) if row.registration else {},
            trade_name=row.trade_name or "",
        )

    def save(self, tenant: Tenant) -> None:
        """Store a tenant and where it is found. A salt that is there is kept: it is fixed for ever.

        Its places come first: whoever is stopped in between stores it again, and what is read here is still the name
        whose places must go.
        """
        existing = self.get(tenant.ruc)
        _keep_places(tenant, existing)
        TenantRow(
            tenant.ruc,
            name=tenant.name,
            country=tenant.country,
            environments=set(tenant.environments),
            salt=existing.salt if existing else tenant.salt,
            certificate_id=tenant.certificate_id or None,
            logo_key=tenant.branding.logo_key or None,
            colour=tenant.branding.colour,
            footer=tenant.branding.footer or None,
            format=tenant.branding.format,
            archivable=tenant.branding.archivable or None,
            reply_to=tenant.reply_to or None,
            registration=json.dumps(dict(tenant.registration), ensure_ascii=False) if tenant.registration else None,
            trade_name=tenant.trade_name or None,
        ).save()


def _keep_places(tenant: Tenant, before: Tenant | None) -> None:
    places = finding.places(tenant.ruc, finding.called(tenant.name, tenant.trade_name))
    old = finding.places(before.ruc, finding.called(before.name, before.trade_name)) if before else frozenset()
    with IssuerRow.batch_write() as batch:
        for part, place in places:
            batch.save(IssuerRow(part, place, ruc=tenant.ruc, name=tenant.name, trade_name=tenant.trade_name or None))
        for part, place in old - places:
            batch.delete(IssuerRow(part, place))
