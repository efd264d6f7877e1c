"""What a name that somebody types of themselves may be.

It is written into mails that leave in the service's name, so it holds no **address**: nothing a mail program would make
a link of. Companies' own abbreviations («CIA.LTDA.», «S.A.S.») are none.
"""

from __future__ import annotations

import re

SHORTEST, LONGEST = 2, 300

_ABBREVIATIONS = frozenset({"ltda", "cia", "sa", "sas", "sca", "scc", "srl", "cía", "hnos", "hijos", "asoc", "ing"})
_SCHEME = re.compile(r"(?i)[a-z]{2,}:/|//|@|www\.")
_DOTTED = re.compile(r"(?i)[^\W_][\w-]*\.([^\W\d_]{2,})(?![^\W_])")


def problems(name: str) -> list[str]:
    """What is wrong with a name: codes of the message catalogue.

    >>> problems("Ana María Ñáñez"), problems("FERRETERÍA J.M. CIA.LTDA."), problems("A")
    ([], [], ['nombre'])
    >>> [problems(name)[0] for name in ("Gane en premios.ec", "http://x", "a@b", "WWW.x", "vea evil.com/a")]
    ['nombre_direccion', 'nombre_direccion', 'nombre_direccion', 'nombre_direccion', 'nombre_direccion']
    """
    if not SHORTEST <= len(name) <= LONGEST:
        return ["nombre"]
    dotted = (found.casefold() for found in _DOTTED.findall(name))
    has_address = _SCHEME.search(name) or any(ending not in _ABBREVIATIONS for ending in dotted)
    return ["nombre_direccion"] if has_address else []
