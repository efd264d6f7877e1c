"""JSON: one document, an array of documents, or `{"documentos": [ … ]}` (RFC 8259, UTF-8).

Numbers are kept as they are written (`100.00` stays `100.00`): they never become binary floats. The file is read twice:
once to see that it is JSON from end to end, and then document by document, so that only one is in memory.

A document is called after its position, counted from one (`ventas.json#12`); a pointer inside it is a JSON pointer
(RFC 6901), which counts from zero: `ventas.json#12/factura/detalles/0/cantidad`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from chalicelib.domain.documents.country import Part, Rejected
from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador.entradas.lugares import steps
from chalicelib.domain.ecuador.entradas.texto import from_utf8, is_utf16
from chalicelib.domain.ecuador.model.binding import shortened
from chalicelib.domain.ecuador.model.simple import hidden

MAX_DEPTH = 40
"""Levels of lists and objects; a comprobante has fewer than ten."""

_LIST_OF_DOCUMENTS = re.compile(r'\s*(?:\{\s*"documentos"\s*:\s*)?\[')
_BLANK = re.compile(r"[ \t\r\n]*")
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)

_REASONS = (
    ("Expecting property name", "falta el nombre de un campo entre comillas, o sobra una coma"),
    ("Expecting value", "falta un valor, o sobra una coma"),
    ("Expecting ',' delimiter", "falta una coma o el cierre de una lista o de un bloque"),
    ("Expecting ':' delimiter", "faltan los dos puntos después del nombre"),
    ("Unterminated string", "hay un texto sin comillas de cierre"),
    ("Invalid control character", "hay un salto de línea u otro carácter de control dentro de un texto"),
    ("Invalid \\", "hay una barra invertida que no forma un carácter"),
    ("Illegal trailing comma", "sobra una coma"),
    ("Extra data", "hay algo después del final"),
)

Found = Part | tuple[str, Rejected]


@dataclass
class _Notes:
    """What the decoder meets in one document and JSON itself does not forbid."""

    repeated: list[str] = field(default_factory=list)
    constants: list[str] = field(default_factory=list)

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) != len(pairs):
            seen: set[str] = set()
            for name, _ in pairs:
                if name in seen:
                    self.repeated.append(name)
                seen.add(name)
        return values

    def constant(self, text: str) -> str:
        self.constants.append(text)
        return text


def documents(name: str, data: bytes) -> Iterator[Found]:
    """Each document of the file in order, or the name of one with the reason why it cannot be read."""
    if is_utf16(data):
        yield name, Rejected((problem("JSON-CODIFICACION", name),))
        return
    try:
        text = from_utf8(data)
    except UnicodeDecodeError:
        yield name, Rejected((problem("JSON-CODIFICACION", name),))
        return
    many = _LIST_OF_DOCUMENTS.match(text) is not None
    refusal = _too_deep(name, text) or _not_json(name, text)
    if refusal is not None:
        yield name, Rejected((refusal,))
        return
    number = 0
    for number, (value, notes) in enumerate(_values(text), start=1):
        yield _document(f"{name}#{number}" if many else name, f"{name}#{number if many else ''}", value, notes)
    if not number:
        yield name, Rejected((problem("JSON-VACIO", name),))


def _not_json(name: str, text: str) -> Problem | None:
    try:
        for _ in _values(text):
            pass
    except json.JSONDecodeError as error:
        reason = next((words for start, words in _REASONS if error.msg.startswith(start)), "no se entiende")
        return problem("JSON-FORMA", name, line=error.lineno, column=error.colno, reason=reason)
    return None


def _too_deep(name: str, text: str) -> Problem | None:
    """Counted beforehand, because the decoder goes one call deeper with each level."""
    depth = 0
    for found in _STRUCTURE.finditer(text):
        if found[0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                line = text.count("\n", 0, found.start()) + 1
                return problem("JSON-PROFUNDO", name, line=line, limit=MAX_DEPTH)
        elif found[0] in "]}":
            depth -= 1
    return None


def _values(text: str) -> Iterator[tuple[Any, _Notes]]:
    """The documents' values, one in memory at a time. Raises json.JSONDecodeError."""
    start = _LIST_OF_DOCUMENTS.match(text)
    if start is None:
        value, notes, at = _value(text, _blank(text, 0))
        yield value, notes
        _end(text, at)
        return
    at = _blank(text, start.end())
    if text[at : at + 1] != "]":
        while True:
            value, notes, at = _value(text, at)
            yield value, notes
            at = _blank(text, at)
            if text[at : at + 1] != ",":
                break
            at = _blank(text, at + 1)
    at = _blank(text, _expect(text, at, "]"))
    if "{" in start[0]:
        at = _expect(text, at, "}")
    _end(text, at)


def _value(text: str, at: int) -> tuple[Any, _Notes, int]:
    notes = _Notes()
    decoder = json.JSONDecoder(
        parse_float=str, parse_int=str, parse_constant=notes.constant, object_pairs_hook=notes.pairs
    )
    value, end = decoder.raw_decode(text, at)
    return value, notes, end


def _blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _expect(text: str, at: int, character: str) -> int:
    if text[at : at + 1] != character:
        raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
    return at + 1


def _end(text: str, at: int) -> None:
    if (at := _blank(text, at)) != len(text):
        raise json.JSONDecodeError("Extra data", text, at)


def _document(name: str, base: str, value: Any, notes: _Notes) -> Found:
    problems = [problem("JSON-REPETIDO", name, name=_short(key)) for key in notes.repeated[:10]]
    problems += [problem("JSON-NUMERO", name, value=text) for text in notes.constants[:10]]
    problems += [problem("JSON-CARACTER", f"{base}{at}", character=code) for at, code in islice(_hidden(value), 10)]
    if not isinstance(value, dict):
        problems.append(problem("JSON-DOCUMENTO", name))
    if problems:
        return name, Rejected(tuple(problems))
    return Part(name, values=value, where=_places(base, value))


def _hidden(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Where a text holds a character that no document can (RFC 8259 lets it be written as `\\u0000`), and which."""
    if isinstance(value, str):
        if found := hidden(value):
            yield at, f"U+{ord(found):04X}"
    elif isinstance(value, dict):
        for name, inner in value.items():
            if found := hidden(name):
                yield at, f"U+{ord(found):04X}"
            else:
                yield from _hidden(inner, f"{at}/{_short(name)}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _hidden(inner, f"{at}/{number}")


def _places(base: str, values: Any) -> Callable[[str], str]:
    """Translates a pointer into the document to a JSON pointer into the file, following what is really there."""

    def where(pointer: str) -> str:
        if not pointer.startswith("/"):
            return pointer
        return "/".join((base, *map(str, steps(pointer, values))))

    return where


def _short(text: str) -> str:
    return shortened(text, 61)
