"""X509IssuerName as the authority's verifier reads it: by Java's X500Principal.

An **RDN** is one place of the name; text gives them from the last to the first, with `,` or `;` between them and `+`
between the attributes of one. A **type** is a keyword of Java's or a dotted OID; a **value** is `#` and its DER, a text
in quotes, or a text with escapes.

The attributes that RFC 2253 has a keyword for (CN C L ST STREET O OU DC UID) are compared as text, if they are
UTF8String or PrintableString: without regard to case, compatible forms of letters and runs of blanks. Every other
attribute is compared by its DER, for which Java takes a text to be an IA5String (EMAILADDRESS, DC), a PrintableString
where its letters allow, or else a UTF8String. The table in docs/firmas.md shows what follows from it.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterator

from cryptography import x509

_TEXTUAL = {
    "CN": "2.5.4.3",
    "C": "2.5.4.6",
    "L": "2.5.4.7",
    "ST": "2.5.4.8",
    "STREET": "2.5.4.9",
    "O": "2.5.4.10",
    "OU": "2.5.4.11",
    "DC": "0.9.2342.19200300.100.1.25",
    "UID": "0.9.2342.19200300.100.1.1",
}
_EMAIL = "1.2.840.113549.1.9.1"
_TYPES = _TEXTUAL | {
    "S": "2.5.4.8",
    "SURNAME": "2.5.4.4",
    "SERIALNUMBER": "2.5.4.5",
    "T": "2.5.4.12",
    "GIVENNAME": "2.5.4.42",
    "INITIALS": "2.5.4.43",
    "GENERATION": "2.5.4.44",
    "DNQUALIFIER": "2.5.4.46",
    "DNQ": "2.5.4.46",
    "EMAIL": _EMAIL,
    "EMAILADDRESS": _EMAIL,
    "IP": "1.3.6.1.4.1.42.2.11.2.1",
}
"""`E=` is not among them and breaks the authority's verifier."""
_IA5 = {_EMAIL, _TEXTUAL["DC"]}
_PRINTABLE = frozenset(string.ascii_letters + string.digits + " '()+,-./:=?")
_MEANT = frozenset(',=\n+<>#;\\"')
"""What a backslash may stand before, besides two hex digits."""
_WHITE = "".join(chr(n) for n in range(33))


def same_name(text: str, der: bytes) -> bool:
    """Whether the text is the name, which is given by its DER."""
    try:
        return [sorted(rdn) for rdn in _Reader(text).name()] == list(_of_certificate(der))
    except (ValueError, IndexError):
        return False


def issuer_of(certificate: x509.Certificate) -> bytes:
    """The DER of the issuer's name, as it stands in the certificate."""
    fields = list(_items(_contents(certificate.tbs_certificate_bytes)))
    return fields[3 if fields[0][0] == 0xA0 else 2]


def value_of(attribute: x509.NameAttribute[str | bytes]) -> str:
    """The value as text."""
    return attribute.value if isinstance(attribute.value, str) else attribute.value.decode(errors="replace")


def _size(der: bytes) -> tuple[int, int]:
    """How long the head of an element is, and how long its contents."""
    if der[1] < 0x80:
        return 2, der[1]
    head = 2 + (der[1] & 0x7F)
    return head, int.from_bytes(der[2:head], "big")


def _items(contents: bytes) -> Iterator[bytes]:
    """The elements in the contents of another."""
    while contents:
        whole = sum(_size(contents))
        yield contents[:whole]
        contents = contents[whole:]


def _contents(der: bytes) -> bytes:
    """The contents of an element that is all there is. Raises ValueError, IndexError."""
    head, length = _size(der)
    if head + length != len(der):
        raise ValueError("not one element")
    return der[head:]


def _dotted(contents: bytes) -> str:
    """An OID from its DER: numbers of seven bits a byte, the first one being two."""
    numbers, number = [], 0
    for byte in contents:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(number)
            number = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, [first, numbers[0] - 40 * first, *numbers[1:]]))


def _of_certificate(der: bytes) -> Iterator[list[tuple[str, str]]]:
    """What is compared of each RDN, the last first, as in text."""
    for rdn in reversed(list(_items(_contents(der)))):
        pairs = [list(_items(_contents(attribute))) for attribute in _items(_contents(rdn))]
        yield sorted(_compared(_dotted(_contents(kind)), value) for kind, value in pairs)


