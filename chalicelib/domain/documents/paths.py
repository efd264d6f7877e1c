"""Where a document's files are in the archive, and an issuer's in the inbox.

`{stage folder}/{issuer}/{clave}.xml`; a later attempt under the same clave is `{clave}~{attempt}.xml`, so that no
signed file is ever written twice. Only one attempt can be authorised, hence `authorized/` and `ride/` know no attempts.

In the inbox an **upload** lies in `in/{issuer}/{any name}` until it was taken in; then it lies in `taken/`. Its results
are in `results/{issuer}/{name}.json` and `.csv`.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from chalicelib.domain.documents.record import Document

UNSIGNED = "unsigned"
"""Every document has a file in this folder."""


def _attempt(document: Document) -> str:
    suffix = "" if document.attempt == 1 else f"~{document.attempt}"
    return f"{document.number.issuer}/{document.clave}{suffix}.xml"


def unsigned(document: Document) -> str:
    """The bytes to sign."""
    return f"{UNSIGNED}/{_attempt(document)}"


def signed(document: Document) -> str:
    """The signed bytes."""
    return f"signed/{_attempt(document)}"


def authorized(document: Document) -> str:
    """The authority's whole judgement, with the document inside."""
    return f"authorized/{document.number.issuer}/{document.clave}.xml"


def ride(document: Document) -> str:
    """The printed representation."""
    return f"ride/{document.number.issuer}/{document.clave}.pdf"


def provisional(document: Document) -> str:
    """The printed representation of a document that still waits for the authority, marked so on every page."""
    return f"provisional/{_attempt(document).removesuffix('.xml')}.pdf"


KEPT = ("authorized", "ride", "ledger")
"""The folders whose files must be kept."""
YEARS_KEPT = 7


def is_kept(key: str) -> bool:
    """Whether a file of the archive must be kept for `YEARS_KEPT`."""
    return key.startswith(tuple(f"{folder}/" for folder in KEPT))


def kept_until(stored: datetime) -> datetime:
    """Until when a file that was stored then must be kept."""
    try:
        return stored.replace(year=stored.year + YEARS_KEPT)
    except ValueError:
        return stored.replace(year=stored.year + YEARS_KEPT, month=3, day=1)


def incident(document: Document, sha256: str) -> str:
    """What must not be believed or stored in its place, kept as evidence: under its own hash, so it is nothing else."""
    return f"incidents/{document.number.issuer}/{document.clave}-{sha256}.xml"


def clave_of(key: str) -> str:
    """The clave in an archive key of one of the folders above. Raises ValueError if there is none."""
    parts = key.split("/")
    if len(parts) != 3 or "." not in parts[2]:
        raise ValueError("not the key of a document's file")
    return parts[2].rsplit(".", 1)[0].split("~", 1)[0]


def attempt_of(key: str) -> int:
    """The attempt in an archive key of a file to sign. Raises ValueError if there is none."""
    _, mark, attempt = key.rsplit("/", 1)[-1].rsplit(".", 1)[0].partition("~")
    return int(attempt) if mark else 1


MAX_KEY_BYTES = 1024
"""S3's limit, in UTF-8."""
UPLOADS = "in"
"""The folder of the inbox that wakes the intake; no other does."""


def upload(issuer: str, name: str) -> str:
    """Where an issuer drops a batch."""
    return f"{UPLOADS}/{issuer}/{name}"


def upload_of(key: str) -> tuple[str, str] | None:
    """Issuer and name of a batch that was dropped under the key; None for any other key, a folder's among them."""
    folder, _, rest = key.partition("/")
    issuer, _, name = rest.partition("/")
    if folder != UPLOADS or not issuer or not name or name.endswith("/"):
        return None
    return issuer, name


def taken(issuer: str, name: str) -> str:
    """Where an upload lies once it was taken in."""
    return _fitting(f"taken/{issuer}/", name, "")


def results(issuer: str) -> str:
    """The folder of an issuer's results, in the inbox."""
    return f"results/{issuer}/"


def result(issuer: str, name: str, extension: str) -> str:
    """The results file of a batch, in the inbox."""
    return _fitting(results(issuer), name, f".{extension}")


def _fitting(before: str, name: str, after: str) -> str:
    """A key; a name that leaves no room for what is added is cut and ends in `~` and 16 digits of its own hash."""
    room = MAX_KEY_BYTES - len(before.encode()) - len(after.encode())
    whole = name.encode()
    if len(whole) > room:
        mark = f"~{hashlib.sha256(whole).hexdigest()[:16]}"
        name = whole[: room - len(mark)].decode(errors="ignore") + mark
    return f"{before}{name}{after}"
