"""What bin/test does about the programs it uses besides Python, on a machine that lacks them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
USED = ("bash", "find", "id", "mktemp", "rm", "tail")


def bare(folder: Path, **programs: str) -> str:
    """A PATH with the barest tools, and programs made of the given shell lines."""
    for name in USED:
        (folder / name).symlink_to(shutil.which(name) or f"/bin/{name}")
    for name, line in programs.items():
        (folder / name).write_text(f"#!{folder}/bash\n{line}\n")
        (folder / name).chmod(0o755)
    return str(folder)


def source(path: str) -> subprocess.CompletedProcess[str]:
    """Runs what bin/test runs before the first test."""
    script = "source bin/_witnesses fast; echo before the first test"
    command = [f"{path}/bash", "-c", script]
    return subprocess.run(command, cwd=ROOT, env={"PATH": path}, capture_output=True, text=True, check=False)


def test_without_apt_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    found = source(bare(tmp_path, zbarimg="", qpdf=""))
    assert found.returncode == 1
    assert found.stderr.count("\n") == 1
    assert "sudo apt-get install xmlsec1 poppler-utils)" in found.stderr
    assert "before the first test" not in found.stdout


def test_what_is_missing_is_installed(tmp_path: Path) -> None:
    said = tmp_path / "said"
    path = tmp_path / "path"
    path.mkdir()
    log = f'echo "$@" >> {said}'
    found = source(
        bare(path, zbarimg="", qpdf="", **{"apt-get": log, "env": 'shift; exec "$@"', "sudo": 'shift; exec "$@"'})
    )
    assert found.returncode == 0, found.stderr
    assert said.read_text().splitlines()[-1].endswith("xmlsec1 poppler-utils")


def test_a_failed_installation_is_said_and_nothing_runs(tmp_path: Path) -> None:
    found = source(bare(tmp_path, **{"apt-get": "echo sin red; exit 100", "sudo": 'shift; exec "$@"'}))
    assert found.returncode == 1
    assert "No se pudieron instalar: xmlsec1" in found.stderr
    assert "before the first test" not in found.stdout


@pytest.mark.parametrize("wrong", ["--fsat", "x"])
def test_an_unknown_argument_is_refused_before_anything_happens(wrong: str) -> None:
    found = subprocess.run(["bin/test", wrong], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 2
    assert wrong in found.stderr
