"""A whole search as one download: every file of it in ZIPs, or its list for a spreadsheet.

- A **job** is what was asked, by whom, and how far it is. It lives for a day, like what it makes.
- A **slice** is what one run takes on, at most `SLICE` documents. A run that dies is made again from where its slice
  began: it writes the same under the same names, and how far the job is becomes known only after that.
- A **part** is a file to download. Each slice of a ZIP is one; a list is one file, made of all slices at the end.

The first slice is made at once, so that a small search needs no waiting. The rest goes on behind the queue, whoever
looks or not. Handing out a part is what its receiver is held to have received.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from chalicelib.domain.accounts import limits
from chalicelib.domain.accounts.account import Account
from chalicelib.domain.documents import paths
from chalicelib.domain.documents.contents import Contents
from chalicelib.domain.documents.record import Document
from chalicelib.services.portal import export
from chalicelib.services.portal.context import Portal
from chalicelib.services.portal.documents import PDF, TYPES, NotThere, Reading, TooMany
from chalicelib.services.portal.export import Sheet
from chalicelib.services.portal.owing import owe, wake
from chalicelib.services.portal.ports import Owed
from chalicelib.services.portal.rows import WITHHELD, Booked, Cell, booked, columns
from chalicelib.services.portal.search import Search, Searching
from chalicelib.services.ports import Unavailable

ZIP, CSV, XLSX = "zip", "csv", "xlsx"
FORMS = {
    ZIP: "application/zip",
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SLICE = 100
MOST = 5000
"""Documents of one job; who has more narrows the dates."""
LIFE = timedelta(days=1)
ONE_RUN = timedelta(seconds=25)
"""After that a run begins no other slice: well under what its function may take, and under how long it is held."""

Text = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Job:
    """See the module. `search` is written as JSON; `parts` are how many documents each part holds."""

    id: str
    receiver: str
    form: str
    search: str
    begun_at: datetime
    cursor: str = ""
    slices: int = 0
    done: int = 0
    total: int = 0
    """How many documents there are, as far as an index tells; 0 if none does."""
    parts: tuple[int, ...] = ()
    finished: bool = False
    cut: bool = False
    """There was more than `MOST`."""


class Packing:
    """The use case. `text` gives the headings of the columns."""

    def __init__(self, portal: Portal, searching: Searching, reading: Reading, text: Text) -> None:
        self._portal = portal
        self._searching = searching
        self._reading = reading
        self._text = text

    def begin(self, account: Account, search: Search, form: str) -> str:
        """Begin a job; answers its reference. Raises NotThere for another form, TooMany."""
        p = self._portal
        if form not in FORMS:
            raise NotThere
        if not p.limits.take(limits.ZIP_BY_USER, p.key("descargas", account.id), p.now):
            raise TooMany
        total = self._searching.count(account.receiver, search, MOST)
        job = Job(p.chance.token(), account.receiver, form, _written(search), p.now, total=total)
        self._save(job)
        # Whatever goes wrong with the first slice is made again behind the queue.
        with suppress(Exception):
            wake(p, *self._make(job.id, 0))
        return p.secrets.seal(f"paquete#{account.receiver}", job.id)

    def look(self, account: Account, reference: str) -> Job:
        """How far a job is. Raises NotThere."""
        job = self._job(self._portal.secrets.unseal(f"paquete#{account.receiver}", reference) or "-")
        if job is None or job.receiver != account.receiver:
            raise NotThere
        return job

    def fetch(self, account: Account, reference: str, part: int) -> str:
        """A part: its short-lived address. Its documents count as received. Raises NotThere."""
        p = self._portal
        job = self.look(account, reference)
        if not 1 <= part <= len(job.parts):
            raise NotThere
        name = _part(job, part)
        if job.form == ZIP:
            self._reading.handed_out(account, json.loads(self._need(f"{name}.json")))
        return p.files.kept_address(name, self._shown(job, part), FORMS[job.form])

    def run(self, job_id: str, slice_number: int) -> None:
        """Go on with a job from a slice on, unless that is made already, and as long as one run may take.

        Whoever makes slices wakes nobody for the next: a function that wakes itself through its queue is stopped by
        Lambda after some hops. What is left is owed, and the sweep has it done.
        """
        until = self._portal.now + ONE_RUN
        while self._make(job_id, slice_number) and self._portal.now < until:
            slice_number += 1

    def _make(self, job_id: str, slice_number: int) -> tuple[Owed, ...]:
        """Make a slice, unless it is made already; answers what is owed after it: the next one, if there is one."""
        job = self._job(job_id)
        if job is None or job.finished or job.slices != slice_number:
            return ()
        documents, cursor = self._documents(job)
        if job.form == ZIP:
            job = self._pack(job, documents)
        else:
            self._keep_rows(job, documents)
        job = replace(job, cursor=cursor, slices=job.slices + 1, done=job.done + len(documents))
        if not cursor or job.done >= MOST:
            job = self._finish(job)
        return self._save(job)

    def _documents(self, job: Job) -> tuple[list[Document], str]:
        """The documents of the next slice, and the place behind them (empty at the end)."""
        found: list[str] = []
        cursor, most = job.cursor, min(SLICE, MOST - job.done)
        while len(found) < most:
            page = self._searching.page(job.receiver, _read(job.search), cursor, most - len(found))
            found += [listed.id for listed in page.documents]
            cursor = page.next
            if not cursor:
                break
        records = self._portal.received.get_many(found)
        return [records[document_id] for document_id in found if document_id in records], cursor

    def _pack(self, job: Job, documents: Sequence[Document]) -> Job:
        if not documents:
            return job
        p = self._portal
        keys = [(d, form, paths.ride(d) if form == PDF else paths.authorized(d)) for d in documents for form in TYPES]
        contents = p.files.get_many([key for _, _, key in keys])
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for (document, form, _), content in zip(keys, contents, strict=True):
                if content is not None:
                    archive.writestr(f"{document.clave}.{form}", content)
        packed = replace(job, parts=(*job.parts, len(documents)))
        name = _part(packed, len(packed.parts))
        p.files.keep(f"{name}.json", json.dumps([d.id for d in documents]).encode(), "application/json")
        p.files.keep(name, out.getvalue(), FORMS[ZIP])
        return packed

    def _keep_rows(self, job: Job, documents: Sequence[Document]) -> None:
        p = self._portal
        faces = p.directory.faces({d.number.issuer for d in documents})
        files = p.files.get_many([paths.authorized(d) for d in documents])
        rows = [
            booked(d, faces.get(d.number.issuer), self._contents(file), p.country)
            for d, file in zip(documents, files, strict=True)
        ]
        kept = [{"cells": _plain(row.cells), "withheld": [_plain(w) for w in row.withheld]} for row in rows]
        p.files.keep(_slice(job, job.slices), json.dumps(kept).encode(), "application/json")

    def _contents(self, file: bytes | None) -> Contents | None:
        try:
            return self._portal.country.contents(file) if file else None
        except ValueError:
            return None

    def _finish(self, job: Job) -> Job:
        if job.form != ZIP:
            rows = list(self._kept_rows(job))
            sheets = [self._documents_sheet(rows), *self._withheld_sheet(rows)]
            zone = self._portal.country.zone
            content = export.as_csv(sheets[0], zone) if job.form == CSV else export.as_xlsx(sheets, zone)
            job = replace(job, parts=(job.done,))
            self._portal.files.keep(_part(job, 1), content, FORMS[job.form])
        return replace(job, finished=True, cut=bool(job.cursor))

    def _kept_rows(self, job: Job) -> Iterable[Booked]:
        for number in range(job.slices):
            for row in json.loads(self._need(_slice(job, number))):
                yield Booked(_cells(row["cells"]), [_cells(w) for w in row["withheld"]])

    def _documents_sheet(self, rows: Sequence[Booked]) -> Sheet:
        names = columns(rows)
        shown = [{**row.cells, **self._words(row.cells)} for row in rows]
        return Sheet(self._text("lista.documentos"), names, [self._heading(name) for name in names], shown)

    def _withheld_sheet(self, rows: Sequence[Booked]) -> list[Sheet]:
        held = [withheld for row in rows for withheld in row.withheld]
        headings = [self._heading(name) for name in WITHHELD]
        return [Sheet(self._text("lista.retenciones"), WITHHELD, headings, held)] if held else []

    def _words(self, cells: Mapping[str, Cell]) -> dict[str, Cell]:
        """What a row says in the words of the pages."""
        return {
            "estado": self._text(f"estado.{str(cells['estado']).lower().replace(' ', '-')}"),
            "ambiente": self._text("lista.produccion" if cells["ambiente"] == "2" else "lista.pruebas"),
        }

    def _heading(self, name: str) -> str:
        what, *of = name.split("|")
        if not of:
            return self._text(f"lista.{name}")
        tax, rate = of
        return " ".join(self._text(f"lista.{what}", impuesto=tax, tarifa=rate).split())

    def _shown(self, job: Job, part: int) -> str:
        """What a part is saved as."""
        day = job.begun_at.astimezone(self._portal.country.zone).strftime("%Y-%m-%d")
        if job.form != ZIP:
            return f"documentos-{day}.{job.form}"
        many = f"-{part}-de-{len(job.parts)}" if len(job.parts) > 1 else ""
        return f"comprobantes-{day}{many}.zip"

    def _need(self, name: str) -> bytes:
        """What an earlier run kept. Raises Unavailable: a list without some of its rows would be a wrong list."""
        content = self._portal.files.kept(name)
        if content is None:
            raise Unavailable("what was kept of a job is not there")
        return content

    def _save(self, job: Job) -> tuple[Owed, ...]:
        """Put on record how far the job is; the next slice is owed with it."""
        p = self._portal
        facts = {"job": json.dumps(asdict(job) | {"begun_at": job.begun_at.isoformat()})}
        owed = () if job.finished else (owe(p, "paquete", job=job.id, slice=str(job.slices)),)
        p.passes.put(p.key("paquete", job.id), facts, job.begun_at + LIFE, *owed)
        return owed

    def _job(self, job_id: str) -> Job | None:
        p = self._portal
        facts = p.passes.get(p.key("paquete", job_id), p.now)
        if facts is None:
            return None
        told: dict[str, Any] = json.loads(facts["job"])
        began = datetime.fromisoformat(told["begun_at"])
        return Job(**(told | {"begun_at": began, "parts": tuple(told["parts"])}))


def _part(job: Job, number: int) -> str:
    return f"{job.id}/{number:03d}.{job.form}"


def _slice(job: Job, number: int) -> str:
    return f"{job.id}/filas-{number:03d}.json"


def _written(search: Search) -> str:
    return json.dumps(
        _plain({name: value for name, value in asdict(search).items() if not isinstance(value, bool)})
        | {"ascending": search.ascending}
    )


def _read(text: str) -> Search:
    told = json.loads(text)
    ascending = bool(told.pop("ascending"))
    return Search(**_cells(told), ascending=ascending)  # type: ignore[arg-type]


def _plain(cells: Mapping[str, Cell]) -> dict[str, Any]:
    """Cells as JSON: each with a letter for its kind."""

    def one(cell: Cell) -> list[str] | None:
        match cell:
            case None:
                return None
            case Decimal():
                return ["n", str(cell)]
            case datetime():
                return ["m", cell.isoformat()]
            case date():
                return ["d", cell.isoformat()]
        return ["t", cell]

    return {name: one(cell) for name, cell in cells.items()}


_READ: dict[str, Callable[[str], Cell]] = {
    "n": Decimal, "m": datetime.fromisoformat, "d": date.fromisoformat, "t": str
}  # fmt: skip


def _cells(plain: Mapping[str, Any]) -> dict[str, Cell]:
    return {name: None if cell is None else _READ[cell[0]](cell[1]) for name, cell in plain.items()}
