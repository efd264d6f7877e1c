"""Code 128 (ISO/IEC 15417): a row of digits as bars.

- A **module** is the width of the narrowest bar; a symbol is three bars and three gaps over eleven modules.
- **Set C** writes two digits a symbol; a last odd digit goes in set B.
- The **quiet zone** on either side is ten modules that stay white; it is the caller's to leave.
"""

from __future__ import annotations

QUIET_MODULES = 10

_START_C, _SET_B, _STOP = 105, 100, 106

# Widths of bar, gap, bar, gap, bar, gap per symbol value (ISO/IEC 15417 table 1); the stop symbol has a seventh.
_TABLE = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
)
_SYMBOLS = tuple(tuple(map(int, widths)) for widths in _TABLE.split())


def values(digits: str) -> list[int]:
    """The symbol values of a row of digits, from start to stop. Raises ValueError unless all are ASCII digits."""
    if not digits or not (digits.isascii() and digits.isdigit()):
        raise ValueError("only digits can be written in set C")
    paired = len(digits) - len(digits) % 2
    row = [_START_C, *(int(digits[i : i + 2]) for i in range(0, paired, 2))]
    if paired < len(digits):
        row += [_SET_B, ord(digits[-1]) - ord(" ")]
    check = (row[0] + sum(position * value for position, value in enumerate(row))) % 103
    return [*row, check, _STOP]


def bars(digits: str) -> tuple[list[tuple[int, int]], int]:
    """The bars as (offset, width) in modules from the first bar, and the total width without quiet zones."""
    found = []
    offset = 0
    for value in values(digits):
        for index, width in enumerate(_SYMBOLS[value]):
            if index % 2 == 0:
                found.append((offset, width))
            offset += width
    return found, offset
