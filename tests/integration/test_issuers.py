"""Issuers in the deployed table: found by a part of their name or number, and by an old name no more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_company_is_found_by_its_present_name_and_no_longer_by_the_old_one() -> None:
    environment = {"PATH": os.environ["PATH"], "RUBRICA_HOME": os.environ.get("RUBRICA_HOME", ".local")}
    command = [sys.executable, "-m", "tests.integration.issuers_found"]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = {text for text, there in json.loads(done.stdout).items() if there}
    assert found == {"Zzyzx zzyzx", "Zzyzx yzx norte", "Zzyzx ruc", "Zzyzx", "Qwyjibo WYJI", "Qwyjibo ruc", "Qwyjibo"}
