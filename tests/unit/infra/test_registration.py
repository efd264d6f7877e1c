"""What a company's registration says of it is judged before anything is stored, and comes back as it was stored."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import tenants
from chalicelib.adapters.dynamodb.tables import TenantRow
from chalicelib.domain.tenants.tenant import Branding, Tenant
from infra.register import Refused, read_company, register

SAID = {"obligadoContabilidad": "SÍ", "dirMatriz": "Loja"}
COMPANY = {"ruc": "1790012345001", "name": "A", "environments": ["1"], "p12": "absent.p12", "password": ""}


def test_a_wrong_registro_is_refused_before_anything_is_stored() -> None:
    with pytest.raises(Refused) as refused:
        register(COMPANY | {"registro": SAID})
    assert (refused.value.problem.code, refused.value.problem.pointer) == (
        "XML-FORMATO",
        "/registro/obligadoContabilidad",
    )
    with pytest.raises(ValueError, match="registro"):
        register(COMPANY | {"registro": "SI"})


@pytest.mark.parametrize("wanted", ["1", [], ["3"], ["producción"], [1], {"1": "2"}, None])
def test_an_ambiente_that_does_not_exist_is_refused(wanted: object) -> None:
    with pytest.raises(ValueError, match="environments: escriba"):
        register(COMPANY | {"environments": wanted})


def test_the_files_of_a_company_begin_where_its_own_file_is(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        register(COMPANY, tmp_path)
    assert missing.value.filename == str(tmp_path / "absent.p12")


def test_the_company_of_the_manual_can_be_registered(tmp_path: Path) -> None:
    """It is taken as far as its files, which are not there."""
    manual = (Path(__file__).parents[3] / "docs" / "entradas.md").read_text(encoding="utf-8")
    (shown,) = [json.loads(b) for b in re.findall(r"```json\n(.*?)```", manual, re.DOTALL) if '"p12"' in b]
    path = tmp_path / "empresa.json"
    path.write_text(json.dumps(shown))
    for missing, changes in (("logo.png", {}), ("firma.p12", {"branding": shown["branding"] | {"logo": ""}})):
        with pytest.raises(FileNotFoundError) as stopped:
            register(read_company(path) | changes, tmp_path)
        assert stopped.value.filename == str(tmp_path / missing)


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> Callable[[Tenant], Tenant | None]:
    """Stores a company and gets it back, in a table of memory."""
    rows: dict[str, TenantRow] = {}

    def get(ruc: str) -> TenantRow:
        if ruc not in rows:
            raise TenantRow.DoesNotExist
        return rows[ruc]

    monkeypatch.setattr(TenantRow, "get", get)
    monkeypatch.setattr(TenantRow, "save", lambda row: rows.update({row.ruc: row}))
    monkeypatch.setattr(tenants, "_keep_places", lambda tenant, before: nullcontext())

    def kept(tenant: Tenant) -> Tenant | None:
        tenants.DynamoTenants().save(tenant)
        return tenants.DynamoTenants().get(tenant.ruc)

    return kept


@pytest.mark.parametrize("said", [{}, {"obligadoContabilidad": "NO", "dirMatriz": "Ñuñoa", "leyendas": []}])
def test_the_registro_is_stored_with_the_company(
    said: dict[str, Any], stored: Callable[[Tenant], Tenant | None]
) -> None:
    tenant = Tenant("1790012345001", "A", "EC", frozenset({"1"}), b"s" * 32, registration=said)
    found = stored(tenant)
    assert found == tenant
    assert found is not None
    assert found.issuer.registration == said


@pytest.mark.parametrize("branding", [Branding(), Branding("", "#102030", "pie", "ticket", archivable=True)])
def test_the_looks_are_stored_with_the_company(branding: Branding, stored: Callable[[Tenant], Tenant | None]) -> None:
    found = stored(Tenant("1790012345001", "A", "EC", frozenset({"1"}), b"s" * 32, branding=branding))
    assert found is not None
    assert found.branding == branding
