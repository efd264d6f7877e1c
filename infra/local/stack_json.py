"""`stack.json`: the addresses and demo credentials of a running stack, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from chalicelib.domain.documents import paths
from infra.local.cloud import REGION
from infra.local.home import Home, Ports
from infra.local.seed import Credentials, Customer

SRI_SERVICES = "/comprobantes-electronicos-ws"


def front_url(ports: Ports) -> str:
    """The address people open."""
    return f"http://localhost:{ports.front.number}/"


def describe(
    home: Home, ports: Ports, inbox: str, archive: str, tenants: Sequence[Credentials], customer: Customer
) -> dict[str, Any]:
    """What there is, and nothing that does not exist."""
    return {
        "portal_url": front_url(ports),
        "aws_endpoint": ports.cloud.url,
        "region": REGION,
        "inbox_bucket": inbox,
        "archive_bucket": archive,
        "sri_recepcion_url": f"{ports.sri.url}{SRI_SERVICES}/RecepcionComprobantesOffline",
        "sri_autorizacion_url": f"{ports.sri.url}{SRI_SERVICES}/AutorizacionComprobantesOffline",
        "sri_control_url": f"{ports.sri.url}/control",
        "outbox_url": f"{front_url(ports)}_local/outbox.json",
        "log_dir": str(home.logs),
        "tenants": [
            {
                "ruc": tenant.ruc,
                "access_key": tenant.access_key,
                "secret_key": tenant.secret_key,
                "inbox_prefix": paths.upload(tenant.ruc, ""),
                "results_prefix": paths.results(tenant.ruc),
            }
            for tenant in tenants
        ],
        "customers": [{"identificacion": customer.identificacion, "password": customer.password}],
    }


def write(home: Home, description: dict[str, Any]) -> None:
    """Store for the owner of the machine alone; readers never see half a file."""
    waiting = home.stack_file.with_suffix(".part")
    waiting.touch(mode=0o600)
    waiting.write_text(json.dumps(description, indent=2, ensure_ascii=False) + "\n")
    waiting.replace(home.stack_file)
