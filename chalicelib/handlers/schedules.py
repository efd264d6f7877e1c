"""What runs by the clock."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent, Rate

from chalicelib.handlers import wiring

DISPATCH_MARGIN_MS = 30_000
"""A dispatcher with less time left leaves its lanes: the sweep has more to look after."""
LEDGER_MARGIN_MS = 15_000
"""A run with less time left leaves the rest to the next."""

schedules = Blueprint(__name__)


@schedules.schedule(Rate(1, unit=Rate.MINUTES), name="sweep")
def sweep(event: CloudWatchEvent) -> dict[str, int]:
    """Drive on whatever is due: what people are owed first, so that a long run of documents never keeps it waiting."""

    def enough() -> bool:
        context: Any = event.context
        return bool(context.get_remaining_time_in_millis() < DISPATCH_MARGIN_MS)

    with wiring.telemetry().step("sweep", "") as step:
        owed = _remind()
        woken = wiring.sweep().run(enough)
        step.note(woken=woken, owed=owed)
    return {"woken": woken, "owed": owed}


def _remind() -> int:
    """Wake for what people are owed. A fault here stops no document."""
    try:
        return wiring.reminder().run()
    except Exception as error:  # noqa: BLE001  the documents are driven on whatever became of the letters
        wiring.telemetry().fault("sweep", error)
        return 0


@schedules.schedule(Rate(1, unit=Rate.MINUTES), name="ledger")
def ledger(event: CloudWatchEvent) -> dict[str, int]:
    """Chain and seal what happened."""

    def enough() -> bool:
        context: Any = event.context
        return bool(context.get_remaining_time_in_millis() < LEDGER_MARGIN_MS)

    with wiring.telemetry().step("ledger", "") as step:
        made = wiring.chaining().run(enough)
        step.note(records=made)
    return {"records": made}
