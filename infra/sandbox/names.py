"""X509IssuerName as the authority's verifier reads it: RFC 2253 text, by Java's X500Principal.

- An **RDN** is one part of the name, rarely with several attributes (`+`); text gives them in reverse order.
- A **keyword** is what Java has a word for; every other attribute is a dotted OID. A value is text, escaped by `\\` or
  in quotes, or `#` and its DER in hex.

Names are equal as X500Principal compares them: without regard to case and to runs of blanks.
"""

from __future__ import annotations

import re

from cryptography import x509

_KEYWORDS = {
    "CN": "2.5.4.3",
    "SURNAME": "2.5.4.4",
    "SERIALNUMBER": "2.5.4.5",
    "C": "2.5.4.6",
    "L": "2.5.4.7",
    "ST": "2.5.4.8",
    "S": "2.5.4.8",
    "STREET": "2.5.4.9",
    "O": "2.5.4.10",
    "OU": "2.5.4.11",
    "T": "2.5.4.12",
    "GIVENNAME": "2.5.4.42",
    "INITIALS": "2.5.4.43",
    "GENERATION": "2.5.4.44",
    "DNQUALIFIER": "2.5.4.46",
    "DNQ": "2.5.4.46",
    "DC": "0.9.2342.19200300.100.1.25",
    "UID": "0.9.2342.19200300.100.1.1",
    "EMAILADDRESS": "1.2.840.113549.1.9.1",
}
"""`E=` is not among them and breaks the authority's verifier."""
_ENCODINGS = {0x1E: "utf-16-be", 0x1C: "utf-32-be"}
_ESCAPED = re.compile(r"((?:\\[0-9A-Fa-f]{2})+)|\\(.)", re.DOTALL)


def same_name(text: str, name: x509.Name) -> bool:
    """Whether the text is the name."""
    try:
        stated = [_attributes(rdn) for rdn in _split(text, ",")]
    except (ValueError, IndexError):
        return False
    return stated == [{a.oid.dotted_string: _alike(value_of(a)) for a in rdn} for rdn in reversed(name.rdns)]


def value_of(attribute: x509.NameAttribute[str | bytes]) -> str:
    """The value as text."""
    return attribute.value if isinstance(attribute.value, str) else attribute.value.decode(errors="replace")


def _alike(value: str) -> str:
    return " ".join(value.split()).casefold()


def _attributes(rdn: str) -> dict[str, str]:
    """The attributes of an RDN by OID. Raises ValueError, IndexError."""
    found = {}
    for part in _split(rdn, "+"):
        keyword, _, value = part.partition("=")
        keyword = keyword.strip().upper().removeprefix("OID.")
        oid = _KEYWORDS.get(keyword, keyword)
        if not re.fullmatch(r"\d+(\.\d+)+", oid):
            raise ValueError(f"unknown keyword {keyword}")
        found[oid] = _alike(_plain(value.lstrip()))
    return found


def _plain(value: str) -> str:
    """A value without its escapes. Raises ValueError, IndexError."""
    if value.startswith("#"):
        der = bytes.fromhex(value[1:].rstrip())
        head = 2 if der[1] < 0x80 else 2 + (der[1] & 0x7F)
        return der[head:].decode(_ENCODINGS.get(der[0], "utf-8"))
    if value.startswith('"'):
        value = value.rstrip()[1:-1]
    return _ESCAPED.sub(lambda m: bytes.fromhex(m[1].replace("\\", "")).decode() if m[1] else m[2], value)


def _split(text: str, separator: str) -> list[str]:
    """Parts at the separators that are neither escaped nor quoted."""
    parts, current, escaped, quoted = [], "", False, False
    for character in text:
        if character == separator and not escaped and not quoted:
            parts.append(current)
            current = ""
            continue
        quoted ^= character == '"' and not escaped
        escaped = character == "\\" and not escaped
        current += character
    return [*parts, current]
