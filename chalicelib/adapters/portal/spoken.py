"""Digits spoken so that people understand them and simple programs do not.

`voces/` holds recordings of every digit by several **voices** (`infra/voices.py` renders them). Each time a digit is
said, a voice is drawn, its time and its pitch are **warped** independently and unevenly, and its timbre is changed.
Under all of it, from the first to the last sample, lies **babble** (recordings played backwards) and noise: no gap
tells where a digit begins. Samples are numbers from -1 to 1, `RATE` a second.
"""

from __future__ import annotations

import math
import wave
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random

RATE = 8000
VOICES = Path(__file__).with_name("voces")

PITCH = (0.84, 1.2)
DRIFT = 0.13
"""How far the pitch wanders within a digit."""
STRETCH = (0.88, 1.35)
TILT = 0.55
BETWEEN = (0.2, 0.55)
"""Seconds from a digit to the next, full of babble."""
AROUND = (0.4, 0.9)
BABBLE = (0.24, 0.32)
NOISE = 0.018
GRAIN, OVERLAP, SEARCH = 240, 80, 60
"""Of the stretching, in samples: length of a grain, how much of it is blended, how far the best fit is looked for."""

Samples = list[float]


def say(digits: str, chance: Random) -> bytes:
    """The digits as a WAV. `chance` decides everything that differs from time to time."""
    track: Samples = []
    level = chance.uniform(*BABBLE)
    track += [0.0] * int(chance.uniform(*AROUND) * RATE)
    for digit in digits:
        track += voiced(digit, chance)
        track += [0.0] * int(chance.uniform(*BETWEEN) * RATE)
    track += [0.0] * int(chance.uniform(*AROUND) * RATE)
    under = [a + b for a, b in zip(babble(len(track), chance), babble(len(track), chance), strict=True)]
    mixed = [voice + level * low + chance.gauss(0, NOISE) for voice, low in zip(track, under, strict=True)]
    loudest = max(abs(value) for value in mixed)
    return wav([value / loudest * 0.95 for value in mixed])


def voiced(digit: str, chance: Random) -> Samples:
    """One digit, warped."""
    samples = bent(chance.choice(recordings(digit)), chance)
    return tilted(stretched(samples, chance.uniform(*STRETCH)), chance.uniform(-TILT, TILT))


def babble(length: int, chance: Random) -> Samples:
    """That many samples of recordings played backwards, one after the other without a pause."""
    made: Samples = []
    while len(made) < length:
        made += bent(chance.choice(recordings(chance.choice("0123456789"))), chance)[::-1]
    return made[:length]


def bent(samples: Samples, chance: Random) -> Samples:
    """Played at another speed, which wanders: pitch and time change together."""
    speed, phase, turns = chance.uniform(*PITCH), chance.uniform(0, math.tau), chance.uniform(0.5, 1.5)
    made: Samples = []
    at, last = 0.0, len(samples) - 1
    while at < last:
        whole = int(at)
        part = at - whole
        made.append(samples[whole] * (1 - part) + samples[whole + 1] * part)
        at += speed * (1 + DRIFT * math.sin(phase + math.tau * turns * at / last))
    return made


def stretched(samples: Samples, factor: float) -> Samples:
    """Longer or shorter at the same pitch: grains laid where they fit the end of what is there best."""
    made = samples[:GRAIN]
    step = (GRAIN - OVERLAP) / factor
    at = step
    while at + GRAIN + SEARCH < len(samples):
        tail = made[-OVERLAP::4]
        begin = max(range(int(at), int(at) + SEARCH, 3), key=lambda n: _likeness(tail, samples[n : n + OVERLAP : 4]))
        grain = samples[begin : begin + GRAIN]
        for n in range(OVERLAP):
            share = n / OVERLAP
            made[n - OVERLAP] = made[n - OVERLAP] * (1 - share) + grain[n] * share
        made += grain[OVERLAP:]
        at += step
    return made


def _likeness(one: Samples, other: Samples) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def tilted(samples: Samples, amount: float) -> Samples:
    """Duller or sharper, equally loud."""
    made, before = [], 0.0
    for value in samples:
        made.append(value + amount * before)
        before = value
    gain = math.sqrt(sum(v * v for v in samples) / (sum(v * v for v in made) or 1))
    return [value * gain for value in made]


@cache
def recordings(digit: str) -> tuple[Samples, ...]:
    """What every voice says for a digit."""
    return tuple(samples(path.read_bytes()) for path in sorted((VOICES / digit).glob("*.wav")))


def samples(content: bytes) -> Samples:
    """The samples of a WAV as `wav` makes it."""
    with wave.open(BytesIO(content)) as recording:
        return [(value - 128) / 127 for value in recording.readframes(recording.getnframes())]


def wav(track: Samples) -> bytes:
    """A WAV of eight bits."""
    out = BytesIO()
    with wave.open(out, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(1)
        recording.setframerate(RATE)
        recording.writeframes(bytes(128 + max(-127, min(127, round(value * 127))) for value in track))
    return out.getvalue()
