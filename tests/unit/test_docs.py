"""The documentation points at things that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from infra.picture import PICTURE, arrows, drawn, stairs

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GUIDES = ("CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md", "docs/glosario.md")
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)|src=\"([^\":]+)\"")
_NAMED = re.compile(r"`((?:app\.py|(?:chalicelib|infra|tests|docs|bin|bench|\.chalice)/[^`\s<>]*))(?:`| )")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    missing = [
        target
        for found in _LINK.finditer(page.read_text())
        if not (page.parent / (target := found[1] or found[2])).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("page", GUIDES)
def test_what_the_guides_name_is_there(page: str) -> None:
    """Files and folders of the project, by their whole path."""
    named = _NAMED.findall((ROOT / page).read_text())
    assert len(named) > 5
    assert [name for name in named if not name.startswith("bin/NAME") and not any(ROOT.glob(name.rstrip("/")))] == []


def test_the_picture_of_the_imports_is_todays() -> None:
    assert PICTURE.read_text() == drawn(ROOT), "who imports whom changed: python -m infra.picture, and look at it"


def test_the_picture_shows_an_import_back_up(tmp_path: Path) -> None:
    for room in ("handlers", "domain"):
        (tmp_path / "chalicelib" / room).mkdir(parents=True)
    (tmp_path / "app.py").write_text("from chalicelib.handlers.one import x\n")
    (tmp_path / "chalicelib" / "handlers" / "one.py").write_text("import chalicelib.domain.two\n")
    two = tmp_path / "chalicelib" / "domain" / "two.py"
    two.write_text("import os\n")
    assert arrows(tmp_path) == {"app.py": {"handlers"}, "handlers": {"domain"}, "domain": set()}
    assert stairs(arrows(tmp_path)) == ["app.py", "handlers", "domain"]
    assert "#c0392b" not in drawn(tmp_path)
    two.write_text("from chalicelib.handlers import one\n")
    assert "#c0392b" in drawn(tmp_path)


def test_every_comprobante_is_described() -> None:
    text = (ROOT / "docs" / "comprobantes.md").read_text()
    for folder in sorted(p for p in (ROOT / "tests" / "examples").iterdir() if p.is_dir() and p.name[0] != "_"):
        for example in folder.glob("*_*.xml"):
            assert f"{folder.name}/{example.name}" in text
