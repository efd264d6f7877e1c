"""Where a document's files are in the archive.

`{stage folder}/{issuer}/{clave}.xml`; a later attempt under the same clave is `{clave}~{attempt}.xml`, so that no
signed file is ever written twice. Only one attempt can be authorised, hence `authorized/` and `ride/` know no attempts.
"""

from __future__ import annotations

from chalicelib.domain.documents.record import Document


def _attempt(document: Document) -> str:
    suffix = "" if document.attempt == 1 else f"~{document.attempt}"
    return f"{document.number.issuer}/{document.clave}{suffix}.xml"


def unsigned(document: Document) -> str:
    """The bytes to sign."""
    return f"unsigned/{_attempt(document)}"


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


def incident(document: Document, sha256: str) -> str:
    """An answer of the authority that must not be believed, kept as evidence."""
    return f"incidents/{document.number.issuer}/{document.clave}-{sha256[:16]}.xml"


def clave_of(key: str) -> str:
    """The clave in an archive key of one of the folders above. Raises ValueError if there is none."""
    parts = key.split("/")
    if len(parts) != 3 or "." not in parts[2]:
        raise ValueError("not the key of a document's file")
    return parts[2].rsplit(".", 1)[0].split("~", 1)[0]


def result(issuer: str, name: str, extension: str) -> str:
    """The results file of a batch, in the inbox."""
    return f"{issuer}/results/{name}.{extension}"


def is_batch(key: str) -> bool:
    """True for a key an issuer drops a batch under: `{issuer}/{any name}`, and not one of the results files."""
    issuer, _, name = key.partition("/")
    return bool(issuer and name) and not name.startswith("results/") and not name.endswith("/")
