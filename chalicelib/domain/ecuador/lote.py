"""The `<lote>`: several comprobantes in one XML file.

`<lote version="1.0.0"><claveAcceso/><ruc/><comprobantes><comprobante>…</comprobante>…` (ficha técnica 2.32 §7.5), each
comprobante as CDATA, as escaped text or as a nested element. Here it is only an envelope: every document goes its own
way, and the lote's own clave and RUC are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from chalicelib.domain.ecuador.autorizacion import embedded

LOTE = "lote"

_DECLARATION = re.compile(rb"\s*<\?xml[^>]*\?>")


def read_lote(root: etree._Element) -> Iterator[bytes]:
    """The documents of a lote in their order; an empty one is empty bytes."""
    for node in root.findall("comprobantes/comprobante"):
        # The text has become UTF-8: a declaration of another encoding inside it no longer holds.
        yield _DECLARATION.sub(b"", embedded(node), count=1).strip()
