"""The locks say what is installed and shipped: every package by version and hash, and nothing that is not in them."""

from __future__ import annotations

import hashlib
import importlib.metadata
import re
import subprocess
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from infra import lock
from infra.layer import PackagingError, build_layer, host_target

ROOT = Path(__file__).parents[3]
RENEW = "requirements*.txt changed: run bin/lock"
_PINNED = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)(.*)$")


def pins(path: Path) -> dict[str, str]:
    """The version of each package by its canonical name."""
    found = (_PINNED.match(line) for line in path.read_text().splitlines())
    return {re.sub(r"[-_.]+", "-", m[1]).lower(): m[2] for m in found if m}


def blocks(path: Path) -> dict[str, list[str]]:
    """What a lock says of each line that names a package: its hashes."""
    said: dict[str, list[str]] = {}
    line = ""
    for text in path.read_text().splitlines():
        if _PINNED.match(text):
            line = text.rstrip(" \\")
            said[line] = []
        elif "--hash=" in text:
            said[line].append(text.strip(" \\"))
    return said


@pytest.mark.parametrize(
    ("asked", "lock"),
    [
        ("requirements.txt", "requirements.lock"),
        ("requirements.txt", "requirements-dev.lock"),
        ("requirements-dev.txt", "requirements-dev.lock"),
    ],
)
def test_what_is_asked_for_is_locked_in_the_same_version(asked: str, lock: str) -> None:
    wanted = pins(ROOT / asked)
    assert len(wanted) > 10
    assert wanted.items() <= pins(ROOT / lock).items(), RENEW


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_carries_hashes_and_no_address(lock: str) -> None:
    assert all(blocks(ROOT / lock).values())
    assert set(re.findall(r"--hash=(\w+):", (ROOT / lock).read_text())) == {"sha256"}
    assert not re.search(r"https?://|file:|--(extra-)?index|--find-links", (ROOT / lock).read_text())


def test_the_layer_gets_what_was_tested() -> None:
    assert blocks(ROOT / "requirements.lock").items() <= blocks(ROOT / "requirements-dev.lock").items(), RENEW
    for name, version in pins(ROOT / "requirements.lock").items():
        assert importlib.metadata.version(name) == version


def wheel(folder: Path) -> Path:
    """The smallest package there is."""
    path = folder / "cosa-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("cosa.py", "QUE = 1\n")
        archive.writestr("cosa-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: cosa\nVersion: 1.0\n")
        archive.writestr("cosa-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("cosa-1.0.dist-info/RECORD", "")
    return path


def test_a_package_that_is_not_the_locked_one_does_not_get_into_the_layer(tmp_path: Path) -> None:
    package = wheel(tmp_path)
    lock = tmp_path / "cosas.lock"
    right = hashlib.sha256(package.read_bytes()).hexdigest()
    lock.write_text(f"cosa @ {package.as_uri()} --hash=sha256:{right}\n")
    with zipfile.ZipFile(build_layer(lock, host_target(), tmp_path / "cache")) as layer:
        assert any(name.endswith("/cosa.py") for name in layer.namelist())
    for wrong in (f" --hash=sha256:{'0' * 64}", ""):
        lock.write_text(f"cosa @ {package.as_uri()}{wrong}\n")
        with pytest.raises(PackagingError, match=r"cosas\.lock"):
            build_layer(lock, host_target(), tmp_path / "cache")


@pytest.mark.parametrize(
    ("words", "choice"),
    [
        ([], []),
        (["--upgrade"], ["--upgrade"]),
        (["--upgrade", "lxml", "zeep"], ["--upgrade-package", "lxml", "--upgrade-package", "zeep"]),
    ],
)
def test_the_layers_lock_follows_the_one_that_is_tested(
    words: list[str], choice: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run: list[list[str]] = []

    def noted(command: list[str], **_: object) -> SimpleNamespace:
        run.append(command)
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(subprocess, "run", noted)
    assert lock.main(words) == 0
    development, runtime = run
    assert development[-3:] == ["--output-file", "requirements-dev.lock", "requirements-dev.txt"]
    assert development[-3 - len(choice) : -3] == choice
    assert runtime[-5:] == [
        "--constraint",
        "requirements-dev.lock",
        "--output-file",
        "requirements.lock",
        "requirements.txt",
    ]
    assert all({"--generate-hashes", "--universal"} <= set(command) for command in run)


def test_what_could_not_be_locked_is_not_gone_on_with(monkeypatch: pytest.MonkeyPatch) -> None:
    run: list[list[str]] = []

    def failed(command: list[str], **_: object) -> SimpleNamespace:
        run.append(command)
        return SimpleNamespace(returncode=1)

    monkeypatch.setattr(subprocess, "run", failed)
    assert lock.main([]) == 1
    assert len(run) == 1


def test_the_hooks_fetch_nothing_and_check_as_bin_test_does() -> None:
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert repository["repo"] == "local"
    hooks = {hook["id"]: hook for hook in repository["hooks"]}
    assert {hook["language"] for hook in hooks.values()} == {"system"}
    assert all(hook["entry"].startswith(".venv/bin/") for hook in hooks.values())
    assert hooks["mypy"]["entry"] in (ROOT / "bin" / "test").read_text().splitlines()
    assert f"`{hooks['mypy']['entry']}`" in (ROOT / "CONTRIBUTING.md").read_text()
