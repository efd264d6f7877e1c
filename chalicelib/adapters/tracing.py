"""X-Ray, behind one small door. Its SDK takes about a second to import, so it is imported only when tracing is on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

Given = TypeVar("Given")
Answer = TypeVar("Answer")


@cache
def _recorder() -> Any:
    """X-Ray's recorder with the AWS clients patched, or None when tracing is off."""
    if os.environ.get("TRACING", "off") != "on":
        return None
    from aws_xray_sdk.core import patch, xray_recorder

    xray_recorder.configure(context_missing="LOG_ERROR")
    patch(("botocore",))
    return xray_recorder


@contextmanager
def subsegment(name: str, tenant: str, clave: str) -> Iterator[None]:
    """A part of the trace, marked with the tenant and the clave."""
    recorder = _recorder()
    if recorder is None:
        yield
        return
    with recorder.in_subsegment(name) as segment:
        if segment is not None:
            segment.put_annotation("tenant", tenant)
            segment.put_annotation("clave", clave)
        yield


def carried(call: Callable[[Given], Answer]) -> Callable[[Given], Answer]:
    """The call with the trace of this thread, for another thread to make: X-Ray keeps it for each by itself."""
    recorder = _recorder()
    if recorder is None:
        return call
    entity = recorder.get_trace_entity()

    def within(given: Given) -> Answer:
        recorder.set_trace_entity(entity)
        try:
            return call(given)
        finally:
            recorder.clear_trace_entities()

    return within
