"""What the authority has registered: documents by clave, the registry of taxpayers, every request it saw.

The state lies in an SQLite file and survives a restart; requests are only remembered while it runs. One lock makes
registration atomic: of two identical submissions at once exactly one is the first.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import deque
from dataclasses import dataclass
from typing import Any

PROCESSING, AUTHORIZED, REFUSED = "EN PROCESO", "AUTORIZADO", "NO AUTORIZADO"
_TABLES = """
CREATE TABLE IF NOT EXISTS documents (
    clave TEXT PRIMARY KEY, number TEXT NOT NULL, sha256 TEXT NOT NULL, xml BLOB NOT NULL, state TEXT NOT NULL,
    received REAL NOT NULL, judged TEXT NOT NULL DEFAULT '', messages TEXT NOT NULL DEFAULT '[]',
    forced TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS by_number ON documents (number);
CREATE TABLE IF NOT EXISTS registry (identification TEXT PRIMARY KEY, code TEXT NOT NULL);
"""
"""The columns are the fields of Registered, in their order."""
MAX_REQUESTS = 200_000


@dataclass
class Registered:
    """A document the authority took in."""

    clave: str
    number: str
    sha256: str
    xml: bytes
    state: str
    received: float
    judged: str
    messages: list[dict[str, str]]
    forced: str


class Store:
    """The authority's memory. `lock` is held by whoever reads and then writes."""

    def __init__(self, path: str) -> None:
        self.lock = threading.RLock()
        self._requests: deque[dict[str, str]] = deque(maxlen=MAX_REQUESTS)
        self._remarks: dict[str, str] = {}
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; {_TABLES}")

    def find(self, clave: str) -> Registered | None:
        """The document of a clave."""
        with self.lock:
            row = self._db.execute("SELECT * FROM documents WHERE clave = ?", (clave,)).fetchone()
        if row is None:
            return None
        clave, number, digest, xml, state, received, judged, messages, forced = row
        return Registered(clave, number, digest, xml, state, received, judged, json.loads(messages), forced)

    def claves_of(self, number: str) -> list[str]:
        """The claves registered under a legal number."""
        with self.lock:
            rows = self._db.execute("SELECT clave FROM documents WHERE number = ?", (number,)).fetchall()
        return [str(clave) for (clave,) in rows]

    def summary(self) -> list[dict[str, Any]]:
        """Every document without its content, in the order of their reception."""
        with self.lock:
            rows = self._db.execute("SELECT clave, state, sha256, messages FROM documents ORDER BY received").fetchall()
        return [
            {"clave": clave, "estado": state, "sha256": digest, "mensajes": json.loads(messages)}
            for clave, state, digest, messages in rows
        ]

    def put(self, document: Registered) -> None:
        """Register, or register anew."""
        messages = json.dumps(document.messages, ensure_ascii=False)
        with self.lock:
            self._db.execute(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    document.clave,
                    document.number,
                    document.sha256,
                    document.xml,
                    document.state,
                    document.received,
                    document.judged,
                    messages,
                    document.forced,
                ),
            )

    def drop(self, clave: str) -> None:
        """Forget a document as if it had never come."""
        with self.lock:
            self._db.execute("DELETE FROM documents WHERE clave = ?", (clave,))

    def taxpayer(self, identification: str) -> str:
        """The code a taxpayer is refused with, or nothing."""
        with self.lock:
            row = self._db.execute("SELECT code FROM registry WHERE identification = ?", (identification,)).fetchone()
        return str(row[0]) if row else ""

    def taxpayers(self) -> dict[str, str]:
        """Every refused taxpayer and its code."""
        with self.lock:
            return dict(self._db.execute("SELECT identification, code FROM registry").fetchall())

    def set_taxpayer(self, identification: str, code: str) -> None:
        """Have a taxpayer refused with a code; with an empty one no longer."""
        with self.lock:
            self._db.execute("DELETE FROM registry WHERE identification = ?", (identification,))
            if code:
                self._db.execute("INSERT INTO registry VALUES (?, ?)", (identification, code))

    def remember(self, request: dict[str, str]) -> None:
        """Note a call. What is answered may be written into it later."""
        with self.lock:
            self._requests.append(request)

    def remark(self, clave: str, remarks: list[str]) -> None:
        """Note what is doubtful about a document's signature; forgotten when the sandbox ends."""
        with self.lock:
            self._remarks.pop(clave, None)
            if remarks:
                self._remarks[clave] = "; ".join(remarks)

    def remarks(self, clave: str) -> str:
        """What is doubtful about the signature of a document that was judged."""
        with self.lock:
            return self._remarks.get(clave, "")

    def seen(self) -> list[dict[str, str]]:
        """The calls, the earliest first."""
        with self.lock:
            return [dict(request) for request in self._requests]

    def forget(self) -> None:
        """No call was ever seen."""
        with self.lock:
            self._requests.clear()

    def close(self) -> None:
        """Write everything out."""
        with self.lock:
            self._db.close()
