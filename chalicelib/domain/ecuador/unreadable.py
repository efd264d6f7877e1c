"""Why a file could not be read as XML, said so that whoever made it can mend it.

The parser speaks English and of its own affairs; the usual faults get a sentence in Spanish, the others keep only the
line.
"""

from __future__ import annotations

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.documents.xml import REASON_DOCTYPE, REASON_EMPTY, REASON_ENCODING, UnsafeXml
from chalicelib.domain.ecuador import messages as _messages  # noqa: F401  defines the codes

_FAULTS = (
    ("tag mismatch", "una etiqueta no se cierra, o se cierra en otro orden"),
    ("Premature end", "el archivo está cortado antes del final"),
    ("Couldn't find end of Start Tag", "una etiqueta está incompleta"),
    ("end of Start Tag", "una etiqueta está incompleta"),
    ("xmlParseEntityRef", "hay un signo & suelto; escríbalo &amp;"),
    ("EntityRef: expecting", "hay un signo & suelto; escríbalo &amp;"),
    ("Entity '", "se usa una entidad que el XML no conoce; escriba el carácter directamente"),
    ("StartTag: invalid", "hay un signo < suelto; escríbalo &lt;"),
    ("CharRef", "hay un carácter que el XML no admite"),
    ("invalid Char", "hay un carácter que el XML no admite"),
    ("Invalid char", "hay un carácter que el XML no admite"),
    ("Extra content", "hay contenido después del final del documento"),
    ("redefined", "un atributo está repetido"),
    ("AttValue", "el valor de un atributo va entre comillas"),
    ("Namespace prefix", "se usa un prefijo que no está declarado"),
    ("CData section not finished", "una sección CDATA no se cierra"),
    ("Comment not terminated", "un comentario no se cierra"),
    ("Excessive depth", "hay demasiados niveles de elementos"),
)
_NOT_UTF8 = ("not proper UTF-8", "encoding", "Encoding", "conversion failed", "Invalid bytes")


def unreadable(error: UnsafeXml, pointer: str) -> Problem:
    """The problem for a file that the parser refused. `pointer` is the file's name."""
    if error.reason == REASON_EMPTY:
        return problem("XML-ARCHIVO-VACIO", pointer)
    if error.reason == REASON_DOCTYPE:
        return problem("XML-DOCTYPE", pointer)
    if error.reason == REASON_ENCODING or any(words in error.detail for words in _NOT_UTF8):
        return problem("XML-CODIFICACION", pointer)
    detail = next((said for words, said in _FAULTS if words in error.detail), "no cumple la sintaxis de XML")
    return problem("XML-ILEGIBLE", pointer, line=error.line, detail=detail)
