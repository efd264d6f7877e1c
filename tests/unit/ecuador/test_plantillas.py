"""The templates that issuers download, and the examples of the manual, make documents that can be issued."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from chalicelib.domain.documents.country import Issuer, Part, Unnumbered
from chalicelib.domain.ecuador.comprobantes import KINDS, Kind
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
from chalicelib.domain.ecuador.split import split
from infra import plantillas


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.root)
def test_a_template_makes_a_document(kind: Kind, ending: str) -> None:
    _issued((plantillas.FOLDER / f"{kind.root}.{ending}").read_bytes())


@pytest.mark.parametrize("language", ["json", "csv"])
def test_the_examples_of_the_manual_make_documents(language: str) -> None:
    manual = (Path(plantillas.FOLDER).parent / "entradas.md").read_text(encoding="utf-8")
    examples = re.findall(rf"```{language}\n(.*?)```", manual, re.DOTALL)
    # A company's own file, which is no document, is tried in tests/unit/infra/test_registration.py.
    documents = [example for example in examples if '"environments"' not in example]
    assert documents
    for example in documents:
        _issued(example.encode())


def _issued(data: bytes) -> None:
    (part,) = split("p", data)
    assert isinstance(part, Part), part
    preparer = EcuadorPreparer(Platform())
    issuer = Issuer("1790016919001", frozenset("1"), "Rubrica S.A.")
    result = preparer.prepare(part, issuer=issuer, today=date(2026, 11, 5), numeric_code=lambda _: "12345678")
    assert isinstance(result, Unnumbered), result


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.root)
def test_the_templates_are_those_of_the_models(kind: Kind) -> None:
    assert (plantillas.FOLDER / f"{kind.root}.csv").read_bytes() == plantillas.as_csv(kind)
    assert (plantillas.FOLDER / f"{kind.root}.xlsx").read_bytes() == plantillas.as_xlsx(kind)
