"""The processes of a local stack: started with their output in a log, stopped politely, never left behind.

The **run file** lists them with what they are, so that a later start can end what a killed one left. A process is only
ever ended if it still is what the file says: numbers are used again by the system.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from infra.local.home import Home, StartError

STOP_SECONDS = 30.0


class Process:
    """A child with a log."""

    def __init__(self, name: str, child: subprocess.Popen[bytes], log: Path) -> None:
        self.name = name
        self.child = child
        self.log = log

    @property
    def pid(self) -> int:
        """Its number."""
        return self.child.pid

    def wait_until_answers(self, url: str, seconds: float = 30.0) -> None:
        """Wait until the address answers. Raises StartError with the end of the log if it does not."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.child.poll() is not None:
                raise StartError(f"{self.name} terminó al arrancar. Lo último que dijo ({self.log}):\n{tail(self.log)}")
            if answers(url):
                return
            time.sleep(0.05)
        raise StartError(f"{self.name} no responde en {url} después de {seconds:.0f} s; vea {self.log}.")

    def stop(self) -> None:
        """Ask it to end, and insist if it does not."""
        if self.child.poll() is not None:
            return
        self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


def start(name: str, command: Sequence[str], environment: Mapping[str, str], log: Path, folder: Path) -> Process:
    """Start a child that ends when this process ends. The log of the start before is kept beside it."""
    if log.exists():
        log.replace(log.with_name(f"{log.stem}.previous.log"))
    with log.open("ab") as output:
        child = subprocess.Popen(
            list(command),
            env=dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches only the parent, which stops the children in order
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )
    return Process(name, child, log)


def _end_with_parent() -> None:
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def answers(url: str) -> bool:
    """Whether something speaks HTTP there."""
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def tail(log: Path, lines: int = 15) -> str:
    """The end of a log."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def command_line(pid: int) -> str:
    """How a process was started; empty if there is none."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return shown.stdout.strip()


def write_run_file(home: Home, children: Sequence[Process]) -> None:
    """Note who is running."""
    pids = {"main": os.getpid()} | {child.name: child.pid for child in children}
    content = {name: {"pid": pid, "command": command_line(pid)} for name, pid in pids.items()}
    home.run_file.write_text(json.dumps(content, indent=2))


def running(home: Home) -> dict[str, int]:
    """The processes of the run file that still are what it says, by name."""
    try:
        noted = json.loads(home.run_file.read_text())
        return {n: int(p["pid"]) for n, p in noted.items() if p["command"] and command_line(p["pid"]) == p["command"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def end(pid: int, seconds: float = STOP_SECONDS) -> bool:
    """Ask a process that is not our child to end; insist if it does not. False if it had to be killed."""
    before = command_line(pid)
    try:
        os.kill(pid, signal.SIGTERM)
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            if command_line(pid) != before:
                return True
            time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return True
    return False


def clear_leftovers(home: Home) -> list[str]:
    """End what an earlier start left behind. Raises StartError if that start is alive. Answers what was ended."""
    alive = running(home)
    if "main" in alive:
        raise StartError(
            f"Rúbrica ya está en marcha (proceso {alive['main']}, carpeta {home.path}); "
            "deténgala con bin/stop o use otra carpeta con RUBRICA_HOME=…"
        )
    for pid in alive.values():
        end(pid)
    home.run_file.unlink(missing_ok=True)
    home.stack_file.unlink(missing_ok=True)
    return sorted(alive)
