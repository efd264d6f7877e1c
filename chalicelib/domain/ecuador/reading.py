"""From a comprobante as it was handed in to its model, with everything that is wrong with it at once.

XML and other forms meet in the **values**: plain dictionaries and lists of text under the names of the ficha técnica,
wrapper elements being plain lists. `values_of` takes them out of XML, `validate` makes the model of them; what may be
left out is completed in between (see `completion`). `read` is both without completing: what stands in the document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pydantic import ValidationError

from chalicelib.domain.documents.errors import Problem, has_errors, problem
from chalicelib.domain.documents.xml import is_signed
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.comprobantes import BY_ROOT, Kind, kind_of
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.domain.ecuador.model.binding import UNSIGNED_ONLY, read_values, shortened, to_bytes
from chalicelib.domain.ecuador.model.block import Block
from chalicelib.domain.ecuador.model.explain import explain
from chalicelib.domain.ecuador.model.plan import plan_of

MAX_PROBLEMS = 100
"""More would help nobody and would not fit into a record."""


MAX_ELEMENTS = catalogs.MAX_BYTES // len("<total>1</total>")
"""No comprobante that the SRI takes has more; reading more would only cost time."""


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a document of a known kind and version, and what is already known to be wrong with its form."""

    kind: Kind
    values: dict[str, Any]
    problems: tuple[Problem, ...] = ()

    @property
    def model(self) -> type[Comprobante]:
        """The model that the values are to become."""
        return self.kind.models[self.values["version"]]


Found = tuple[Values | None, tuple[Problem, ...]]
Outcome = tuple[Comprobante | None, tuple[Problem, ...]]


def read(root: etree._Element, *, signed: bool = False) -> Outcome:
    """The comprobante in a parsed document, or None, and its problems.

    With `signed` a signature as the last child is expected and not looked at; without, a signature is an error, because
    completing the document would break it. Order, occurrences, lengths, patterns and decimals are those of the official
    schema of the document's kind and version (ficha técnica 2.32, anexos 1 to 8).
    """
    found, problems = values_of(root, signed=signed)
    return validate(found) if found else (None, problems)


def values_of(root: etree._Element, *, signed: bool = False) -> Found:
    """The values in a parsed document; or None, and why they cannot be told. See `read`."""
    name = etree.QName(root)
    kind = BY_ROOT.get(name.localname)
    if kind is None:
        return None, (_unknown_kind(name.localname),)
    pointer = f"/{kind.root}"
    if name.namespace:
        return None, (problem("XML-NAMESPACE", pointer, root=kind.root, value=shortened(name.namespace)),)
    if (count := sum(1 for _ in root.iter("*"))) > MAX_ELEMENTS:
        return None, (problem("XML-ELEMENTOS", pointer, count=count, limit=catalogs.MAX_BYTES),)
    version = root.get("version")
    if version is None or version not in kind.models:
        return None, (_unknown_version(kind, version),)
    problems: list[Problem] = []
    values = read_values(root, kind.models[version], pointer, problems)
    if signed and is_signed(root):
        problems = [p for p in problems if p.code not in UNSIGNED_ONLY]
    return Values(kind, values, tuple(problems)), ()


def values_from(document: Mapping[str, Any]) -> Found:
    """The values of a document that was not XML: one key, the name of the kind (`{"notaCredito": {…}}`).

    What is None counts as absent. Without version it follows the one in which its kind is issued. A list may also be
    written as the XML has it, `{"campoAdicional": [{…}]}`, and a single item without its list.
    """
    name, body = next(iter(document.items()), ("", None))
    kind = BY_ROOT.get(name)
    if kind is None or len(document) != 1:
        return None, (_unknown_kind(", ".join(document)),)
    pointer = f"/{kind.root}"
    if not isinstance(body, Mapping):
        return None, (problem("XML-BLOQUE", pointer, name=kind.root),)
    if (count := _count(body)) > MAX_ELEMENTS:
        return None, (problem("XML-ELEMENTOS", pointer, count=count, limit=catalogs.MAX_BYTES),)
    values: dict[str, Any] = _present(body)
    version = values.setdefault("version", kind.version_for(values))
    if not isinstance(version, str) or version not in kind.models:
        return None, (_unknown_version(kind, str(version)),)
    return Values(kind, _unwrapped(values, kind.models[version])), ()


def validate(document: Values) -> Outcome:
    """The model of the values, or None, and everything that is wrong with them, their form included."""
    problems = list(document.problems)
    model = document.model
    comprobante = None
    try:
        comprobante = model.model_validate(document.values, context={"version": document.values["version"]})
    except ValidationError as error:
        known = set(problems)
        problems.extend(p for p in explain(error, model, document.kind.root) if p not in known)
    if has_errors(problems):
        return None, capped(problems, document.kind.root)
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


def _unknown_kind(name: str) -> Problem:
    known = ", ".join(BY_ROOT)
    return problem("XML-RAIZ", "/", name=shortened(name), known=known)


def _unknown_version(kind: Kind, version: str | None) -> Problem:
    found = "no dice su versión" if version is None else f"dice la versión «{shortened(version)}»"
    figures = {"found": found, "versions": ", ".join(kind.versions), "root": kind.root, "issue": kind.issue_version}
    return problem("XML-VERSION", f"/{kind.root}/@version", **figures)


def _present(value: Any) -> Any:
    """The values as plain dictionaries and lists, without those that are None."""
    if isinstance(value, Mapping):
        return {name: _present(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, (list, tuple)):
        return [_present(inner) for inner in value]
    return value


def _unwrapped(value: Any, model: type[Block]) -> Any:
    """The values with plain lists where they have the XML's own wrappers."""
    if not isinstance(value, dict):
        return value
    plan, made = plan_of(model), {}
    for name, inner in value.items():
        child = plan.field(name)
        if child is None or child.model is None:
            made[name] = inner
            continue
        items = _items(inner, child.item) if child.item else inner
        inside = child.model
        made[name] = (
            [_unwrapped(item, inside) for item in items] if isinstance(items, list) else _unwrapped(items, inside)
        )
    return made


def _items(value: Any, item: str) -> Any:
    """What a wrapper of that item holds; what is none stays as it is."""
    if not isinstance(value, dict) or value.keys() != {item}:
        return value
    found = value[item]
    return found if isinstance(found, list) else [found]


def _count(value: Any) -> int:
    """How many elements the value would be."""
    if isinstance(value, Mapping):
        return 1 + sum(map(_count, value.values()))
    return 1 + sum(map(_count, value)) if isinstance(value, (list, tuple)) else 1
