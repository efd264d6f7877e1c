"""How an issuer is found by a part of its name or of its number, without looking at all of them.

- The **normal** form of a text is its words in lower case without accents or signs.
- A **place** is a part and a text within it: `All` has every issuer by its name; every other part is the first three
  letters of what stands in it, the ends of every word (`austro`, `ustro`, `stro`, `tro`) and of the number, so that
  a part of a word is the beginning of a place. Short words stand in a part of their own length.

The places depend on the issuer's name and number alone: never on documents, so that they tell nobody who invoiced whom.
"""

from __future__ import annotations

import unicodedata

ALL = "*"
SHORTEST = 3
LONGEST = 60
"""Letters of a place; what is longer is cut."""

Place = tuple[str, str]


def normal(text: str) -> str:
    """The text as it is compared.

    >>> normal("  Panadería ÑANDÚ, C. Ltda. ")
    'panaderia nandu c ltda'
    """
    bare = unicodedata.normalize("NFD", text.casefold())
    letters = "".join(c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return " ".join(letters.split())


def called(name: str, trade_name: str = "") -> str:
    """All an issuer may be looked for by name: the legal one, and the one its customers know.

    >>> called("COMERCIAL ANDINA S.A.", "Andina Hogar"), called("SOL SA")
    ('COMERCIAL ANDINA S.A. Andina Hogar', 'SOL SA')
    """
    return f"{name} {trade_name}".strip()


def places(number: str, name: str) -> frozenset[Place]:
    """Where an issuer is kept.

    >>> sorted(places("17", "Sol SA"))
    [('*', 'sol sa#17'), ('17', '17#17'), ('sa', 'sa#17'), ('sol', 'sol#17')]
    """
    found = {(ALL, f"{normal(name)[:LONGEST]}#{number}")}
    for word in {*normal(name).split(), number.casefold()}:
        ends = [word[n:] for n in range(max(1, len(word) - SHORTEST + 1))]
        found |= {(end[:SHORTEST], f"{end[:LONGEST]}#{number}") for end in ends}
    return frozenset(found)


def question(text: str) -> tuple[Place, tuple[str, ...]] | None:
    """Where to look for what somebody typed: a part and the beginning of a place, and the words that must be there.

    None if no word has the three letters that it takes.

    >>> question("del Austro"), question("s.a.")
    ((('aus', 'austro'), ('del', 'austro')), None)
    """
    words = normal(text).split()
    longest = max(words, key=len, default="")
    if len(longest) < SHORTEST:
        return None
    return (longest[:SHORTEST], longest[:LONGEST]), tuple(words)


def fits(number: str, name: str, words: tuple[str, ...]) -> bool:
    """Whether every word is a part of the name or of the number."""
    where = f"{normal(name)} {number.casefold()}"
    return all(word in where for word in words)
