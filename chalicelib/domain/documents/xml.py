"""The one way this project reads XML.

Everything that arrives is hostile until parsed here: no DTD, no entities, no network, no huge trees, no recovery.
`lxml`'s default parser is global and lenient; it is never used.
"""

from __future__ import annotations

from lxml import etree


class UnsafeXml(ValueError):
    """The bytes are not XML that may be read. `reason` is one of the REASON_* constants, `line` 1-based or 0."""

    def __init__(self, reason: str, detail: str, line: int = 0) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.line = line


REASON_EMPTY = "empty"
REASON_DOCTYPE = "doctype"
REASON_MALFORMED = "malformed"
REASON_ENCODING = "encoding"


SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"


def is_signed(root: etree._Element) -> bool:
    """True if the root's last element is a signature; comments may follow it."""
    last = next(root.iterchildren("*", reversed=True), None)
    return last is not None and last.tag == SIGNATURE


def hardened_parser() -> etree.XMLParser:
    """A fresh parser: no entities, no DTD, no network, no recovery; comments and blanks are kept as they are."""
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        remove_comments=False,
        remove_pis=False,
        strip_cdata=False,
    )


def parse(data: bytes) -> etree._Element:
    """Parse bytes into a root element, refusing whatever could reach outside or explode.

    Raises UnsafeXml. A document type declaration is refused whatever it holds: no tax document has one.
    """
    if not data.strip():
        raise UnsafeXml(REASON_EMPTY, "no content")
    try:
        root = etree.fromstring(data, hardened_parser())
    except etree.XMLSyntaxError as error:
        reason = REASON_DOCTYPE if b"<!DOCTYPE" in data[:4096] else REASON_MALFORMED
        raise UnsafeXml(reason, error.msg or "syntax error", error.lineno or 0) from None
    except (ValueError, LookupError) as error:
        raise UnsafeXml(REASON_ENCODING, str(error)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnsafeXml(REASON_DOCTYPE, "document type declaration")
    return root
