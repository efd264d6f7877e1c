"""Text files: which bytes they are, and how they are decoded."""

from __future__ import annotations

import codecs

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def is_utf16(data: bytes) -> bool:
    """Whether the text is UTF-16: by its mark, or by the zero byte that every second plain letter leaves."""
    return data.startswith(UTF16) or (len(data) > 1 and (data[0] == 0) != (data[1] == 0))


def from_utf8(data: bytes) -> str:
    """UTF-8, with or without mark. Raises UnicodeDecodeError."""
    return data.removeprefix(codecs.BOM_UTF8).decode()
