"""The documentation points at things that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)|src=\"([^\":]+)\"")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    missing = [
        target
        for found in _LINK.finditer(page.read_text())
        if not (page.parent / (target := found[1] or found[2])).exists()
    ]
    assert missing == []


def test_every_comprobante_is_described() -> None:
    text = (ROOT / "docs" / "comprobantes.md").read_text()
    for folder in sorted(p for p in (ROOT / "tests" / "examples").iterdir() if p.is_dir() and p.name[0] != "_"):
        for example in folder.glob("*_*.xml"):
            assert f"{folder.name}/{example.name}" in text
