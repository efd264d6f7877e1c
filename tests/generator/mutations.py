"""One change to a document: an element missing, doubled, moved, renamed, added; a value or an attribute changed.

A change may leave the document right; whoever asks for it has to find out.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from random import Random

from lxml import etree

LENGTHS = (
    1,
    2,
    3,
    4,
    5,
    6,
    8,
    9,
    10,
    11,
    13,
    14,
    15,
    16,
    20,
    21,
    25,
    26,
    30,
    31,
    40,
    41,
    50,
    51,
    64,
    65,
    100,
    101,
    300,
    301,
)
"""The limits of the texts of the comprobantes, and one beyond each."""

VALUES = (
    *("", " ", "0", "00", "1", "2", "3", "4", "5", "6", "7", "8", "9", "01", "02", "03", "04", "05", "06", "07", "08"),
    *("09", "10", "19", "20", "21", "22", "99", "001", "593", "999", "1000", "5930", "99999", "123456", "1234567"),
    *("12345678", "123456789", "1234567890", "1790016919001", "1790016919002", "9" * 10, "9" * 15, "9" * 37, "9" * 49),
    *("9" * 48, "9" * 50, "001-001-000000001", "001-001-00000001", "001001000000001", "00100100000001"),
    *("-1", "-0.00", "+1.5", "1.", ".5", ".", "1.2", "1.23", "1.234", "1.230000", "1.2345678", "1.123456", "0.000"),
    *(
        "100.00",
        "12.75",
        "15.00",
        "1.75",
        "999.99",
        "99.99",
        "9.999",
        "99999.99",
        "999999999999.99",
        "9999999999999.99",
    ),
    *("99999999999999", "999999999999999", "123456789012345678", "123456789012.123456", "1234567890123.123456"),
    *("0000000000000000000001.50", "1e3", "NaN", "INF", "abc", "1,5", "1 5", "٣"),
    *("31/02/2026", "29/02/2024", "29/02/2023", "1/1/2026", "01/01/2026", "01/13/2026", "32/01/2026", "00/01/2026"),
    *("01/01/1999", "01/01/2100", "2026-01-01", "01-01-2026", "11/2026", "13/2026", "00/2026", "11/1999", "11/26"),
    *("1999", "2099", "1899", "SI", "NO", "si", "SÍ", "EXPORTADOR", "exportador", "FOB", "fob", "F0B", "ABC-123"),
    *("comprobante", "1.0.0", "CONTRIBUYENTE RÉGIMEN RIMPE", "CONTRIBUYENTE REGIMEN RIMPE"),
    *(
        "CONTRIBUYENTE NEGOCIO POPULAR - RÉGIMEN RIMPE",
        "dos\nlíneas",
        " espacio al comienzo",
        "tab\tulador",
        "a  b",
        "😀",
    ),
)

Change = Callable[[etree._Element, Random, Sequence[str]], str | None]


def mutate(root: etree._Element, random: Random, names: Sequence[str]) -> str:
    """Change the document in place; the answer says what was done. `names` are element names worth trying."""
    while True:
        change = random.choices(_CHANGES, _WEIGHTS)[0]
        done = change(root, random, names)
        if done is not None:
            return done


def _inside(root: etree._Element, random: Random) -> etree._Element:
    return random.choice(list(root.iterdescendants()))


def _parent(node: etree._Element) -> etree._Element:
    parent = node.getparent()
    assert parent is not None
    return parent


def _value(root: etree._Element, random: Random, names: Sequence[str]) -> str:
    node = random.choice([e for e in root.iterdescendants() if not len(e)])
    if random.random() < 0.25 and node.attrib:
        name = str(random.choice(list(node.attrib)))
        node.set(name, text := _text(str(node.get(name)), random))
        return f"{node.tag}/@{name} = {text[:60]!r}"
    node.text = _text(node.text or "", random)
    return f"{node.tag} = {node.text[:60]!r}"


def _text(present: str, random: Random) -> str:
    match random.randrange(9):
        case 0:
            return "X" * random.choice(LENGTHS)
        case 1:
            return random.choice("Ñ漢") * random.choice(LENGTHS)
        case 2:
            return random.choice("0123456789") * random.choice(LENGTHS)
        case 3:
            return present[:-1]
        case 4:
            return present + random.choice("019aZ.- \n")
        case 5:
            return random.choice("019aZ.- \n") + present
        case 6 if present:
            at = random.randrange(len(present))
            return present[:at] + random.choice("0123456789aZ.,-/ ") + present[at + 1 :]
        case _:
            return random.choice(VALUES)


def _drop(root: etree._Element, random: Random, names: Sequence[str]) -> str:
    node = _inside(root, random)
    _parent(node).remove(node)
    return f"without {node.tag}"


def _drop_all(root: etree._Element, random: Random, names: Sequence[str]) -> str:
    tag = _inside(root, random).tag
    for node in list(root.iterdescendants(tag)):
        _parent(node).remove(node)
    return f"without any {tag}"


def _double(root: etree._Element, random: Random, names: Sequence[str]) -> str:
    node = _inside(root, random)
    times = random.choice((1, 1, 1, 2, 3, 15))
    for _ in range(times):
        node.addnext(copy.deepcopy(node))
    return f"{times} more {node.tag}"


def _swap(root: etree._Element, random: Random, names: Sequence[str]) -> str | None:
    node = _inside(root, random)
    following = node.getnext()
    if following is None:
        return None
    node.addprevious(following)
    return f"{following.tag} before {node.tag}"


def _move(root: etree._Element, random: Random, names: Sequence[str]) -> str | None:
    node, to = _inside(root, random), _inside(root, random)
    if to is node or node in to.iterancestors() or not len(to):
        return None
    place = random.randrange(len(to) + 1)
    to.insert(place, node if random.random() < 0.5 else copy.deepcopy(node))
    return f"{node.tag} into {to.tag} at {place}"


def _first(root: etree._Element, random: Random, names: Sequence[str]) -> str:
    node = _inside(root, random)
    _parent(node).insert(0, node)
    return f"{node.tag} first in its block"


def _rename(root: etree._Element, random: Random, names: Sequence[str]) -> str:
    node = _inside(root, random)
    before = node.tag
    node.tag = random.choice((str(before).upper(), f"{before}x", random.choice(names)))
    return f"{before!s} renamed {node.tag!s}"


def _insert(root: etree._Element, random: Random, names: Sequence[str]) -> str:
    """An element in a place where it may belong: the names include those of the schema."""
    block = random.choice([root, *(e for e in root.iterdescendants() if len(e))])
    node = etree.Element(random.choice((*names, "otro")))
    node.text = _text("1.00", random)
    place = random.randrange(len(block) + 1)
    block.insert(place, node)
    return f"{node.tag} = {node.text[:40]!r} in {block.tag} at {place}"


def _empty(root: etree._Element, random: Random, names: Sequence[str]) -> str | None:
    blocks = [e for e in root.iterdescendants() if len(e)]
    if not blocks:
        return None
    block = random.choice(blocks)
    for child in list(block):
        block.remove(child)
    return f"nothing in {block.tag}"


def _stray(root: etree._Element, random: Random, names: Sequence[str]) -> str:
    node = _inside(root, random)
    node.tail = random.choice(("hola", " ", "\n", "."))
    return f"{node.tail!r} after {node.tag}"


def _comment(root: etree._Element, random: Random, names: Sequence[str]) -> str:
    node = random.choice([root, *root.iterdescendants()])
    node.insert(random.randrange(len(node) + 1), etree.Comment(" nota "))
    return f"a comment in {node.tag}"


def _attribute(root: etree._Element, random: Random, names: Sequence[str]) -> str:
    node = random.choice([root, *root.iterdescendants()])
    name = random.choice(("x", "nombre", "valor", "id", "version"))
    node.set(name, random.choice(("1", "comprobante", "texto")))
    return f"{node.tag}/@{name} = {node.get(name)}"


def _drop_attribute(root: etree._Element, random: Random, names: Sequence[str]) -> str:
    node = random.choice([e for e in root.iter() if e.attrib])
    name = str(random.choice(list(node.attrib)))
    del node.attrib[name]
    return f"{node.tag} without @{name}"


_CHANGES: tuple[Change, ...] = (
    _value, _drop, _drop_all, _double, _swap, _move, _first, _rename, _insert, _empty, _stray, _comment, _attribute,
    _drop_attribute,
)  # fmt: skip
_WEIGHTS = (18, 4, 1, 3, 2, 2, 1, 2, 6, 1, 1, 1, 1, 1)
