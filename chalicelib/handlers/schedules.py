"""What runs by the clock."""

from __future__ import annotations

from chalice.app import Blueprint, CloudWatchEvent, Rate

from chalicelib.handlers import wiring

schedules = Blueprint(__name__)


@schedules.schedule(Rate(1, unit=Rate.MINUTES), name="sweep")
def sweep(_event: CloudWatchEvent) -> dict[str, int]:
    """Drive on whatever is due."""
    with wiring.telemetry().step("sweep", "") as step:
        woken = wiring.sweep().run()
        step.note(woken=woken)
    return {"woken": woken}
