"""The documents that a comprobante rests on: 64, and the warning 68 (ficha técnica 2.32 §11).

- A **modified** document is the one that a nota de crédito or de débito changes, of the same issuer.
- A **supporting** document is the one that goods move with (guía) or that is withheld on (retención).
- One is known **as electronic** if the authority has authorised it. Of supporting documents only those are looked up
  that are cited by a clave: the others were authorised on paper.
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from infra.sandbox import clave
from infra.sandbox.messages import WARNING, message

_TABLE_4 = (
    "01 02 03 04 05 06 07 08 09 11 12 15 16 18 19 20 21 22 23 24 41 42 43 44 45 47 48 49 50 51 52 "
    "294 344 364 370 371 372 373 374 375"
)
DOCUMENTS = frozenset(_TABLE_4.split())
"""The types of document (ATS, tabla 4)."""
NOT_MODIFIED = frozenset({"04", "06", "07"})
"""Types that no nota modifies: they are not sales."""

Message = dict[str, str]


def refusal(root: etree._Element) -> Message | None:
    """A type that does not exist or that no nota modifies."""
    for node in root.iter("codDocModificado", "codDocSustento"):
        code = node.text or ""
        if code not in DOCUMENTS or (node.tag == "codDocModificado" and code in NOT_MODIFIED):
            return message("64", f"{node.tag} {code} no es válido")
    return None


def warnings(root: etree._Element, is_authorised: Callable[[str], bool]) -> list[Message]:
    """Those that are not known as electronic. `is_authorised` answers for a clave or a legal number (`clave`)."""
    cited = [node.text or "" for node in root.iter("numAutDocSustento")]
    sought = [(number, number) for number in cited if len(number) == clave.LENGTH]
    if (modified := root.findtext("*/numDocModificado")) is not None:
        sought.append((modified, _legal(root, modified)))
    return [
        message("68", f"El documento {shown} no existe como electrónico", WARNING)
        for shown, found in sought
        if not is_authorised(found)
    ]


def _legal(root: etree._Element, modified: str) -> str:
    info = root.find("infoTributaria")
    assert info is not None, "the schema was judged before"
    return clave.legal_number(
        info.findtext("ruc") or "",
        root.findtext("*/codDocModificado") or "",
        *modified.split("-"),
        info.findtext("ambiente") or "",
    )
