"""Files that hold other files: ZIP archives, read without trusting anything they say about themselves.

- An **entry** is one file of the archive. Its name is only a label for people, never a path.
- A **bomb** is an archive made to grow: what counts here is what has really been read, not the sizes it declares.

Only archives made of stored or deflated entries are read, one level deep. The limits let ten thousand ordinary
documents through and keep memory small: one entry at a time is in memory.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.domain.documents.errors import Definition, Problem, define, problem

MAX_ENTRIES = 20_000
MAX_ENTRY_BYTES = 10 * 1024 * 1024
MAX_TOTAL_BYTES = 400 * 1024 * 1024
MIN_TOTAL_BYTES = 64 * 1024 * 1024
MAX_RATIO = 100
"""Above `MIN_TOTAL_BYTES`, an archive may not grow to more than this many times its size."""
MAX_DIRECTORY_BYTES = MAX_ENTRIES * 400
MAX_LABEL = 200

_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_END = struct.Struct("<4s4H2LH")
_CHUNK = 64 * 1024
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, struct.error, ValueError, OverflowError)
_WORKBOOK = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")

define(
    Definition(
        "ZIP-DANADO",
        "El archivo ZIP está dañado o incompleto.",
        "Vuelva a comprimir los documentos y envíe el archivo otra vez.",
    ),
    Definition(
        "ZIP-VACIO",
        "El archivo ZIP no tiene documentos.",
        "Ponga en él los XML de las facturas.",
    ),
    Definition(
        "ZIP-CIFRADO",
        "Este documento del ZIP está protegido con contraseña.",
        "Comprima los documentos sin contraseña.",
    ),
    Definition(
        "ZIP-METODO",
        "Este documento del ZIP usa un método de compresión que no se admite.",
        "Comprima con el método normal («deflate»).",
    ),
    Definition(
        "ZIP-ANIDADO",
        "Dentro del ZIP hay otro ZIP.",
        "Ponga los XML directamente en un solo ZIP.",
    ),
    Definition(
        "ZIP-CANTIDAD",
        "El ZIP tiene {count} archivos y se admiten hasta {limit}.",
        "Divida el envío en varios ZIP.",
    ),
    Definition(
        "ZIP-DOCUMENTO-GRANDE",
        "Este documento del ZIP pasa de {limit} bytes al descomprimirse.",
        "Revise que sea el archivo correcto: un comprobante pesa como máximo 320 KB.",
    ),
    Definition(
        "ZIP-GRANDE",
        "El contenido del ZIP pasa de {limit} bytes al descomprimirse; no se leyó lo que sigue.",
        "Divida el envío en varios ZIP.",
    ),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive: where it was found, and its content or the reason why it cannot be had."""

    label: str
    data: bytes = b""
    problem: Problem | None = None


def is_zip(data: bytes) -> bool:
    """Whether the content begins like a ZIP archive."""
    return data[:4] in _SIGNATURES


def is_workbook(data: bytes) -> bool:
    """Whether the content is a spreadsheet (XLSX), which is an archive with certain files in it.

    Its directory says so: an archive that holds a spreadsheet has the same bytes inside, and is none.
    """
    if not is_zip(data) or _refusal("", data) is not None:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return set(archive.namelist()) >= _WORKBOOK
    except (*_DAMAGE, NotImplementedError):
        return False


def entries(name: str, data: bytes, most: int = MAX_ENTRY_BYTES) -> Iterator[Entry]:
    """The files of an archive, one after the other, in the archive's order. Never raises for bad content.

    None of them may have more than `most` bytes. An archive in the archive is refused, a workbook is not.
    """
    refusal = _refusal(name, data)
    if refusal is not None:
        yield Entry(name, problem=refusal)
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (*_DAMAGE, NotImplementedError):
        yield Entry(name, problem=problem("ZIP-DANADO", name))
        return
    with archive:
        # Not by `ZipInfo.is_dir`, which fails on a name that is empty (a zero byte ends a name).
        wanted = [i for i in archive.infolist() if not i.filename.endswith("/") and not _litter(i.filename)]
        if not wanted:
            yield Entry(name, problem=problem("ZIP-VACIO", name))
        budget = min(MAX_TOTAL_BYTES, max(MIN_TOTAL_BYTES, MAX_RATIO * len(data)))
        left = budget
        for info in wanted:
            entry = _entry(archive, info, label(name, info.filename), min(most, left))
            left -= len(entry.data)
            if entry.problem is not None and entry.problem.code == "ZIP-DOCUMENTO-GRANDE":
                left -= min(most, left)
            if left <= 0:
                yield Entry(name, problem=problem("ZIP-GRANDE", name, limit=budget))
                return
            yield entry


def label(container: str, name: str) -> str:
    """How a part of a container is called: `lote.zip!/a.xml`."""
    clean = "".join(c if c.isprintable() else "?" for c in name.replace("\\", "/"))
    if len(clean) > MAX_LABEL:
        clean = "…" + clean[-MAX_LABEL:]
    return f"{container}!/{clean.lstrip('/')}"


def _refusal(name: str, data: bytes) -> Problem | None:
    """Look at the end record before zipfile builds an object per entry: that alone could fill the memory."""
    at = data.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(data):
        return problem("ZIP-DANADO", name)
    _, _, _, _, count, directory, _, _ = _END.unpack_from(data, at)
    # 0xFFFF and 0xFFFFFFFF mean that the real figures are elsewhere (ZIP64): more than anybody needs here.
    if count > MAX_ENTRIES or directory > MAX_DIRECTORY_BYTES:
        return problem("ZIP-CANTIDAD", name, count=count, limit=MAX_ENTRIES)
    return None


def _litter(name: str) -> bool:
    """Files that operating systems leave in archives."""
    return name.startswith(_LITTER[0]) or name.rsplit("/", 1)[-1] in _LITTER


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: str, limit: int) -> Entry:
    if info.flag_bits & _ENCRYPTED:
        return Entry(where, problem=problem("ZIP-CIFRADO", where))
    if info.compress_type not in _METHODS:
        return Entry(where, problem=problem("ZIP-METODO", where))
    try:
        content = _read(archive, info, limit)
    except (*_DAMAGE, NotImplementedError):
        return Entry(where, problem=problem("ZIP-DANADO", where))
    if content is None:
        return Entry(where, problem=problem("ZIP-DOCUMENTO-GRANDE", where, limit=limit))
    if is_zip(content) and not is_workbook(content):
        return Entry(where, problem=problem("ZIP-ANIDADO", where))
    return Entry(where, content)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes | None:
    """The content, or None if it goes beyond the limit. The declared size is not looked at."""
    pieces = []
    size = 0
    with archive.open(info) as stream:
        while piece := stream.read(_CHUNK):
            size += len(piece)
            if size > limit:
                return None
            pieces.append(piece)
    return b"".join(pieces)
