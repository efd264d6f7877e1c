"""The DynamoDB adapters keep what the portal's ports promise, as the doubles in memory do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.unit.portal.contract import PROMISES

ROOT = Path(__file__).resolve().parents[2]


def test_the_adapters_keep_every_promise() -> None:
    environment = {"PATH": os.environ["PATH"], "RUBRICA_HOME": os.environ.get("RUBRICA_HOME", ".local")}
    command = [sys.executable, "-m", "tests.integration.portal_ports"]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout) == {"kept": len(PROMISES), "broken": {}}
