"""Elements with children, and the marks that say how a field looks in XML.

A **block** is a model whose fields are the element's children, in the order of the declaration, under the authority's
own names. A field is
- a simple value: an element with text;
- another block: an element with children;
- a list of blocks marked `Items("detalle")`: a **wrapper** element whose children all have the given name; in Python
  and JSON it is just the list, and an empty list is an absent wrapper;
- marked `ATTRIBUTE`: an attribute; marked `CONTENT`: the text of the element itself;
- marked `COMPUTED`: a figure that may be left out of what is handed in;
- marked `LAST`: a child that comes after those of the blocks derived from this one.

`Versions(...)` says in which versions of the comprobante a field exists. Adding a field to a comprobante is one line in
its model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


class Block(BaseModel):
    """An element with children. Unknown fields are refused; a block does not change once made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Items:
    """Marks a list: the name of the element that repeats inside the wrapper.

    A wrapper that `may_be_empty` is also there without items: it is written when the list is required or was given.
    """

    name: str
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Marks a field that is not a child element in its declared order."""

    kind: str


ATTRIBUTE = Place("attribute")
CONTENT = Place("content")
LAST = Place("last")


@dataclass(frozen=True, slots=True)
class Computed:
    """Marks a figure that may be left out of what is handed in, because the service works it out."""


COMPUTED = Computed()


@dataclass(frozen=True, slots=True)
class Versions:
    """Marks a field that only some versions have. The version comes with the validation context."""

    names: frozenset[str]

    @classmethod
    def only(cls, *names: str) -> Versions:
        """The versions that have the field."""
        return cls(frozenset(names))

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_before_validator_function(self._check, handler(source))

    def _check(self, value: Any, info: core_schema.ValidationInfo[Any]) -> Any:
        version = info.context.get("version") if info.context else None
        if value not in (None, []) and version is not None and version not in self.names:
            raise PydanticCustomError(
                "not_in_version", "not in this version", {"version": version, "names": " y ".join(sorted(self.names))}
            )
        return value
