"""From the root element of a comprobante to its model, with everything that is wrong with it at once."""

from __future__ import annotations

from lxml import etree
from pydantic import ValidationError

from chalicelib.domain.documents.errors import Problem, has_errors, problem
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.domain.ecuador.model.binding import SIGNATURE, read_values, shortened, to_bytes
from chalicelib.domain.ecuador.model.explain import explain

FACTURA = "factura"
VERSIONS = ("1.0.0", "1.1.0", "2.0.0", "2.1.0")
MAX_PROBLEMS = 100
"""More would help nobody and would not fit into a record."""


MAX_ELEMENTS = catalogs.MAX_BYTES // len("<total>1</total>")
"""No comprobante that the SRI takes has more; reading more would only cost time."""


def read(root: etree._Element, *, signed: bool = False) -> tuple[Factura | None, tuple[Problem, ...]]:
    """The factura in a parsed document, or None, and its problems.

    With `signed` a signature as the last child is expected and not looked at; without, a signature is an error, because
    completing the document would break it. Order, occurrences, lengths, patterns and decimals are those of the official
    schema of the document's version (ficha técnica 2.32, anexos 1 and 8).
    """
    problems = _root_problems(root)
    if problems:
        return None, tuple(problems)
    values = read_values(root, Factura, f"/{FACTURA}", problems)
    if signed and len(root) and root[-1].tag == SIGNATURE:
        problems = [p for p in problems if p.code != "XML-FIRMADO"]
    factura = None
    try:
        factura = Factura.model_validate(values, context={"version": values.get("version")})
    except ValidationError as error:
        known = set(problems)
        problems.extend(p for p in explain(error, Factura, FACTURA) if p not in known)
    if has_errors(problems):
        return None, capped(problems)
    return factura, tuple(problems)


def write(factura: Factura) -> bytes:
    """The factura as canonical bytes: UTF-8, elements in order, no blanks between them."""
    return to_bytes(factura, FACTURA)


def capped(problems: list[Problem]) -> tuple[Problem, ...]:
    """The problems, cut to a number that can be shown."""
    if len(problems) <= MAX_PROBLEMS:
        return tuple(problems)
    rest = len(problems) - MAX_PROBLEMS
    return (*problems[:MAX_PROBLEMS], problem("XML-MAS", f"/{FACTURA}", rest=rest))


def _root_problems(root: etree._Element) -> list[Problem]:
    name = etree.QName(root)
    if name.localname != FACTURA:
        return [problem("XML-RAIZ", "/", name=shortened(name.localname))]
    if name.namespace:
        return [problem("XML-NAMESPACE", f"/{FACTURA}", value=shortened(name.namespace))]
    if (count := sum(1 for _ in root.iter("*"))) > MAX_ELEMENTS:
        return [problem("XML-ELEMENTOS", f"/{FACTURA}", count=count, limit=catalogs.MAX_BYTES)]
    if root.get("version") not in VERSIONS:
        version = root.get("version")
        found = "no dice su versión" if version is None else f"dice la versión «{shortened(version)}»"
        return [problem("XML-VERSION", f"/{FACTURA}/@version", found=found, versions=", ".join(VERSIONS))]
    return []
