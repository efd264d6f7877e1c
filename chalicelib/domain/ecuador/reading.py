"""From the root element of a comprobante to its model, with everything that is wrong with it at once."""

from __future__ import annotations

from lxml import etree
from pydantic import ValidationError

from chalicelib.domain.documents.errors import Problem, has_errors, problem
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.comprobantes import BY_ROOT, Kind, kind_of
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.domain.ecuador.model.binding import SIGNATURE, read_values, shortened, to_bytes
from chalicelib.domain.ecuador.model.explain import explain

MAX_PROBLEMS = 100
"""More would help nobody and would not fit into a record."""


MAX_ELEMENTS = catalogs.MAX_BYTES // len("<total>1</total>")
"""No comprobante that the SRI takes has more; reading more would only cost time."""


def read(root: etree._Element, *, signed: bool = False) -> tuple[Comprobante | None, tuple[Problem, ...]]:
    """The comprobante in a parsed document, or None, and its problems.

    With `signed` a signature as the last child is expected and not looked at; without, a signature is an error, because
    completing the document would break it. Order, occurrences, lengths, patterns and decimals are those of the official
    schema of the document's kind and version (ficha técnica 2.32, anexos 1 to 8).
    """
    kind, problems = _kind(root)
    if kind is None:
        return None, tuple(problems)
    model = kind.models[root.get("version", "")]
    values = read_values(root, model, f"/{kind.root}", problems)
    if signed and len(root) and root[-1].tag == SIGNATURE:
        problems = [p for p in problems if p.code != "XML-FIRMADO"]
    comprobante = None
    try:
        comprobante = model.model_validate(values, context={"version": values.get("version")})
    except ValidationError as error:
        known = set(problems)
        problems.extend(p for p in explain(error, model, kind.root) if p not in known)
    if has_errors(problems):
        return None, capped(problems, kind.root)
    return comprobante, tuple(problems)


def write(comprobante: Comprobante) -> bytes:
    """The comprobante as canonical bytes: UTF-8, elements in order, no blanks between them."""
    return to_bytes(comprobante, kind_of(comprobante).root)


def capped(problems: list[Problem], root: str) -> tuple[Problem, ...]:
    """The problems, cut to a number that can be shown."""
    if len(problems) <= MAX_PROBLEMS:
        return tuple(problems)
    rest = len(problems) - MAX_PROBLEMS
    return (*problems[:MAX_PROBLEMS], problem("XML-MAS", f"/{root}", rest=rest))


def _kind(root: etree._Element) -> tuple[Kind | None, list[Problem]]:
    """The kind of a document whose version can be read; or what stands against reading it."""
    name = etree.QName(root)
    kind = BY_ROOT.get(name.localname)
    if kind is None:
        return None, [problem("XML-RAIZ", "/", name=shortened(name.localname), known=_known_roots())]
    pointer = f"/{kind.root}"
    if name.namespace:
        return None, [problem("XML-NAMESPACE", pointer, root=kind.root, value=shortened(name.namespace))]
    if (count := sum(1 for _ in root.iter("*"))) > MAX_ELEMENTS:
        return None, [problem("XML-ELEMENTOS", pointer, count=count, limit=catalogs.MAX_BYTES)]
    version = root.get("version")
    if version not in kind.models:
        found = "no dice su versión" if version is None else f"dice la versión «{shortened(version)}»"
        figures = {"found": found, "versions": ", ".join(kind.versions), "root": kind.root, "issue": kind.issue_version}
        return None, [problem("XML-VERSION", f"{pointer}/@version", **figures)]
    return kind, []


def _known_roots() -> str:
    return ", ".join(f"<{root}>" for root in BY_ROOT)
