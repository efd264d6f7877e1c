"""The locks: the exact version and the hashes of every package, written from what the requirements ask for.

- **requirements** say what the project itself needs, in the versions it was made with;
- a **lock** says what is installed: those, everything they bring, and the SHA-256 of each file the package index may
  hand out for them. `requirements.lock` is the layer's, `requirements-dev.lock` the one of `.venv` and holds the other.

One lock serves every machine the project runs on: what differs between Pythons and systems carries a marker.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from infra.cli import Parser

ROOT = Path(__file__).resolve().parents[1]
OLDEST_PYTHON = "3.11"


def main(words: list[str] | None = None) -> int:
    """Write both locks; versions stay unless the requirements changed or an upgrade is asked for."""
    parser = Parser(
        prog="bin/lock", description="Escribe requirements.lock y requirements-dev.lock con versiones y huellas."
    )
    parser.add_argument(
        "--upgrade",
        nargs="*",
        metavar="PAQUETE",
        help="toma la versión más nueva de estos paquetes, o de todos los que no fija requirements*.txt",
    )
    upgrade = parser.parse_args(words).upgrade
    choice = [] if upgrade is None else ["--upgrade"] if not upgrade else []
    choice += [word for name in upgrade or [] for word in ("--upgrade-package", name)]
    # The development lock first: the layer gets what was tested.
    status = _compile("requirements-dev.txt", "requirements-dev.lock", choice)
    return status or _compile("requirements.txt", "requirements.lock", ["--constraint", "requirements-dev.lock"])


def _compile(asked: str, lock: str, options: list[str]) -> int:
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes"]
    command += ["--python-version", OLDEST_PYTHON, "--custom-compile-command", "bin/lock", *options]
    return subprocess.run([*command, "--output-file", lock, asked], check=False, cwd=ROOT, stdout=sys.stderr).returncode


if __name__ == "__main__":
    sys.exit(main())
