"""Text in files that a spreadsheet opens: what begins like a **formula** would be reckoned, by whoever opens it."""

from __future__ import annotations

import unicodedata

_FORMULA = ("=", "+", "-", "@")
_BREAKS = ("\t", "\r", "\n")


def plain(text: str) -> str:
    """Text that a spreadsheet will not take for a formula.

    Spreadsheets also take wide signs («＝») and what follows blanks for the beginning of one.

    >>> plain("=1+1"), plain("ACME"), plain("＝1+1"), plain(" @SUM(A1)")
    ("'=1+1", 'ACME', "'＝1+1", "' @SUM(A1)")
    """
    begins = unicodedata.normalize("NFKC", text).lstrip()
    return f"'{text}" if begins.startswith(_FORMULA) or text.startswith(_BREAKS) else text
