"""A program that reads the spoken digits: it knows every recording and looks where each fits best.

The sound is cut into **frames** of twenty milliseconds, each described by how strong a dozen bands are in it. A
recording, played slower or faster, is laid over every place of the sound; the digits are the places that fit best and
do not overlap.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from chalicelib.adapters.portal.spoken import RATE, recordings

FRAME = RATE // 50
BANDS = tuple(250 * 1.25**n for n in range(12))
SPEEDS = (0.8, 0.95, 1.1, 1.3)
WIDTH = 0.9


def frames(samples: Sequence[float]) -> list[list[float]]:
    """What is heard in each frame, loud or soft alike."""
    strengths = []
    for band in BANDS:
        turn, decay = 2 * math.cos(math.tau * band / RATE), WIDTH
        one = two = 0.0
        heard = []
        for start in range(0, len(samples) - FRAME + 1, FRAME):
            total = 0.0
            for value in samples[start : start + FRAME]:
                one, two = value + turn * decay * one - decay * decay * two, one
                total += one * one
            heard.append(math.log(total + 1e-3))
        strengths.append(heard)
    return [_even(frame) for frame in zip(*strengths, strict=True)]


def _even(frame: Iterable[float]) -> list[float]:
    values = list(frame)
    mean = sum(values) / len(values)
    return [value - mean for value in values]


def read(samples: Sequence[float], count: int) -> str:
    """The digits that fit best."""
    heard = frames(samples)
    fits = []
    for digit in "0123456789":
        for known in templates()[digit]:
            apart = [[math.dist(one, other) for other in heard] for one in known]
            for speed in SPEEDS:
                length = round(len(known) * speed)
                lines = [apart[min(int(n / speed), len(known) - 1)] for n in range(length)]
                for start in range(len(heard) - length + 1):
                    cost = sum(line[start + n] for n, line in enumerate(lines)) / length
                    fits.append((cost, start, start + length, digit))
    chosen: list[tuple[float, int, int, str]] = []
    for fit in sorted(fits):
        if all(fit[2] <= other[1] + 2 or other[2] <= fit[1] + 2 for other in chosen):
            chosen.append(fit)
        if len(chosen) == count:
            break
    return "".join(fit[3] for fit in sorted(chosen, key=lambda fit: fit[1]))


_known: dict[str, list[list[list[float]]]] = {}


def templates() -> dict[str, list[list[list[float]]]]:
    """The frames of every recording."""
    if not _known:
        _known.update({digit: [frames(recording) for recording in recordings(digit)] for digit in "0123456789"})
    return _known
