"""The picture of the imports: which room of the code knows which, as docs/img/imports.svg.

- A **room** is a folder of `chalicelib` that holds modules, or `app.py`.
- Rooms stand as a staircase: each in a row and a column of its own, above all that it imports. A **dot** where the
  column of one crosses the row of another says that the first imports the second; a dot above the stairs would be an
  import back up and is red.

`python -m infra.picture` writes it; `tests/unit/test_docs.py` holds it to the code.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from infra.cli import Parser

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "img" / "imports.svg"
APP = "app.py"
_WIDTH, _HEIGHT, _STEP_X, _STEP_Y, _MARGIN = 132, 64, 146, 82, 12
_STYLE = "text{font:14px sans-serif;fill:#1b2733}.s{font-size:11px;fill:#51606d}"


def main(words: list[str] | None = None) -> int:
    """Write the picture."""
    Parser(prog="python -m infra.picture", description="Dibuja quién importa a quién.").parse_args(words)
    PICTURE.write_text(drawn(ROOT))
    return 0


def drawn(root: Path) -> str:
    """The picture of the code under `root`, as SVG. The same code makes the same text."""
    known = arrows(root)
    order = stairs(known)
    size = (_MARGIN * 2 + _STEP_X * (len(order) - 1) + _WIDTH, _MARGIN * 2 + _STEP_Y * (len(order) - 1) + _HEIGHT)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" role="img">',
        "<title>Who imports whom</title>",
        f'<style>{_STYLE}</style><rect width="100%" height="100%" fill="#fff"/>',
        *(line for room in order for line in _lines(order, room, known[room])),
        *(box for room in order for box in _box(root, order.index(room), room)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def arrows(root: Path) -> dict[str, set[str]]:
    """Of each room the rooms that it imports, itself left out."""
    package = root / "chalicelib"
    known: dict[str, set[str]] = {APP: set(_imported(root / APP))}
    for path in sorted(package.rglob("*.py")):
        room = path.relative_to(package).parts[0]
        if (package / room).is_dir():
            known.setdefault(room, set()).update(_imported(path))
    return {room: (found & known.keys()) - {room} for room, found in known.items()}


def stairs(known: Mapping[str, set[str]]) -> list[str]:
    """The rooms from the top down: each before all that it imports; of a circle, the one that imports most first."""
    left, order = sorted(known), list[str]()
    while left:
        free = [room for room in left if not any(room in known[other] for other in left)]
        chosen = (free or sorted(left, key=lambda room: -len(known[room] & set(left))))[0]
        order.append(chosen)
        left.remove(chosen)
    return order


def _imported(path: Path) -> Iterator[str]:
    """The rooms that a module names. `from chalicelib import x` and `import chalicelib.x` count alike."""
    for node in ast.walk(ast.parse(path.read_text())):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (parts[1] for name in names if (parts := name.split("."))[0] == "chalicelib" and len(parts) > 1)


def _corner(place: int) -> tuple[int, int]:
    return _MARGIN + place * _STEP_X, _MARGIN + place * _STEP_Y


def _lines(order: list[str], room: str, known: set[str]) -> Iterator[str]:
    """One line down (or up) the room's column, and a line and a dot in the row of each room it imports."""
    place = order.index(room)
    left, top = _corner(place)
    middle = left + _WIDTH // 2
    for other in sorted(known, key=order.index):
        there = order.index(other)
        back_up = there < place
        beside = _corner(there)[0] + (_WIDTH if back_up else 0)
        row = _corner(there)[1] + _HEIGHT // 2
        colour = "#c0392b" if back_up else "#7d8fa0"
        start = top if back_up else top + _HEIGHT
        yield f'<path d="M{middle} {start}V{row}H{beside}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
        yield f'<circle cx="{middle}" cy="{row}" r="5" fill="{colour}"><title>{room} → {other}</title></circle>'


def _box(root: Path, place: int, room: str) -> Iterator[str]:
    left, top = _corner(place)
    yield (
        f'<rect x="{left}" y="{top}" width="{_WIDTH}" height="{_HEIGHT}" rx="6" fill="#eaf1f8" '
        'stroke="#2d5b88" stroke-width="1.5"/>'
    )
    yield f'<text x="{left + 10}" y="{top + 21}">{escape(room)}</text>'
    inside = sorted(p.name for p in (root / "chalicelib" / room).glob("*/") if (p / "__init__.py").exists())
    lines = [", ".join(inside[n : n + 2]) for n in range(0, len(inside), 2)]
    for number, line in enumerate(lines[:3]):
        yield f'<text class="s" x="{left + 10}" y="{top + 35 + 12 * number}">{escape(line)}</text>'


if __name__ == "__main__":
    sys.exit(main())
