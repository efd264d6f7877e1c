"""The layer: the locked runtime packages, as one zip that every function shares.

- The **target** is what the packages must run on: `host`, this machine (the local stack runs functions as its own
  processes), or `aws`, a Lambda runtime on Amazon Linux.
- **Pruning** drops what no function can use: service descriptions of botocore other than ours, tests, C sources.

Building takes tens of seconds, so a layer is kept under a name made of everything it depends on and built only once.
"""

from __future__ import annotations

import compileall
import hashlib
import platform
import py_compile
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

AWS_SERVICES = frozenset({"dynamodb", "kms", "s3", "ses", "sqs", "sts", "xray"})
"""The services whose descriptions stay: those the functions call."""

_GLIBC_OF_AMAZON_LINUX_2023 = 34
_SOURCES = frozenset({".c", ".cpp", ".h", ".pxd", ".pxi", ".pyx", ".pyi"})
_TEST_FOLDERS = frozenset({"tests", "test", "__pycache__", "examples"})


class PackagingError(Exception):
    """The package cannot be built; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the packages will run. `runtime` is Lambda's name of it, e.g. `python3.13`; `wheels` are pip's options."""

    runtime: str
    wheels: tuple[str, ...]

    @property
    def python(self) -> str:
        """The version, e.g. `3.13`."""
        return self.runtime.removeprefix("python")


def host_target() -> Target:
    """This machine and this interpreter."""
    return Target(f"python{sys.version_info.major}.{sys.version_info.minor}", ())


def aws_target(python: str = "3.13") -> Target:
    """A Lambda runtime on Amazon Linux 2023, x86-64. Its glibc decides which wheels may be used (PEP 600)."""
    tags = [f"manylinux_2_{minor}_x86_64" for minor in range(_GLIBC_OF_AMAZON_LINUX_2023, 4, -1)]
    tags += ["manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"]
    options = ["--python-version", python, "--implementation", "cp", "--only-binary=:all:"]
    for tag in tags:
        options += ["--platform", tag]
    return Target(f"python{python}", tuple(options))


def build_layer(lock: Path, target: Target, cache: Path) -> Path:
    """The layer's zip of the packages of a lock, from the cache if it is there. Raises PackagingError.

    What is shipped is what was tested: `.venv` is made of the same versions and hashes.
    """
    key = hashlib.sha256(
        "\n".join([lock.read_text(), target.runtime, *target.wheels, platform.machine()]).encode()
        + Path(__file__).read_bytes()
    ).hexdigest()[:16]
    done = cache / f"layer-{key}.zip"
    if done.exists():
        done.touch()  # the latest used are kept
        return done
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        site = Path(scratch, "site")
        _install(lock, target, site)
        prune(site)
        if target.python == host_target().python:
            _compile(site)
        half_done = Path(scratch, "layer.zip")
        _zip(site, half_done, f"python/lib/{target.runtime}/site-packages")
        half_done.replace(done)
    return done


def _install(lock: Path, target: Target, site: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    command += ["--target", str(site), *target.wheels, "--no-deps", "--require-hashes", "-r", str(lock)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise PackagingError(
            f"pip could not collect the packages of {lock.name} for {target.runtime}; "
            f"check the connection to the package index. It said:\n{result.stderr.strip()[-2000:]}"
        )


def prune(site: Path) -> None:
    """Delete from an installed tree what no function uses."""
    for service in sorted((site / "botocore" / "data").glob("*/")):
        if service.is_dir() and service.name not in AWS_SERVICES:
            shutil.rmtree(service)
    for path in sorted(site.rglob("*")):
        if path.is_dir() and path.name in _TEST_FOLDERS:
            shutil.rmtree(path)
        elif path.is_file() and path.suffix in _SOURCES:
            path.unlink()
    shutil.rmtree(site / "bin", ignore_errors=True)


def _compile(site: Path) -> None:
    """Add bytecode, which a function cannot keep for itself: without it every cold start compiles every module anew."""
    compileall.compile_dir(
        site, quiet=2, workers=1, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH, stripdir=str(site)
    )


def _zip(site: Path, target: Path, prefix: str) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for path in sorted(p for p in site.rglob("*") if p.is_file()):
            # A fixed date keeps the same content the same file.
            entry = zipfile.ZipInfo(f"{prefix}/{path.relative_to(site).as_posix()}", (2020, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
