"""The package: what `chalice package` makes of the application, ready to be deployed.

- The **project copy** holds just what the functions run (app.py, chalicelib, .chalice), so that caches and test files
  never get in.
- The **layer** (infra/layer.py) is built apart and handed to chalice as if it had built it itself: a change of the code
  alone zips only the code again.
- A package lies in a folder named after a hash of everything it is made of; the same sources are packaged once.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chalice.deploy.packager import DependencyBuilder, LayerDeploymentPackager
from chalice.utils import UI, OSUtils

from infra.layer import PackagingError, Target, build_layer

CHALICE_STAGE = "packaged"
"""The one stage of .chalice/config.json; which stage of Rúbrica it becomes is a parameter of the template."""


@dataclass(frozen=True, slots=True)
class Package:
    """A packaged application: a SAM template and the zips it names, in one folder, and the hash of all of it."""

    folder: Path
    template: Path
    runtime: str
    digest: str


def build_package(root: Path, target: Target) -> Package:
    """Package the application at `root` for `target`, or answer the package made earlier. Raises PackagingError."""
    cache = root / "build" / "package"
    with _alone(cache):
        layer = build_layer(root / "requirements.lock", target, cache)
        digest = _digest(root, layer.name)
        folder = cache / f"app-{digest}"
        if not folder.exists():
            _forget_older(cache)
            with tempfile.TemporaryDirectory(dir=cache) as scratch:
                project = _copy_project(root, Path(scratch, "project"))
                _offer_layer(project, target, layer)
                _run_chalice(project, Path(scratch, "out"), root / "infra" / "merge.yaml")
                Path(scratch, "out").rename(folder)
    return Package(folder, folder / "sam.yaml", target.runtime, digest)


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """Keep two builds from working in one folder."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sources(root: Path) -> list[Path]:
    """The files of the application, in a fixed order."""
    code = [p for p in (root / "chalicelib").rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    return [root / "app.py", root / "requirements.txt", *sorted(code), *sorted((root / ".chalice").glob("*.json"))]


def _digest(root: Path, layer: str) -> str:
    if not (root / "app.py").exists():
        raise PackagingError(f"{root / 'app.py'} is missing: there is no application to package.")
    hasher = hashlib.sha256(layer.encode())
    hasher.update(Path(__file__).read_bytes())
    for path in [*sources(root), root / "infra" / "merge.yaml"]:
        content = path.read_bytes()
        hasher.update(f"{path.relative_to(root)}\0{len(content)}\0".encode())
        hasher.update(content)
    return hasher.hexdigest()[:16]


def _copy_project(root: Path, project: Path) -> Path:
    for path in sources(root):
        copy = project / path.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return project


def _offer_layer(project: Path, target: Target, layer: Path) -> None:
    """Put the layer where chalice keeps the one it built for the same requirements."""
    system = OSUtils()
    packager = LayerDeploymentPackager(system, DependencyBuilder(system), UI())
    expected = Path(packager.deployment_package_filename(str(project), _chalice_python()))
    expected.parent.mkdir(parents=True, exist_ok=True)
    os.link(layer, expected)


def _chalice_python() -> str:
    """Chalice names its files after the interpreter it runs in, whatever the target."""
    return f"python{sys.version_info.major}.{sys.version_info.minor}"


def _run_chalice(project: Path, out: Path, merge: Path) -> None:
    command = [
        sys.executable,
        "-B",
        "-c",
        "from chalice.cli import main; main()",
        "--project-dir",
        str(project),
        "package",
    ]
    command += ["--stage", CHALICE_STAGE, "--merge-template", str(merge), str(out)]
    environment = {"AWS_DEFAULT_REGION": "us-east-1", "PATH": os.environ.get("PATH", ""), "HOME": str(project)}
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=project)
    if result.returncode:
        raise PackagingError(f"`chalice package` failed:\n{(result.stderr or result.stdout).strip()[-3000:]}")


def _forget_older(cache: Path, keep: int = 4) -> None:
    """Delete all but the latest packages and layers."""
    for pattern in ("app-*", "layer-*"):
        latest_first = sorted(cache.glob(pattern), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in latest_first[keep:]:
            if old.is_dir():
                shutil.rmtree(old, ignore_errors=True)
            else:
                old.unlink()
