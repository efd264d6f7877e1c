"""One failing example per rule: `tests/examples/<comprobante>/malos/<CODE>.json` breaks the rule of that code.

Everything else in it is right, and its figures are left out where they do not matter, so that only what follows from
the fault is told. The days are those of TODAY; the issuer is whoever hands it in.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chalicelib.domain.documents.country import Issuer, Part, Prepared, Rejected, Unnumbered
from chalicelib.domain.documents.errors import CATALOGUE
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
from tests.unit.ecuador.build import EXAMPLES, PLATFORM_RUC, TODAY, eight

RULES = ("CLAVE", "DOC", "IDE", "IMP", "FAC", "LIQ", "NOTA", "GUI", "RET", "TOT")
FILES = sorted(EXAMPLES.parent.glob("*/malos/*.json"))
ISSUER = Issuer("1791582349001", frozenset({"1"}), "COMERCIALIZADORA TODO EN UNO DEL ECUADOR S.A.")


def outcome_of(path: Path) -> Prepared | Rejected:
    part = Part(path.name, values=json.loads(path.read_text(encoding="utf-8")))
    preparer = EcuadorPreparer(Platform(PLATFORM_RUC))
    outcome = preparer.prepare(part, issuer=ISSUER, today=TODAY, numeric_code=eight)
    return outcome.numbered(1) if isinstance(outcome, Unnumbered) else outcome


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_an_example_breaks_its_rule_and_no_other(path: Path) -> None:
    outcome = outcome_of(path)
    told = outcome.problems if isinstance(outcome, Rejected) else outcome.warnings
    assert {p.code for p in told} == {path.stem}
    assert isinstance(outcome, Rejected) is (CATALOGUE[path.stem].severity == "error")
    assert all(p.pointer.startswith(f"/{path.parent.parent.name}") for p in told)


def test_every_rule_has_a_failing_example() -> None:
    rules = {code for code in CATALOGUE if code.split("-")[0] in RULES}
    assert {path.stem for path in FILES} == rules
