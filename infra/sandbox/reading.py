"""Reading XML that strangers send.

- The **whole** tree keeps comments and processing instructions: it is what was signed.
- The **content** has neither, so that a text with a comment in its middle is read as one text, not as its beginning.

Neither entities, nor a DTD, nor the network; comprobantes are UTF-8 (ficha técnica 2.32 §6).
"""

from __future__ import annotations

from lxml import etree


class Unreadable(ValueError):
    """Not well-formed, with a document type declaration, or in another encoding."""


def whole(xml: bytes) -> etree._Element:
    """The tree with everything in it. Raises Unreadable."""
    return _read(xml, keep=True)


def content(xml: bytes) -> etree._Element:
    """The tree without comments and processing instructions. Raises Unreadable."""
    return _read(xml, keep=False)


def _read(xml: bytes, keep: bool) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=not keep,
        remove_pis=not keep,
    )
    try:
        xml.decode("utf-8")
        root = etree.fromstring(xml, parser)
    except UnicodeDecodeError:
        raise Unreadable("no es UTF-8") from None
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise Unreadable(str(error)) from None
    about = root.getroottree().docinfo
    if about.internalDTD is not None:
        raise Unreadable("declara un DOCTYPE")
    if (about.encoding or "UTF-8").upper() not in ("UTF-8", "UTF8", "ASCII", "US-ASCII"):
        raise Unreadable(f"está en {about.encoding}, no en UTF-8")
    return root
