"""What the mails' HTML needs besides the templates: numbers and amounts that no line breaks."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_WHOLE_STYLE = "white-space:nowrap"
_LONG_STYLE = "font-size:12px;font-family:'Courier New',monospace"
"""Of a clave, which no phone shows on one line."""
_WHOLE = re.compile(
    r"(?<!\d)\d{49}(?!\d)|(?<![\d-])\d{3}-\d{3}-\d{9}(?!\d)"
    r"|[A-Z]{3} \d[\d,]*\.\d\d(?!\d)|\d\d/\d\d/\d{4}(?: \d\d:\d\d)?"
)
"""A clave, a number, an amount, a date or a moment."""


def unbroken(text: str) -> Markup:
    """The text, escaped, with every document number, amount and date kept on one line.

    >>> unbroken("Factura 001-001-000000001 <b>")
    Markup('Factura <span style="white-space:nowrap">001-001-000000001</span> &lt;b&gt;')
    """
    return Markup(_WHOLE.sub(_styled, str(escape(text))))  # noqa: S704


def _styled(found: re.Match[str]) -> str:
    style = _LONG_STYLE if found[0].isdigit() else _WHOLE_STYLE
    return f'<span style="{style}">{found[0]}</span>'
