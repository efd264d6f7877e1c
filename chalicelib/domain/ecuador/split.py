"""Finds the documents in an uploaded file, by what it holds and not by how it is called.

A file is one comprobante, a `<lote>` of them, a JSON, an XLSX or CSV (see `entradas`), or a ZIP of any of these.
Everything else ends as one clear problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chalicelib.domain.documents.container import entries, is_workbook, is_zip
from chalicelib.domain.documents.country import Part, Rejected
from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.documents.xml import UnsafeXml, parse
from chalicelib.domain.ecuador import messages as _messages  # noqa: F401  defines the codes
from chalicelib.domain.ecuador.entradas import csv, hojas, json, xlsx
from chalicelib.domain.ecuador.lote import LOTE, read_lote

Found = Part | tuple[str, Rejected]

_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HEAD = 8192
"""Bytes of a UTF-16 file that are decoded to tell its root element."""
_PROLOG = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")

_KINDS = (
    (b"%PDF", "un PDF"),
    (b"\xd0\xcf\x11\xe0", "un documento de Office"),
    (b"Rar!", "un archivo RAR"),
    (b"7z\xbc\xaf", "un archivo 7z"),
    (b"\x1f\x8b", "un archivo GZIP"),
    (b"\x89PNG", "una imagen"),
    (b"\xff\xd8\xff", "una imagen"),
)


def split(name: str, data: bytes) -> Iterator[Found]:
    """Each document in the order of the file, or the name of a part with the reason why it cannot be read.

    Parts are named after where they are: `lote.xml#3`, `envio.zip!/a.xml`, `envio.zip!/lote.xml#2`.
    """
    if is_workbook(data) or not is_zip(data):
        yield from _file(name, data)
        return
    for entry in entries(name, data):
        if entry.problem is not None:
            yield _refused(entry.label, entry.problem)
        else:
            yield from _file(entry.label, entry.data)


def _file(name: str, data: bytes) -> Iterator[Found]:
    if is_workbook(data):
        yield from _workbook(name, data)
        return
    content = data.removeprefix(_BOM).strip()
    if not content:
        yield _refused(name, problem("XML-ARCHIVO-VACIO", name))
    elif _is_json(content):
        yield from json.documents(name, content)
    elif _is_table(content):
        table = csv.table(name, data)
        yield from [_refused(name, table)] if isinstance(table, Problem) else hojas.documents(table)
    elif content[:1] != b"<" and content[:2] not in _UTF16:
        kind = next((words for start, words in _KINDS if content.startswith(start)), "de otro tipo")
        yield _refused(name, problem("LOTE-FORMATO", name, kind=kind))
    elif _root_name(content) == LOTE.encode():
        yield from _lote(name, data)
    else:
        yield Part(name, data)


def _workbook(name: str, data: bytes) -> Iterator[Found]:
    for table in xlsx.tables(name, data):
        if isinstance(table, tuple):
            yield _refused(*table)
        else:
            yield from hojas.documents(table)


def _is_table(content: bytes) -> bool:
    """Separated values, which may not look like anything that is known better."""
    start = content[2:4].strip(b"\0") if content[:2] in _UTF16 else content
    return start[:1] != b"<" and not any(content.startswith(kind) for kind, _ in _KINDS) and csv.is_csv(content)


def _is_json(content: bytes) -> bool:
    """JSON begins with a bracket, in UTF-16 too, which is recognised to be refused with its reason."""
    start = content[2:4] if content[:2] in _UTF16 else content[:2]
    return start.strip(b"\0")[:1] in (b"{", b"[")


def _root_name(content: bytes) -> bytes:
    """The root element's name, told from the first bytes; the parser has the last word later."""
    if content[:2] in _UTF16:
        content = content[:_HEAD].decode("utf-16", "replace").encode()
    prolog = _PROLOG.match(content)
    root = _ROOT.match(content, prolog.end() if prolog else 0)
    return root[1] if root else b""


def _lote(name: str, data: bytes) -> Iterator[Found]:
    try:
        root = parse(data)
    except UnsafeXml:
        # Not readable as XML: what reads single documents says why.
        yield Part(name, data)
        return
    number = 0
    for number, document in enumerate(read_lote(root), start=1):
        part = f"{name}#{number}"
        if document:
            yield Part(part, document)
        else:
            yield _refused(part, problem("LOTE-COMPROBANTE-VACIO", part))
    if not number:
        yield _refused(name, problem("LOTE-SIN-COMPROBANTES", name))


def _refused(name: str, reason: Problem) -> tuple[str, Rejected]:
    return name, Rejected((reason,))
