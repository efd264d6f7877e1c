"""Where an issuer is kept and where it is looked for agree."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.tenants import finding

POLICY = Path(__file__).parents[3] / ".chalice/policy-api.json"

names = st.lists(st.text("abcdñÁ é.S2", min_size=1, max_size=14), min_size=1, max_size=5).map(" ".join)
numbers = st.from_regex(r"[0-9]{13}", fullmatch=True)


def found(text: str, number: str, name: str) -> bool:
    """As a query along the places would find it."""
    asked = finding.question(text)
    if asked is None:
        return False
    (part, begins), words = asked
    kept = any(p == part and place.startswith(begins) for p, place in finding.places(number, name))
    return kept and finding.fits(number, name, words)


@given(names, numbers, st.data())
def test_every_part_of_a_word_or_of_the_number_finds_its_issuer(name: str, number: str, data: st.DataObject) -> None:
    words = [word for word in (*finding.normal(name).split(), number) if len(word) >= finding.SHORTEST]
    word = data.draw(st.sampled_from(words))
    begin = data.draw(st.integers(0, len(word) - finding.SHORTEST))
    end = data.draw(st.integers(begin + finding.SHORTEST, len(word)))
    assert found(word[begin:end].upper(), number, name)


@given(names, numbers, st.text("abcdñ 2", max_size=8))
def test_nothing_else_does(name: str, number: str, text: str) -> None:
    if found(text, number, name):
        assert all(word in f"{finding.normal(name)} {number}" for word in finding.normal(text).split())


def test_the_pages_read_no_table_from_end_to_end_and_of_the_issuers_only_along_their_places() -> None:
    statements = json.loads(POLICY.read_text())["Statement"]
    assert not any("dynamodb:Scan" in statement["Action"] for statement in statements)
    (issuers,) = [s for s in statements if json.dumps(s["Resource"]).rstrip('"}').endswith("-issuers")]
    assert issuers["Action"] == ["dynamodb:Query"]
