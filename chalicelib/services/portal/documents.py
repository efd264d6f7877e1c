"""One document for its receiver: reading, opening, downloading, answering, and its trace.

A document is addressed by a **reference**: its id, sealed for one receiver. A reference that is not a seal, somebody
else's, or a document that is not shown get the same answer as one that does not exist (`NotThere`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.accounts import limits
from chalicelib.domain.accounts.account import Account
from chalicelib.domain.documents import paths, reception
from chalicelib.domain.documents.contents import Contents
from chalicelib.domain.documents.record import Document, WrongState
from chalicelib.domain.documents.states import Receiver as Reception
from chalicelib.domain.ledger.chain import Entry, What
from chalicelib.services.portal.context import Portal
from chalicelib.services.portal.owing import owe, wake
from chalicelib.services.portal.ports import IssuerFace, Owed
from chalicelib.services.ports import Conflict

PDF, XML = "pdf", "xml"
TYPES = {PDF: "application/pdf", XML: "application/xml"}
MAX_ZIP = 50
MAX_REASON = 500
RACES = 8


class NotThere(Exception):
    """There is no such document for this receiver, or its file is not there yet."""


class TooMany(Exception):
    """More than may be asked for now."""


@dataclass(frozen=True, slots=True)
class Step:
    """A moment of a document's trace. `what` is a key of the message catalogue, `facts` stand in its text."""

    what: str
    at: datetime | None
    facts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sight:
    """All a document's page shows."""

    document: Document
    issuer: IssuerFace
    contents: Contents | None
    """None if the file cannot be read just now."""
    steps: list[Step]
    modified_by: list[Document]
    modifies: Document | None


