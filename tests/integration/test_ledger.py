"""The ledger's tables under many hands at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.integration.fifty_workers import DOCUMENTS

ROOT = Path(__file__).resolve().parents[2]
MOVES = 6
"""Of each document."""


def test_fifty_workers_of_one_company_tell_every_move_once() -> None:
    environment = {"PATH": os.environ["PATH"], "RUBRICA_HOME": os.environ.get("RUBRICA_HOME", ".local")}
    command = [sys.executable, "-m", "tests.integration.fifty_workers"]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout) == {"records": DOCUMENTS * MOVES, "findings": []}
