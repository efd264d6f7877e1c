"""The image (or sound) that tells people from programs: single-use, checked on the server.

A **challenge** is a token the form carries back; its text is kept under the token's digest and taken away with the
first answer, right or wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.domain.accounts import limits
from chalicelib.services.portal.context import Portal, Visitor

LETTERS = "ABCDEFHJKLMNPRTUVWXY34679"
"""Without the signs that are taken for one another."""
DIGITS = "0123456789"
LENGTH = 5
SOUND_LENGTH = 6
LIFE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Challenge:
    """What is shown: a PNG, or a WAV with digits."""

    token: str
    picture: bytes = b""
    sound: bytes = b""


class Images:
    """Makes and checks challenges."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def new(self, visitor: Visitor, spoken: bool = False) -> Challenge | None:
        """A new challenge, or None if too many of its sort were asked for from there."""
        p = self._portal
        limit = limits.SOUND_BY_ORIGIN if spoken else limits.IMAGE_BY_ORIGIN
        if not p.limits.take(limit, p.origin(visitor), p.now):
            return None
        token = p.chance.token()
        text = p.chance.text(DIGITS, SOUND_LENGTH) if spoken else p.chance.text(LETTERS, LENGTH)
        p.passes.put(p.key("imagen", token), {"text": text, "visitor": visitor.key}, p.now + LIFE)
        return Challenge(token, sound=p.images.say(text)) if spoken else Challenge(token, picture=p.images.draw(text))

    def is_right(self, visitor: Visitor, token: str, typed: str) -> bool:
        """Whether that is what the visitor's challenge said. It can be asked once."""
        p = self._portal
        facts = p.passes.take(p.key("imagen", token), p.now) if token else None
        if facts is None or facts["visitor"] != visitor.key:
            return False
        return "".join(typed.split()).upper() == facts["text"]
