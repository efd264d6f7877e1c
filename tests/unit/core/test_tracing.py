"""Traces: nothing is imported while tracing is off; when it is on, a step is a subsegment with its tenant and clave."""

from __future__ import annotations

import subprocess
import sys

OFF = """
import sys
from chalicelib.adapters import tracing
with tracing.subsegment("signing", "1790012345001", "clave"):
    pass
assert not any(name.startswith("aws_xray_sdk") for name in sys.modules)
"""
ON = """
import os
os.environ["TRACING"] = "on"
from chalicelib.adapters import tracing
from aws_xray_sdk.core import xray_recorder
xray_recorder.configure(sampling=False, context_missing="LOG_ERROR")
segment = xray_recorder.begin_segment("test")
with tracing.subsegment("signing", "1790012345001", "clave"):
    pass
(step,) = segment.subsegments
assert step.name == "signing", step.name
assert step.annotations == {"tenant": "1790012345001", "clave": "clave"}, step.annotations
"""


def run(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_off_costs_nothing() -> None:
    run(OFF)


def test_on_marks_the_step() -> None:
    run(ON)
