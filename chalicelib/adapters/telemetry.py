"""Logs, metrics and traces: one JSON line per step, which is also its CloudWatch metric.

The line is in the embedded metric format, so that counting and timing cost no call. It names the step, the tenant and
the clave. Nothing else about a document is ever logged: no bodies, no names, no addresses, and of an error only its
type and the place it came from, because its text may quote the document.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from chalicelib.adapters import tracing
from chalicelib.services.ports import Step

NAMESPACE = "Rubrica"


class _Facts:
    """Implements `Step`."""

    def __init__(self) -> None:
        self.facts: dict[str, str | int | float | bool] = {}

    def note(self, **facts: str | int | float | bool) -> None:
        """Add facts to the step's log line."""
        self.facts.update(facts)


def logger(level: str = "INFO") -> logging.Logger:
    """The service's logger: whole lines to standard error, nothing from the libraries below warnings."""
    log = logging.getLogger("rubrica")
    if not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        log.addHandler(handler)
        log.propagate = False
    log.setLevel(level)
    return log


def place(error: BaseException) -> str:
    """Where an error was raised: the innermost frames as `file:line function`, without any data."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " < ".join(f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno} {f.name}" for f in reversed(frames))


class JsonTelemetry:
    """Implements `Telemetry`. `deployment` is the stage of deployment (prod, local…), a dimension of every metric."""

    def __init__(self, deployment: str, log: logging.Logger) -> None:
        self._deployment = deployment
        self._log = log

    @contextmanager
    def step(self, stage: str, tenant: str, clave: str = "") -> Iterator[Step]:
        """Measure one step; it is logged when it ends, also when it fails."""
        facts = _Facts()
        begun = time.perf_counter()
        outcome = "failed"
        try:
            with tracing.subsegment(stage, tenant, clave):
                yield facts
            outcome = "done"
        finally:
            self._write(stage, tenant, clave, outcome, (time.perf_counter() - begun) * 1000, facts.facts)

    def postponed(self, stage: str, tenant: str, clave: str, cause: str) -> None:
        """Log that a step could not be done now."""
        line = {"level": "WARNING", "stage": stage, "tenant": tenant, "clave": clave, "postponed": cause}
        self._log.warning(json.dumps(line, ensure_ascii=False))

    def alert(self, what: str, tenant: str, clave: str, facts: Mapping[str, str]) -> None:
        """Call a person: an error line, counted by the alarm on alerts. The facts hold codes, never texts."""
        line = {
            "level": "ERROR",
            "alert": what,
            "tenant": tenant,
            "clave": clave,
            **facts,
            "Deployment": self._deployment,
            "Alerts": 1,
            "_aws": _metrics(["Deployment"], ("Alerts", "Count")),
        }
        self._log.error(json.dumps(line, ensure_ascii=False))

    def fault(self, stage: str, error: BaseException) -> None:
        """Log an error of ours: its type and where it was raised, never its text."""
        line = {"level": "ERROR", "stage": stage, "error": type(error).__name__, "place": place(error)}
        self._log.error(json.dumps(line))

    def _write(
        self, stage: str, tenant: str, clave: str, outcome: str, ms: float, facts: dict[str, str | int | float | bool]
    ) -> None:
        line = {
            "level": "INFO" if outcome == "done" else "WARNING",
            "stage": stage,
            "tenant": tenant,
            "clave": clave,
            "outcome": outcome,
            **facts,
            "Deployment": self._deployment,
            "Step": stage,
            "Duration": round(ms, 1),
            "Failures": int(outcome != "done"),
            "_aws": _metrics(["Deployment", "Step"], ("Duration", "Milliseconds"), ("Failures", "Count")),
        }
        self._log.info(json.dumps(line, ensure_ascii=False))


def _metrics(dimensions: list[str], *metrics: tuple[str, str]) -> dict[str, object]:
    """What makes CloudWatch take metrics (name, unit) out of a line."""
    named = [{"Name": name, "Unit": unit} for name, unit in metrics]
    return {
        "Timestamp": int(time.time() * 1000),
        "CloudWatchMetrics": [{"Namespace": NAMESPACE, "Dimensions": [dimensions], "Metrics": named}],
    }
