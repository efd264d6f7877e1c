"""The spoken digits of the image's audio version, and a program that tries to read them."""

from __future__ import annotations

import wave
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from random import Random

import captcha.audio
import pytest

from chalicelib.adapters.portal import spoken
from chalicelib.services.portal.images import LIFE
from tests.unit.portal.reader import Reader
from tests.unit.portal.world import CEDULA, PASSWORD, Browser, PortalWorld

TRIES = 20


def drawn(chance: Random) -> str:
    return "".join(chance.choices("0123456789", k=6))


class Seeded:
    """What the library takes from `secrets`."""

    def __init__(self, chance: Random) -> None:
        self.choice = chance.choice
        self.randbelow = chance.randrange


def test_the_reader_reads_one_voice_between_pauses(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As the library makes a sound of one recording for each digit: so that what follows means something."""
    for digit in "0123456789":
        (tmp_path / digit).mkdir()
        (tmp_path / digit / "a.wav").write_bytes((spoken.VOICES / digit / "a.wav").read_bytes())
    maker = captcha.audio.AudioCaptcha(str(tmp_path))
    speeds = [n / 100 for n in range(90, 121)]
    reader = Reader({digit: spoken.recordings(digit)[:1] for digit in "0123456789"}, speeds, 2**17)
    right = 0
    for seed in range(4):
        chance = Random(seed)
        monkeypatch.setattr(captcha.audio, "secrets", Seeded(chance))
        digits = drawn(chance)
        right += reader.read(spoken.samples(bytes(maker.generate(digits))), 6) == digits
    assert right >= 3


def test_the_sound_is_not_read_by_a_program_that_knows_every_recording() -> None:
    """At most one in twenty; `docs/security.md` has what was measured with more patience."""
    speeds = [n / 100 for n in range(82, 136, 6)]
    reader = Reader({digit: spoken.recordings(digit) for digit in "0123456789"}, speeds, 2**15)
    right = 0
    for seed in range(TRIES):
        chance = Random(seed)
        digits = drawn(chance)
        right += reader.read(spoken.samples(spoken.say(digits, chance)), 6) == digits
    assert right <= TRIES // 20


def test_no_gap_tells_where_a_digit_begins() -> None:
    """In every fiftieth of a second something is heard."""
    track = spoken.samples(spoken.say("108642", Random(1)))
    short = spoken.RATE // 50
    loud = [sum(v * v for v in track[n : n + short]) / short for n in range(0, len(track) - short, short)]
    assert min(loud) > 0.00005


def test_the_same_digits_never_sound_the_same() -> None:
    assert spoken.say("123456", Random(1)) != spoken.say("123456", Random(2))
    lengths = {len(spoken.voiced("7", Random(seed))) for seed in range(30)}
    assert max(lengths) > 1.3 * min(lengths)


def test_every_digit_is_recorded_by_several_voices_small_enough_to_be_kept() -> None:
    files = sorted(Path(spoken.VOICES).rglob("*.wav"))
    voices = {digit: {f.name for f in files if f.parent.name == digit} for digit in "0123456789"}
    assert len(voices["0"]) >= 6
    assert set(map(frozenset, voices.values())) == {frozenset(voices["0"])}
    assert sum(f.stat().st_size for f in files) < 400_000
    with wave.open(BytesIO(spoken.say("000000", Random(3)))) as made:
        assert (made.getframerate(), made.getnchannels()) == (spoken.RATE, 1)
        assert 3 < made.getnframes() / spoken.RATE < 12


def asked_to_prove(world: PortalWorld, browser: Browser) -> None:
    world.account()
    browser.get("/entrar")
    browser.post("/entrar", usuario=CEDULA, clave="otra")


def test_sounds_have_a_low_cap_of_their_own_and_the_image_remains(world: PortalWorld, browser: Browser) -> None:
    asked_to_prove(world, browser)
    for _ in range(10):
        assert "<audio" in browser.post("/entrar", sonido="1").body
    page = browser.post("/entrar", sonido="1")
    assert "<audio" not in page.body
    assert page.says("imagen.sin_sonido")
    token, characters = page.image
    page = browser.post("/entrar", usuario=CEDULA, clave=PASSWORD, imagen=token, caracteres=characters)
    assert page.says("documentos.titulo")


def test_an_image_lives_five_minutes(world: PortalWorld, browser: Browser) -> None:
    assert timedelta(minutes=5) == LIFE
    asked_to_prove(world, browser)
    token, characters = browser.page.image
    world.later(minutes=5, seconds=1)
    page = browser.post("/entrar", usuario=CEDULA, clave=PASSWORD, imagen=token, caracteres=characters)
    assert not page.says("documentos.titulo")
