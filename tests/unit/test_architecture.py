"""The layout's rules, read off the imports: who may know whom."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "chalicelib"

MAY_IMPORT = {
    "domain": {"domain"},
    "services": {"services", "domain"},
    "signing": {"signing", "domain"},
    "ride": {"ride", "domain"},
    "adapters": {"adapters", "services", "domain", "signing"},
    "countries": {"countries", "services", "domain", "adapters", "signing", "ride"},
    "handlers": {"handlers", "services", "domain", "adapters", "countries"},
    "web": set(),
}
NOT_IN_DOMAIN = {"boto3", "botocore", "chalice", "pynamodb", "urllib3", "jinja2", "fpdf", "random", "secrets", "time"}
NOT_IN_SERVICES = NOT_IN_DOMAIN - {"time"}
COUNTRY_WORDS = ("ecuador", "sri", "chile", "sii")


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def layer(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "chalicelib" and len(parts) > 1 else None


def test_every_layer_is_known() -> None:
    folders = {p.name for p in PACKAGE.iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert folders == set(MAY_IMPORT)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0]
    if own.endswith(".py"):
        return
    wrong = {m for m in imports(path) if (to := layer(m)) and to not in MAY_IMPORT[own]}
    assert not wrong


@pytest.mark.parametrize("path", sorted((PACKAGE / "domain").rglob("*.py")), ids=str)
def test_the_domain_knows_no_world(path: Path) -> None:
    assert not {m.split(".")[0] for m in imports(path)} & NOT_IN_DOMAIN


@pytest.mark.parametrize("path", sorted((PACKAGE / "services").rglob("*.py")), ids=str)
def test_the_services_know_no_transport_and_no_country(path: Path) -> None:
    assert not {m.split(".")[0] for m in imports(path)} & NOT_IN_SERVICES
    names = {node.id.lower() for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)}
    named = {m for m in imports(path) for word in COUNTRY_WORDS if word in m.lower().split(".")}
    assert not named
    assert not names & set(COUNTRY_WORDS)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_every_module_says_what_it_is(path: Path) -> None:
    source = path.read_text()
    assert not source.strip() or ast.get_docstring(ast.parse(source))


def test_the_only_xml_parser_is_the_hardened_one() -> None:
    loose = ("etree.fromstring", "etree.parse(", "etree.XML(", "ElementTree", "minidom", "etree.XMLParser(")
    allowed = PACKAGE / "domain" / "documents" / "xml.py"
    wrong = [(path.name, word) for path in modules() if path != allowed for word in loose if word in path.read_text()]
    assert not wrong


def test_only_the_clock_knows_the_time() -> None:
    words = ("datetime.now(", "date.today(", "datetime.utcnow(")
    allowed = PACKAGE / "adapters" / "clock.py"
    wrong = [(path.name, word) for path in modules() if path != allowed for word in words if word in path.read_text()]
    assert not wrong


def test_the_sandbox_shares_no_code_with_what_it_judges() -> None:
    for path in (ROOT / "infra" / "sandbox").rglob("*.py"):
        assert not {m for m in imports(path) if m.startswith("chalicelib")}, path.name
