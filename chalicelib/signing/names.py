"""X509IssuerName as the authority's verifier reads it: text that Java's X500Principal makes a name of.

- An **attribute** is an OID and a DER value. Text gives them from the last to the first, separated by `,` or `;`,
  several of one place by `+`. The OID is a keyword or dotted; the value is text, escaped by `\\` or in quotes, or `#`
  and its DER in hex.
- Two attributes are **equal** by their text (case, width of letters and runs of blanks aside) only where RFC 2253 has a
  keyword and the value is a UTF8String or PrintableString; all others by their DER, the kind of string and its case
  included. Text that is not `#hex` becomes an IA5String in EMAILADDRESS and DC, a PrintableString if every character
  allows it, otherwise a UTF8String.

So `2.5.4.97=VATEC-…` is equal to a certificate's PrintableString and to no UTF8String, and `E=` is no name at all.
Compared with javax.security.auth.x500.X500Principal of JDK 17 (docs/firmas.md).
"""

from __future__ import annotations

import re
import unicodedata

from asn1crypto import core, parser
from cryptography import x509

from chalicelib.signing.certificate import attributes_of, issuer_der

_KEYWORDS = {
    "CN": "2.5.4.3",
    "C": "2.5.4.6",
    "L": "2.5.4.7",
    "ST": "2.5.4.8",
    "S": "2.5.4.8",
    "STREET": "2.5.4.9",
    "O": "2.5.4.10",
    "OU": "2.5.4.11",
    "DC": "0.9.2342.19200300.100.1.25",
    "UID": "0.9.2342.19200300.100.1.1",
    "T": "2.5.4.12",
    "SURNAME": "2.5.4.4",
    "SERIALNUMBER": "2.5.4.5",
    "GIVENNAME": "2.5.4.42",
    "INITIALS": "2.5.4.43",
    "GENERATION": "2.5.4.44",
    "DNQUALIFIER": "2.5.4.46",
    "DNQ": "2.5.4.46",
    "EMAIL": "1.2.840.113549.1.9.1",
    "EMAILADDRESS": "1.2.840.113549.1.9.1",
    "IP": "1.3.6.1.4.1.42.2.11.2.1",
}
_BY_TEXT = frozenset(_KEYWORDS[word] for word in ("CN", "C", "L", "ST", "STREET", "O", "OU", "DC", "UID"))
_AS_IA5 = frozenset({_KEYWORDS["DC"], _KEYWORDS["EMAIL"]})
_UTF8, _PRINTABLE, _IA5 = 12, 19, 22
_BLANKS = "".join(map(chr, range(33)))
_ALL_PRINTABLE = re.compile(r"[A-Za-z0-9 '()+,./:=?-]*")
_HEX = re.compile(r"#((?:[0-9A-Fa-f]{2})+)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\[0-9A-Fa-f]{2}|\\[,=\n+<>#;\\"])*)"[ \n]*', re.DOTALL)
_PLAIN = re.compile(r'((?:[^,+<>;"\\]|\\[0-9A-Fa-f]{2}|\\[,=\n+<>#;\\" ])*?) *', re.DOTALL)
_PIECE = re.compile(r'(?:[^\\"]|\\.|"(?:[^"\\]|\\.)*")+?', re.DOTALL)
_ESCAPE = re.compile(r"((?:\\[0-9A-Fa-f]{2})+)|\\(.)", re.DOTALL)

Attribute = tuple[str, bytes]


class NotAName(ValueError):
    """Text that X500Principal does not read."""


def is_issuer(text: str, certificate: x509.Certificate) -> bool:
    """Whether the text is the name of the certificate's issuer."""
    return same_name(text, issuer_der(certificate))


def same_name(text: str, der: bytes) -> bool:
    """Whether the text is the name of this DER."""
    try:
        stated = [sorted(_comparable(a) for a in rdn) for rdn in parsed(text)]
    except NotAName:
        return False
    return stated == [sorted(_comparable(a) for a in rdn) for rdn in attributes_of(der)]


def parsed(text: str) -> list[list[Attribute]]:
    """The attributes (OID, DER of the value) that the text means, in the order of a certificate. Raises NotAName."""
    if not text:
        return []
    return [[_attribute(part) for part in _parts(rdn, "+")] for rdn in reversed(_parts(text, ",;"))]


def _parts(text: str, separators: str) -> list[str]:
    """The text cut at separators that are neither escaped nor in quotes."""
    parts, begin, at = [], 0, 0
    while at < len(text):
        if text[at] in separators and not (separators == "+" and text[at - 1 : at] == "\\"):
            parts.append(text[begin:at])
            begin = at = at + 1
            continue
        piece = _PIECE.match(text, at)
        if piece is None:
            raise NotAName
        at = piece.end()
    return [*parts, text[begin:]]


def _attribute(part: str) -> Attribute:
    word, found, value = part.partition("=")
    oid = _oid(word)
    if not found:
        raise NotAName
    value = value.lstrip(" \n")
    if value.startswith("#"):
        return oid, _der(value)
    match = (_QUOTED if value.startswith('"') else _PLAIN).fullmatch(value)
    if match is None:
        raise NotAName
    text, plain = _unescaped(match[1])
    if value.startswith('"'):
        text = text.strip(_BLANKS)
    if oid in _AS_IA5 and value:
        return oid, _string(_IA5, text.encode("latin-1", "replace"))
    return oid, _string(_PRINTABLE if plain and _ALL_PRINTABLE.fullmatch(text) else _UTF8, text.encode())


def _oid(word: str) -> str:
    word = word.strip().upper()
    if word in _KEYWORDS:
        return _KEYWORDS[word]
    dotted = word.removeprefix("OID.")
    try:
        if not dotted.isascii():
            raise NotAName
        return str(core.ObjectIdentifier(dotted).dotted)
    except ValueError:
        raise NotAName from None


def _der(value: str) -> bytes:
    match = _HEX.fullmatch(value)
    if match is None:
        raise NotAName
    der = bytes.fromhex(match[1])
    try:
        parser.parse(der, strict=True)
    except ValueError:
        raise NotAName from None
    return der


def _unescaped(text: str) -> tuple[str, bool]:
    """The text without its escapes, and whether none of them was of bytes."""

    def plain(match: re.Match[str]) -> str:
        return bytes.fromhex(match[1].replace("\\", "")).decode(errors="replace") if match[1] else match[2]

    return _ESCAPE.sub(plain, text), not any(match[1] for match in _ESCAPE.finditer(text))


def _string(tag: int, contents: bytes) -> bytes:
    return bytes(parser.emit(0, 0, tag, contents))


def _comparable(attribute: Attribute) -> tuple[str, str]:
    """What two attributes have in common exactly if they are equal."""
    oid, der = attribute
    _, _, tag, _, contents, _ = parser.parse(der)
    if oid not in _BY_TEXT or tag not in (_UTF8, _PRINTABLE):
        return oid, f"#{der.hex()}"
    text = re.sub(" +", " ", contents.decode(errors="replace")).strip(_BLANKS)
    return oid, unicodedata.normalize("NFKD", text.upper().lower())