class Reading:
    """The use case."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def reference(self, receiver: str, document_id: str) -> str:
        """The address part of a document for its receiver."""
        return self._portal.secrets.seal(f"documento#{receiver}", document_id)

    def find(self, account: Account, reference: str) -> Document:
        """The document. Raises NotThere."""
        document_id = self._portal.secrets.unseal(f"documento#{account.receiver}", reference)
        found = self._portal.received.get(document_id or "-")
        if found is None or not reception.belongs_to(found, account.receiver):
            raise NotThere
        return found

    def place(self, account: Account, clave: str) -> str:
        """The reference of the document of a clave, as the mails link to it. Raises NotThere."""
        p = self._portal
        found = p.received.get(p.country.id_of_clave(clave) or "-")
        if found is None or found.clave != clave or not reception.belongs_to(found, account.receiver):
            raise NotThere
        return self.reference(account.receiver, found.id)

    def look(self, account: Account, reference: str) -> Sight:
        """The document's page. Raises NotThere."""
        p = self._portal
        document = self.find(account, reference)
        issuer = document.number.issuer
        face = p.directory.faces([issuer]).get(issuer) or IssuerFace(issuer, issuer)
        modifying = p.received.get_many(p.received.modifying(document.id)).values()
        notes = sorted((d for d in modifying if reception.belongs_to(d, account.receiver)), key=lambda d: d.issue_date)
        original = p.received.get(document.modifies) if document.modifies else None
        if original is not None and not reception.belongs_to(original, account.receiver):
            original = None
        return Sight(document, face, self._contents(document), _trace(document, notes), notes, original)

    def _contents(self, document: Document) -> Contents | None:
        """What stands in it; whatever keeps that from being read, the page is worth showing without."""
        p = self._portal
        with suppress(Exception):
            file = p.files.get(paths.authorized(document))
            return p.country.contents(file) if file is not None else None
        return None

    def open(self, account: Account, reference: str) -> str:
        """The RIDE for the browser: its short-lived address. Raises NotThere."""
        document = self.find(account, reference)
        address = self._address(document, PDF, inline=True)
        self._received(account, document, "abierto")
        return address

    def download(self, account: Account, reference: str, form: str) -> str:
        """A file to keep: its short-lived address. Raises NotThere."""
        if form not in TYPES:
            raise NotThere
        document = self.find(account, reference)
        address = self._address(document, form)
        self._received(account, document, form)
        return address

    def download_several(self, account: Account, references: Iterable[str]) -> str:
        """PDF and XML of several documents in one ZIP: its short-lived address. Raises NotThere, TooMany."""
        p = self._portal
        chosen = list(dict.fromkeys(references))
        if len(chosen) > MAX_ZIP:
            raise TooMany
        documents = [self.find(account, reference) for reference in chosen]
        if not documents:
            raise NotThere
        if not p.limits.take(limits.ZIP_BY_USER, p.key("descargas", account.id), p.now):
            raise TooMany
        packed = self._packed(documents)
        for document in documents:
            self._received(account, document, "zip")
        return p.files.lend("comprobantes.zip", packed, "application/zip")

    def handed_out(self, account: Account, document_ids: Iterable[str]) -> None:
        """Note that the files of these documents were handed out together; others' are left alone."""
        for document in self._portal.received.get_many(document_ids).values():
            if reception.belongs_to(document, account.receiver):
                self._received(account, document, "zip")

    def answer(self, account: Account, reference: str, answer: str, reason: str = "") -> None:
        """Conforme or rechazado; the issuer is told, the same once more tells nothing. Raises NotThere, WrongState."""
        p = self._portal
        document = self.find(account, reference)
        now = p.now
        state = {"conforme": Reception.CONFORME, "rechazado": Reception.RECHAZADO}.get(answer)
        if state is None or len(reason) > MAX_REASON:
            raise WrongState(document.clave)
        if reception.answered(document, now, state, reason) == document:
            return
        self._save(
            document,
            lambda d: reception.answered(d, now, state, reason),
            lambda d: owe(p, "respuesta", document=d.id, answer=str(len(d.answers))),
        )

    def _received(self, account: Account, document: Document, what: str) -> None:
        """Acuse de recepción: on record, and visible to the issuer."""
        p = self._portal
        now = p.now
        who = p.secrets.digest("bitácora", account.id)
        p.ledger.note(Entry(document.number.issuer, now, What.FILE, document.id, {"access": what, "who": who}))
        if document.reception is Reception.NO_ABIERTO:
            self._save(document, lambda d: reception.opened(d, now), lambda d: owe(p, "acuse", document=d.id))

    def _save(
        self, document: Document, change: Callable[[Document], Document], owes: Callable[[Document], Owed]
    ) -> None:
        """Store the change together with what is owed for it, and have that delivered."""
        current: Document | None = document
        for _ in range(RACES):
            if current is None:
                raise NotThere
            changed = change(current)
            if changed == current:
                return
            owed = owes(changed)
            try:
                self._portal.received.save_reception(changed, owed)
            except Conflict:
                current = self._portal.received.get(document.id)
            else:
                wake(self._portal, owed)
                return
        raise Conflict(document.clave)

    def _address(self, document: Document, form: str, inline: bool = False) -> str:
        return self._portal.files.address(_key(document, form), _name(document, form), TYPES[form], inline)

    def _packed(self, documents: list[Document]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for document in documents:
                for form in TYPES:
                    content = self._portal.files.get(_key(document, form))
                    if content is not None:
                        archive.writestr(_name(document, form), content)
        return out.getvalue()


def _key(document: Document, form: str) -> str:
    return paths.ride(document) if form == PDF else paths.authorized(document)


def _name(document: Document, form: str) -> str:
    return f"{document.clave}.{form}"


def _trace(document: Document, notes: list[Document]) -> list[Step]:
    """What happened to the document, in order."""
    steps = [
        Step("emitido", document.created_at, {}),
        Step("autorizado", document.authorized_at, {"number": document.authorization_number}),
        Step("enviado", document.mailed_at, {}),
        Step("abierto", document.opened_at, {}),
    ]
    for answer in document.answers:
        what = "conforme" if answer.state is Reception.CONFORME else "rechazado"
        steps.append(Step(what, answer.at, {"reason": answer.reason}))
    steps += [Step("modificado", note.authorized_at, {"label": note.label}) for note in notes]
    happened = [step for step in steps if step.at is not None]
    return sorted(happened, key=lambda step: step.at or document.created_at)
