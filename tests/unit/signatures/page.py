"""docs/firmas.md from the table: `python -m tests.unit.signatures.page`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.unit.signatures.shapes import GROUPS, SHAPES

PAGE = Path(__file__).parents[3] / "docs" / "firmas.md"
HEAD = """# Qué firmas se aceptan

Un comprobante puede llegar ya firmado por otro programa. La puerta (`chalicelib/signing/foreign.py`), el firmador y el
SRI de prueba (`infra/sandbox/signature.py`) lo juzgan sin compartir código y dicen lo mismo de cada forma:

- **acepta**: es la de la ficha técnica, se han visto documentos autorizados así, o la norma dice que es igual.
- **avisa**: la firma vale y cubre lo que debe, pero no se sabe si el SRI la toma. El documento sigue; la puerta lo
  advierte (`FIRMADO-DUDA`) y el SRI de prueba lo anota en su consola y en `/control/requests` (`remarks`).
- **rechaza**: no vale, no cubre el comprobante y sus propiedades, o se sabe que el SRI la rechaza (error 39). El SRI de
  prueba da todos los motivos: qué referencia, el resumen hallado y el escrito, los dos nombres.

Los resúmenes y el valor los comprueba `signxml`; el testigo de las pruebas es `xmlsec1`, que también hace las firmas de
esta tabla. La escriben y la comprueban las pruebas (`tests/unit/signatures`): `python -m tests.unit.signatures.page`.

## Cómo se compara el emisor

`X509IssuerName` se lee como lo hace el `X500Principal` de Java, con el que comprueba el SRI: de la última parte a la
primera, con `,` o `;` entre ellas. CN, C, L, ST, STREET, O, OU, DC y UID se comparan como texto (sin mirar mayúsculas
ni blancos repetidos) si son UTF8String o PrintableString; todo lo demás, por su DER, con la clase de texto y las
mayúsculas. Un texto sin `#` vale como IA5String en EMAILADDRESS y DC, como PrintableString si sus letras lo permiten,
y si no como UTF8String. Nuestra firma escribe `OID=#DER` para lo que no es de esas nueve palabras. La puerta y el SRI
de prueba lo hacen cada uno por su lado; se compararon con el JDK 17 en más de cien mil nombres hechos al azar: difieren
de él en menos de uno de cada mil, todos con valores que terminan en `\\` o que empiezan con un salto de línea.

## El reloj

La puerta admite una firma fechada hasta cinco minutos adelante (los relojes difieren y el SRI juzga después); el SRI de
prueba, un segundo. Lo que firma el servicio va fechado cinco segundos atrás.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_tables()])


def _tables() -> Iterator[str]:
    for group, title in GROUPS.items():
        yield f"## {title}\n"
        yield "| forma | veredicto | fuente |\n|---|---|---|"
        for shape in SHAPES:
            if shape.group == group:
                yield f"| {shape.text} | {shape.verdict} | {shape.source} |"
        yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
