"""The secret question.

The **questions** are few and fixed, so that the one shown for a usuario nobody has is as plausible as any other; it
is chosen by a number that is secret and always the same for that usuario. An **answer** is compared without accents,
capitals, signs or repeated blanks: people do not remember those.
"""

from __future__ import annotations

import unicodedata

QUESTIONS = ("mascota", "escuela", "madrina", "calle", "comida", "profesor", "viaje", "equipo")
"""Codes of the message catalogue (`pregunta.*`)."""

MIN_ANSWER = 3
MAX_ANSWER = 100


def plausible(number: int) -> str:
    """The question shown for a usuario that does not exist, from a secret number made of it."""
    return QUESTIONS[number % len(QUESTIONS)]


def normal(answer: str) -> str:
    """The answer as it is compared.

    >>> normal("  El  Niño, Ángel ")
    'el nino angel'
    """
    bare = unicodedata.normalize("NFD", answer.casefold())
    letters = "".join(c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return " ".join(letters.split())


def problems(answer: str, usuario: str = "") -> list[str]:
    """What is wrong with an answer that somebody chooses: codes of the message catalogue."""
    if len(normal(answer)) < MIN_ANSWER:
        return ["respuesta_corta"]
    if len(answer) > MAX_ANSWER:
        return ["respuesta_larga"]
    return ["respuesta_usuario"] if usuario and usuario.casefold() in answer.casefold() else []
