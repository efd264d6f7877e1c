"""The shape of a block in XML, worked out once from its declaration.

A **plan** lists a block's child elements in order, its attributes, and the field that holds its text. Reading, writing
and the explanation of errors all follow the plan, so none of them knows any comprobante.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import MaxLen

from chalicelib.domain.ecuador.model.block import ATTRIBUTE, CONTENT, LAST, Block, Computed, Items, Place, Versions
from chalicelib.domain.ecuador.model.simple import Amount, Choice, Day, Text

Simple = Text | Amount | Day | Choice


@dataclass(frozen=True, slots=True)
class Child:
    """A field: a simple value of a type, or a block, or a list of blocks.

    `model` is set for blocks and lists, `item` for lists, `simple` for simple values. `versions` are those that have
    the field (None: all), `at_most` the largest number of items (None: any). `computed` is a field that may be left out
    of what is handed in.
    """

    name: str
    model: type[Block] | None = None
    item: str = ""
    simple: Simple | None = None
    required: bool = False
    may_be_empty: bool = False
    at_most: int | None = None
    versions: frozenset[str] | None = None
    computed: bool = False

    @property
    def rule(self) -> str:
        """What a simple value may be, in words."""
        return self.simple.rule if self.simple else ""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a block looks in XML. `order` gives each child's place in the sequence."""

    children: tuple[Child, ...]
    order: dict[str, int]
    attributes: dict[str, Child]
    content: Child | None

    def where(self, name: str) -> str:
        """Where a missing child goes, told from its neighbours that must be there; empty for what is no child."""
        if name not in self.order:
            return ""
        place = self.order[name]
        before = [c.name for c in self.children[:place] if c.required]
        after = [c.name for c in self.children[place + 1 :] if c.required]
        words = ([f"después de <{before[-1]}>"] if before else []) + ([f"antes de <{after[0]}>"] if after else [])
        return " y ".join(words)

    def field(self, name: str) -> Child | None:
        """The field of that name, wherever it stands."""
        if name in self.order:
            return self.children[self.order[name]]
        if self.content is not None and self.content.name == name:
            return self.content
        return self.attributes.get(name)


@cache
def plan_of(model: type[Block]) -> Plan:
    """The plan of a block."""
    children: list[Child] = []
    last: list[Child] = []
    attributes: dict[str, Child] = {}
    content: Child | None = None
    for name, info in model.model_fields.items():
        marks = [*info.metadata, *_marks(info.annotation)]
        place = next((m for m in marks if isinstance(m, Place)), None)
        versions = next((m.names for m in marks if isinstance(m, Versions)), None)
        child = replace(
            _child(name, info.annotation, marks),
            required=info.is_required(),
            versions=versions,
            computed=any(isinstance(m, Computed) for m in marks),
        )
        if place is ATTRIBUTE:
            attributes[name] = child
        elif place is CONTENT:
            content = child
        else:
            (last if place is LAST else children).append(child)
    children.extend(last)
    return Plan(tuple(children), {c.name: n for n, c in enumerate(children)}, attributes, content)


def _child(name: str, annotation: Any, marks: list[Any]) -> Child:
    bare = _bare(annotation)
    if get_origin(bare) is list:
        item = next(m for m in marks if isinstance(m, Items))
        at_most = next((m.max_length for m in marks if isinstance(m, MaxLen)), None)
        return Child(name, _bare(get_args(bare)[0]), item.name, may_be_empty=item.may_be_empty, at_most=at_most)
    if isinstance(bare, type) and issubclass(bare, Block):
        return Child(name, bare)
    if get_origin(bare) is Literal:
        return Child(name, simple=Choice(tuple(get_args(bare))))
    return Child(name, simple=next(m for m in marks if isinstance(m, (Text, Amount, Day))))


def _marks(annotation: Any) -> Iterator[Any]:
    """What is written into the annotation itself, also inside `… | None`."""
    if get_origin(annotation) is Annotated:
        yield from annotation.__metadata__
        yield from _marks(annotation.__origin__)
    elif get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            yield from _marks(part)


def _bare(annotation: Any) -> Any:
    """The annotation without marks and without `| None`."""
    if get_origin(annotation) is Annotated:
        return _bare(annotation.__origin__)
    if get_origin(annotation) in (Union, UnionType):
        return _bare(next(part for part in get_args(annotation) if part is not type(None)))
    return annotation