def _compared(kind: str, value: bytes) -> tuple[str, str]:
    """An attribute as X500Principal compares it."""
    contents = _contents(value)
    if kind not in _TEXTUAL.values() or value[0] not in (0x0C, 0x13):
        return kind, f"#{value.hex()}"
    words = contents.decode(errors="replace").strip(_WHITE)
    while "  " in words:
        words = words.replace("  ", " ")
    return kind, unicodedata.normalize("NFKD", words.upper().lower())


class _Reader:
    """Reads the text from left to right. Raises ValueError, IndexError where Java would not read on."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def name(self) -> Iterator[list[tuple[str, str]]]:
        """What is compared of each RDN."""
        more = bool(self._text)
        while more:
            rdn = [self._attribute()]
            while self._next() == "+":
                if self._text[self._at - 1] == "\\":
                    raise ValueError("Java takes this + for escaped, whatever the backslash itself is")
                self._at += 1
                rdn.append(self._attribute())
            more = self._next() != ""
            self._at += 1
            yield rdn

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _attribute(self) -> tuple[str, str]:
        end = self._text.index("=", self._at)
        kind = _type(self._text[self._at : end].strip().upper())
        self._at = end + 1
        while self._next() in (" ", "\n"):
            self._at += 1
        if self._next() in ("", ",", ";", "+"):
            return _compared(kind, b"\x13\0")
        match self._next():
            case "#":
                return _compared(kind, self._hex())
            case '"':
                value, plain = self._quoted()
            case _:
                value, plain = self._plain()
        return _compared(kind, _encoded(kind, value, plain))

    def _hex(self) -> bytes:
        digits = ""
        while self._text[self._at + 1 : self._at + 2] not in ("", ",", ";", "+"):
            self._at += 1
            digits += self._next()
        self._at += 1
        if not digits or set(digits) - set(string.hexdigits):
            raise ValueError("not hex")
        der = bytes.fromhex(digits)
        _contents(der)
        return der

    def _quoted(self) -> tuple[str, bool]:
        self._at += 1
        text, plain = self._characters('"', _MEANT, forbidden="")
        if self._next() != '"':
            raise ValueError("a quote is not closed")
        self._at += 1
        while self._next() in (" ", "\n"):
            self._at += 1
        if self._next() not in ("", ",", ";", "+"):
            raise ValueError("something follows the quotes")
        return text.strip(_WHITE), plain

    def _plain(self) -> tuple[str, bool]:
        return self._characters(",;+", _MEANT | {" "}, forbidden='<>"')

    def _characters(self, ends: str, meant: frozenset[str], forbidden: str) -> tuple[str, bool]:
        """The text up to one of the ends, and whether no byte was escaped. Blanks before the end count if escaped."""
        found, kept, plain = bytearray(), 0, True
        while (character := self._next()) and character not in ends:
            self._at += 1
            if character in forbidden:
                raise ValueError("not escaped")
            escaped = character == "\\"
            pair = self._text[self._at : self._at + 2]
            if escaped and len(pair) == 2 and set(pair) <= set(string.hexdigits):
                found += bytes.fromhex(pair)
                self._at += 2
                plain = False
            elif escaped:
                character = self._text[self._at]
                self._at += 1
                if character not in meant:
                    raise ValueError("nothing to escape")
                found += character.encode()
            else:
                found += character.encode()
            if escaped or character != " ":
                kept = len(found)
        return found[: None if ends == '"' else kept].decode(errors="replace"), plain


def _type(word: str) -> str:
    """The OID of a keyword or number. Raises ValueError."""
    return _TYPES.get(word) or x509.ObjectIdentifier(word.removeprefix("OID.")).dotted_string


def _encoded(kind: str, text: str, plain: bool) -> bytes:
    """The DER that Java makes of a text."""
    if kind in _IA5:
        tag, contents = 0x16, text.encode("latin-1", "replace")
    else:
        tag, contents = (0x13 if plain and set(text) <= _PRINTABLE else 0x0C), text.encode()
    size = len(contents)
    if size < 0x80:
        return bytes([tag, size]) + contents
    count = (size.bit_length() + 7) // 8
    return bytes([tag, 0x80 | count]) + size.to_bytes(count, "big") + contents
