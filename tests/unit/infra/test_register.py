"""Registering a company: what cannot be used is refused with its reason before anything is stored."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from chalicelib.ride.kit import logo
from infra import register


def picture(kind: str, width: int = 480, height: int = 180, **options: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "name"), [("PNG", "png"), ("JPEG", "jpeg")])
def test_a_logo_that_can_be_used(kind: str, name: str) -> None:
    data = picture(kind)
    assert logo.refusal(data, "logo.png") is None
    assert logo.kind_of(data) == name
    assert logo.prepared(data) is not None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "LOGO-FORMATO"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "LOGO-FORMATO"),
        (picture("GIF"), "LOGO-FORMATO"),
        (picture("WEBP"), "LOGO-FORMATO"),
        (picture("PNG")[:-4000], "LOGO-FORMATO"),
        (picture("PNG", 1000, 600), "LOGO-TAMANO"),
        (picture("PNG", 63, 40), "LOGO-PIXELES"),
        (picture("PNG", 200, 23), "LOGO-PIXELES"),
        (picture("JPEG", 4001, 30), "LOGO-PIXELES"),
    ],
    ids=["empty", "svg", "gif", "webp", "cut short", "heavy", "narrow", "low", "wide"],
)
def test_a_logo_that_cannot_be_used(data: bytes, code: str) -> None:
    found = logo.refusal(data, "logo.png")
    assert found is not None
    assert (found.code, found.pointer) == (code, "logo.png")
    assert found.remedy


def test_a_picture_of_more_pixels_than_it_says_its_bytes_is_not_drawn() -> None:
    """A few kilobytes that would become gigabytes."""
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    found = logo.refusal(out.getvalue(), "logo.png")
    assert found is not None
    assert found.code in {"LOGO-PIXELES", "LOGO-FORMATO"}


def test_a_bad_logo_is_refused_before_anything_is_stored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No stage is named: whatever was stored before would fail otherwise."""
    (tmp_path / "logo.png").write_bytes(b"GIF89a")
    company = {
        "ruc": "1790012345001",
        "name": "X",
        "environments": ["1"],
        "p12": str(tmp_path / "absent.p12"),
        "password": "",
        "branding": {"logo": str(tmp_path / "logo.png")},
    }
    path = tmp_path / "empresa.json"
    path.write_text(json.dumps(company))
    assert register.main([str(path)]) == 1
    assert "LOGO-FORMATO logo.png" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "No se puede leer"),
        ("{", "no es JSON: línea 1"),
        ("[]", "una sola empresa"),
        ('{"ruc": "1790012345001"}', "le falta: name, environments, p12, password"),
        ('{"ruc": "1", "name": "X", "environments": ["1"], "p12": "absent.p12", "password": ""}', "absent.p12"),
    ],
)
def test_what_cannot_be_read_is_said_without_a_traceback(
    content: str | None, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "empresa.json"
    if content is not None:
        path.write_text(content)
    assert register.main([str(path)]) == 1
    assert says in capsys.readouterr().err
