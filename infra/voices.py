"""Renders the spoken digits of the image's audio version: `python -m infra.voices` (needs Debian's `espeak-ng`).

Every digit is spoken by several **voices**: a variant of eSpeak NG with a pitch and a speed of its own. What comes out
is kept as `chalicelib/adapters/portal/voces/{digit}/{voice}.wav`: 8,000 samples a second, 8 bits, without the silence
around the word, all equally loud. The files are committed, so that neither the tests nor the service need eSpeak NG.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import wave
from array import array
from pathlib import Path

from chalicelib.adapters.portal.spoken import RATE, VOICES, wav
from infra.cli import Parser

VOICED = {
    "a": ("es-419", "Andrea", 55, 125),
    "b": ("es-419", "Mario", 45, 135),
    "c": ("es", "Linda", 60, 130),
    "d": ("es-419", "antonio", 35, 120),
    "e": ("es", "f2", 65, 140),
    "f": ("es-419", "Marcelo", 50, 120),
    "g": ("es-419", "m3", 30, 130),
}
"""Language, variant, pitch (0 to 99) and words a minute of each voice."""
WORDS = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
QUIET = 0.008
LOUD = 0.16


def speak(word: str, language: str, variant: str, pitch: int, speed: int) -> list[float]:
    """The word as eSpeak NG says it, at `RATE`, from -1 to 1."""
    command = ["espeak-ng", "-v", f"{language}+{variant}", "-p", str(pitch), "-s", str(speed), "--stdout", word]
    said = subprocess.run(command, check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(said)) as recording:
        frames, rate = recording.readframes(recording.getnframes()), recording.getframerate()
    samples = array("h")
    samples.frombytes(frames[: len(frames) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return trimmed(slower([value / 32768 for value in samples], rate))


def slower(samples: list[float], rate: int) -> list[float]:
    """The same at `RATE`: each sample is the mean of those it stands for, which keeps what is too high out."""
    step = rate / RATE
    return [
        sum(part) / len(part)
        for part in (samples[int(n * step) : int((n + 1) * step)] for n in range(int(len(samples) / step)))
        if part
    ]


def trimmed(samples: list[float]) -> list[float]:
    """Without the silence around it, at the common loudness."""
    heard = [n for n, value in enumerate(samples) if abs(value) > QUIET]
    kept = samples[heard[0] : heard[-1] + 1]
    gain = LOUD / (sum(value * value for value in kept) / len(kept)) ** 0.5
    return [max(-1.0, min(1.0, value * gain)) for value in kept]


def main(folder: Path = VOICES) -> None:
    """Render all of them anew."""
    if shutil.which("espeak-ng") is None:
        raise SystemExit("Falta espeak-ng (en Debian y Ubuntu: apt-get install espeak-ng).")
    shutil.rmtree(folder, ignore_errors=True)
    for digit, word in enumerate(WORDS):
        (folder / str(digit)).mkdir(parents=True)
        for voice, how in VOICED.items():
            (folder / str(digit) / f"{voice}.wav").write_bytes(wav(speak(word, *how)))


if __name__ == "__main__":
    Parser(prog="python -m infra.voices", description="Dice de nuevo los dígitos del audio con espeak-ng.").parse_args()
    main()
