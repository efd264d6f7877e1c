"""Both verdicts on many documents, and where they differ."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from lxml import etree

from chalicelib.domain.ecuador.comprobantes import BY_ROOT, Kind
from chalicelib.domain.ecuador.reading import read, write
from tests.conformance.deliberate import REPAIRS, UNKNOWN_VERSION, broken_extras, repaired
from tests.generator.documents import comprobante
from tests.generator.mutations import mutate

MUTATIONS_OF_ONE = 20


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind and version, its schema, and the element names that the schema knows."""

    kind: Kind
    version: str
    schema: etree.XMLSchema
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A document on which the verdicts differ. `schema` and `models` are the verdicts, `why` what our reading said."""

    subject: str
    change: str
    schema: bool
    models: bool
    why: str
    document: bytes


@dataclass(slots=True)
class Report:
    """What was asked and what came of it. `explained` counts the differences that are meant, by their reason."""

    valid: int = 0
    mutations: int = 0
    accepted: int = 0
    refused: int = 0
    skipped: int = 0
    explained: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)


def compare(subjects: list[Subject], count: int, seed: int) -> Report:
    """`count` mutations, the same number for each subject; the same seed asks the same."""
    report = Report()
    schemas = {(s.kind.root, s.version): s.schema for s in subjects}
    for number, subject in enumerate(subjects):
        random = Random(f"{seed}-{subject.kind.root}-{subject.version}")
        share = count // len(subjects) + (number < count % len(subjects))
        for document, change in _documents(subject, random, share):
            if not change:
                report.valid += 1
            else:
                report.mutations += 1
            _judge(subject, document, change, schemas, report)
    return report


def _documents(subject: Subject, random: Random, share: int) -> Iterator[tuple[etree._Element, str]]:
    """Right documents, each followed by changed ones."""
    made = 0
    while made < share:
        right = etree.fromstring(write(comprobante(subject.kind, subject.version, random)))
        yield right, ""
        for _ in range(min(MUTATIONS_OF_ONE, share - made)):
            changed = copy.deepcopy(right)
            steps = [mutate(changed, random, subject.names) for _ in range(random.choice((1, 1, 1, 2)))]
            yield changed, "; ".join(steps)
            made += 1


def _judge(
    subject: Subject,
    root: etree._Element,
    change: str,
    schemas: Mapping[tuple[str, str], etree.XMLSchema],
    report: Report,
) -> None:
    # Written and parsed, as it would arrive.
    data = etree.tostring(root, encoding="UTF-8")
    root = etree.fromstring(data)
    document, problems = read(root)
    models = document is not None
    version = root.get("version")
    schema = schemas.get((subject.kind.root, version or ""))
    if schema is None and version in BY_ROOT[subject.kind.root].models:
        report.skipped += 1  # it became a document of a version whose schema is not here
        return
    if schema is None:
        report.explained[UNKNOWN_VERSION] += 1
        if models:
            report.differences.append(_difference(subject, change, True, models, "", data))
        return
    official = schema.validate(root)
    whole = repaired(root)
    extras = broken_extras(whole)
    expected = schema.validate(whole) and not extras
    if expected != models:
        said = ", ".join(extras) or str(schema.error_log).partition("\n")[0]
        why = ", ".join(f"{p.code} {p.pointer}" for p in problems) or said
        report.differences.append(_difference(subject, change, official, models, why, data))
    elif official != models:
        report.explained[_refused_by(extras) if official else _repairs_that_matter(root, schema)] += 1
    report.accepted += models
    report.refused += not models


def _refused_by(extras: list[str]) -> str:
    """What refuses a document that the schema accepts: extra rules, or that its text, put right, is too short."""
    return " + ".join(extras) or "texto normalizado"


def _repairs_that_matter(root: etree._Element, schema: etree.XMLSchema) -> str:
    """The fewest repairs, taken in their order, that make the schema accept the document."""
    for name in REPAIRS:
        if schema.validate(repaired(root, name)):
            return name
    return " + ".join(
        name for name in REPAIRS if not schema.validate(repaired(root, *(other for other in REPAIRS if other != name)))
    )


def _difference(subject: Subject, change: str, schema: bool, models: bool, why: str, document: bytes) -> Difference:
    return Difference(f"{subject.kind.root} {subject.version}", change, schema, models, why, document)
