"""Registers a company under two names and prints where it is found. A program: tables are named when imported."""

from __future__ import annotations

import json
import os
import time

from chalicelib.domain.tenants.tenant import Tenant
from infra.ops import stage


def main() -> None:
    stage.enter(None)
    from chalicelib.adapters.clock import SystemClock
    from chalicelib.adapters.dynamodb.tables import IssuerRow, TenantRow
    from chalicelib.adapters.dynamodb.tenants import DynamoTenants
    from chalicelib.adapters.portal.directory import DynamoDirectory

    ruc = f"07{time.time_ns() // 1000 % 10**8:08d}001"
    tenants, directory = DynamoTenants(), DynamoDirectory(SystemClock())
    answers = {}
    for name in ("Ferretería Zzyzx del Norte", "Ferretería Qwyjibo"):
        tenants.save(Tenant(ruc=ruc, name=name, country="EC", environments=frozenset({"1"}), salt=os.urandom(32)))
        for text in ("zzyzx", "WYJI", "yzx norte", "ferretería zzz", ruc[3:11], ""):
            faces, _ = directory.find(text, 20)
            answers[f"{name.split()[1]} {text if text != ruc[3:11] else 'ruc'}".strip()] = ruc in [f.ruc for f in faces]
    for row in IssuerRow.scan():
        if row.ruc == ruc:
            row.delete()
    TenantRow(ruc).delete()
    print(json.dumps(answers))


if __name__ == "__main__":
    main()
