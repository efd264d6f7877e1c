"""What the commands share: help and refusals in Spanish, and paths as the user means them.

A command of `bin/` changes to the project's folder before it begins; where the user stood is in `RUBRICA_FROM`, and a
relative path that the user types begins there.
"""

from __future__ import annotations

import argparse
import errno
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

FROM = "RUBRICA_FROM"

_REFUSALS: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.*)", r"falta: \1"),
    (r"one of the arguments (.*) is required", r"falta uno de estos: \1"),
    (r"unrecognized arguments: (.*)", r"no se conoce: \1"),
    (r"argument (.*?): expected (?:one|at least one|\d+) arguments?", r"a \1 le falta su valor"),
    (r"argument (.*?): ignored explicit argument '(.*)'", r"\1 no lleva valor («\2»)"),
    (r"argument (.*?): not allowed with argument (.*)", r"\1 no va junto con \2"),
    (r"argument (.*?): invalid choice: '?(.*?)'? \(choose from (.*)\)", r"\1: «\2» no es ninguno de \3"),
    (r"argument (.*?): invalid int value: '(.*)'", r"\1: «\2» no es un número entero"),
    (r"argument (.*?): invalid float value: '(.*)'", r"\1: «\2» no es un número"),
    (r"argument (.*?): invalid .* value: '(.*)'", r"\1: «\2» no sirve"),
    (r"argument (.*?): (.*)", r"\1: \2"),
)
"""How argparse says what is wrong, and how it is said here."""


class Words(argparse.HelpFormatter):
    """The layout of the help."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """`Uso: …`"""
        super().add_usage(usage, actions, groups, "Uso: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that speaks Spanish, and takes no option by half its name."""

    def __init__(self, **how: Any) -> None:
        settings: dict[str, Any] = {"formatter_class": Words, "allow_abbrev": False} | how | {"add_help": False}
        super().__init__(**settings)
        self._positionals.title = "argumentos"
        self._optionals.title = "opciones"
        self.add_argument("-h", "--help", action="help", help="muestra esta ayuda y termina")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how to call it; exit status 2."""
        print(f"{self.prog}: {spanish(message)}.", file=sys.stderr)
        print(f"{self.format_usage().rstrip()}\nMás con: {self.prog} --help", file=sys.stderr)
        raise SystemExit(2)


def spanish(message: str) -> str:
    """What argparse found wrong, in Spanish.

    >>> spanish("argument --port: invalid int value: 'x'")
    '--port: «x» no es un número entero'
    """
    for pattern, words in _REFUSALS:
        if re.fullmatch(pattern, message, re.DOTALL):
            return re.sub(pattern, words, message, flags=re.DOTALL)
    return message


def place(text: str, environment: Mapping[str, str] = os.environ) -> Path:
    """The path that a user typed, from where the user stands."""
    return Path(environment.get(FROM) or Path.cwd()) / text


_TROUBLES = {
    errno.ENOENT: "no existe esa carpeta o ese archivo",
    errno.ENOTDIR: "en la ruta hay algo que no es una carpeta",
    errno.EISDIR: "es una carpeta",
    errno.EACCES: "no tiene permiso",
    errno.EPERM: "no tiene permiso",
    errno.EROFS: "el disco es de sólo lectura",
    errno.ENOSPC: "no queda espacio en el disco",
    errno.ENAMETOOLONG: "el nombre es demasiado largo",
}


def why(error: OSError) -> str:
    """Why a file could not be used, in Spanish where it is usual.

    >>> why(IsADirectoryError(errno.EISDIR, "Is a directory"))
    'es una carpeta'
    """
    return _TROUBLES.get(error.errno or 0) or error.strerror or type(error).__name__


def number_from(least: float) -> Callable[[str], float]:
    """A type for arguments: a number that is not lower."""

    def read(text: str) -> float:
        try:
            found = float(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"«{text}» no es un número") from None
        if not least <= found < float("inf"):
            raise argparse.ArgumentTypeError(f"«{text}» no es un número desde {least:g}")
        return found

    return read


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """A type for arguments: a number in those bounds."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"«{text}» no es un número entre {least} y {most}")
        return int(text)

    return read
