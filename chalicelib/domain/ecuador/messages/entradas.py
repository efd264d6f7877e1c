"""What can be wrong with JSON files and spreadsheets before their documents are looked at."""

from __future__ import annotations

from chalicelib.domain.documents.errors import Definition, define

define(
    Definition(
        "JSON-CODIFICACION",
        "El JSON no está en UTF-8.",
        "Guárdelo en UTF-8 (con o sin marca de orden de bytes) y envíelo otra vez.",
    ),
    Definition(
        "JSON-FORMA",
        "El JSON está mal escrito en la línea {line}, columna {column}: {reason}.",
        "Corrija esa línea. No se emitió ningún documento de este archivo.",
    ),
    Definition(
        "JSON-PROFUNDO",
        "El JSON tiene más de {limit} niveles de bloques y listas, en la línea {line}.",
        "Revise que sea el archivo correcto: un comprobante tiene menos de diez.",
    ),
    Definition(
        "JSON-VACIO",
        "El JSON no tiene documentos.",
        "Ponga en la lista al menos un documento.",
    ),
    Definition(
        "JSON-DOCUMENTO",
        "Este elemento de la lista no es un documento.",
        'Escríbalo así: {{"factura": {{ … }} }}, con el nombre del comprobante.',
    ),
    Definition(
        "JSON-REPETIDO",
        "El campo «{name}» está dos veces en el mismo bloque.",
        "Deje uno solo: no se puede saber cuál vale.",
    ),
    Definition(
        "JSON-NUMERO",
        "«{value}» no es un número de JSON.",
        "Escriba la cifra con dígitos, por ejemplo 12.50.",
    ),
)
