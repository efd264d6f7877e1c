"""Writes the JSON Schemas of the comprobantes and their index: `python -m infra.json_schemas`.

A test fails while what is in `docs/schemas` is not what the models say.
"""

from __future__ import annotations

import json
from pathlib import Path

from chalicelib.domain.ecuador.comprobantes import KINDS
from chalicelib.domain.ecuador.json_schema import json_schema
from infra.cli import Parser

FOLDER = Path(__file__).parents[1] / "docs" / "schemas"

_HEAD = """# Esquemas JSON de los comprobantes

Cada documento es un objeto con una sola clave, el nombre del comprobante; adentro, los nombres son los de la ficha
técnica y los elementos que se repiten van en una lista: `{"factura": {"infoTributaria": {…}, "detalles": [{…}]}}`.
Lo que el esquema no exige se puede omitir: lo completa el servicio. Los montos se escriben como número o como texto,
con punto decimal.

| comprobante | código | versión | esquema |
|---|---|---|---|
"""


def files() -> dict[str, str]:
    """Every file by its name: a schema for each version that is issued, and the index."""
    made = {}
    rows = []
    for kind in KINDS:
        for version in kind.versions:
            if version in kind.read_only:
                continue
            name = f"{kind.root}_{version}.json"
            made[name] = json.dumps(json_schema(kind, version), ensure_ascii=False, indent=2) + "\n"
            usual = " (recomendada)" if version == kind.issue_version else ""
            rows.append(f"| {kind.name} | {kind.cod_doc} | {version}{usual} | [{name}]({name}) |\n")
    made["README.md"] = _HEAD + "".join(rows)
    return made


def main(words: list[str] | None = None) -> None:
    """Write the files, and take away those that are no longer made."""
    Parser(
        prog="python -m infra.json_schemas",
        description="Escribe los esquemas JSON en docs/schemas y quita los que ya no se hacen.",
    ).parse_args(words)
    FOLDER.mkdir(exist_ok=True)
    made = files()
    for path in FOLDER.iterdir():
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
