"""A program that reads spoken digits: it has every recording and looks where each fits best (a matched filter).

A recording at some speed is laid over every place of the sound at once, by way of the Fourier transform; how well it
fits is their correlation. The digits are the places that fit best and do not overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy

EVERY = 2
"""One of that many samples is enough."""
OVERLAP = 200


class Reader:
    """Knows the recordings of each digit, at some speeds."""

    def __init__(self, recordings: Mapping[str, Iterable[Sequence[float]]], speeds: Sequence[float], size: int) -> None:
        self._size = size
        self._known = [
            (digit, *self._template(numpy.asarray(samples)[::EVERY], speed))
            for digit, spoken in recordings.items()
            for samples in spoken
            for speed in speeds
        ]

    def _template(self, samples: Any, speed: float) -> tuple[int, Any]:
        length = int(len(samples) * speed)
        played = samples[numpy.minimum((numpy.arange(length) / speed).astype(int), len(samples) - 1)]
        played = played - played.mean()
        return length, numpy.fft.rfft(played / numpy.linalg.norm(played), self._size).conj()

    def read(self, samples: Sequence[float], count: int) -> str:
        """The digits that fit best."""
        heard = numpy.asarray(samples)[::EVERY]
        assert len(heard) <= self._size
        spectrum = numpy.fft.rfft(heard, self._size)
        energy = numpy.concatenate([[0.0], numpy.cumsum(heard * heard)])
        fits = []
        for digit, length, template in self._known:
            places = len(heard) - length
            loud = numpy.sqrt(numpy.maximum(energy[length:-1] - energy[: -1 - length], 1e-9))
            likeness = numpy.fft.irfft(spectrum * template, self._size)[:places] / loud
            for _ in range(3):
                best = int(likeness.argmax())
                fits.append((float(likeness[best]), best, best + length, digit))
                likeness[max(0, best - length) : best + length] = -1
        chosen: list[tuple[float, int, int, str]] = []
        for fit in sorted(fits, reverse=True):
            if all(fit[2] - OVERLAP <= other[1] or other[2] - OVERLAP <= fit[1] for other in chosen):
                chosen.append(fit)
            if len(chosen) == count:
                break
        return "".join(fit[3] for fit in sorted(chosen, key=lambda fit: fit[1]))
