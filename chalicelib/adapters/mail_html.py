"""What the mails' HTML needs besides the templates: numbers and amounts that no line breaks."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_WHOLE = re.compile(r"(?<![\d-])\d{3}-\d{3}-\d{9}(?!\d)|[A-Z]{3} \d[\d,]*\.\d\d(?!\d)|\d\d/\d\d/\d{4}(?: \d\d:\d\d)?")


def unbroken(text: str) -> Markup:
    """The text, escaped, with every document number, amount and date kept on one line.

    >>> unbroken("Factura 001-001-000000001 <b>")
    Markup('Factura <span style="white-space:nowrap">001-001-000000001</span> &lt;b&gt;')
    """
    return Markup(_WHOLE.sub(lambda found: f'<span style="white-space:nowrap">{found[0]}</span>', str(escape(text))))  # noqa: S704
