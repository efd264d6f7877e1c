"""What is logged: one JSON line a step, which is also its metric, and never anything personal."""

from __future__ import annotations

import io
import json
import logging

import pytest

from chalicelib.adapters.telemetry import JsonTelemetry


@pytest.fixture
def lines() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def telemetry(lines: io.StringIO) -> JsonTelemetry:
    log = logging.Logger("test")
    log.addHandler(logging.StreamHandler(lines))
    return JsonTelemetry("local", log)


def test_a_step_is_a_line_and_a_metric(telemetry: JsonTelemetry, lines: io.StringIO) -> None:
    with telemetry.step("signing", "1790012345001", "49 digits") as step:
        step.note(attempt=1)
    line = json.loads(lines.getvalue())
    assert (line["stage"], line["tenant"], line["clave"], line["outcome"]) == (
        "signing",
        "1790012345001",
        "49 digits",
        "done",
    )
    metric = line["_aws"]["CloudWatchMetrics"][0]
    assert metric["Dimensions"] == [["Deployment", "Step"]]
    assert {m["Name"] for m in metric["Metrics"]} == {"Duration", "Failures"}
    assert all(m["Name"] in line for m in metric["Metrics"])
    assert line["Failures"] == 0


def test_a_failed_step_says_so(telemetry: JsonTelemetry, lines: io.StringIO) -> None:
    with pytest.raises(ValueError, match="Ana"), telemetry.step("signing", "1"):
        raise ValueError("Ana Pérez, 1710034065")
    line = json.loads(lines.getvalue())
    assert line["outcome"] == "failed"
    assert line["Failures"] == 1
    assert "Ana" not in lines.getvalue()


def test_a_fault_tells_type_and_place_but_not_its_text(telemetry: JsonTelemetry, lines: io.StringIO) -> None:
    try:
        raise ValueError("Ana Pérez, 1710034065")
    except ValueError as error:
        telemetry.fault("intake", error)
    line = json.loads(lines.getvalue())
    assert line["error"] == "ValueError"
    assert "test_telemetry.py" in line["place"]
    assert "Ana" not in lines.getvalue()
    assert "1710034065" not in lines.getvalue()
