"""Bodies of HTTP/1.1 requests: with a length, in chunks (RFC 9112 §7.1), or none."""

from __future__ import annotations

from email.message import Message
from io import BufferedIOBase

MAX_BODY = 8 * 1024 * 1024
_MAX_LINE = 1024
_MAX_DISCARDED = 64 * 1024 * 1024


class BadBody(ValueError):
    """The body cannot be told apart from what follows it."""


class TooLarge(ValueError):
    """More than MAX_BODY bytes."""


def read_body(headers: Message, stream: BufferedIOBase) -> bytes:
    """The whole body. Raises BadBody, TooLarge."""
    coding = (headers.get("Transfer-Encoding") or "").strip().lower()
    if coding:
        if coding != "chunked" or headers.get("Content-Length"):
            raise BadBody("Transfer-Encoding")
        return _chunks(stream)
    stated = headers.get("Content-Length") or "0"
    if not (stated.isascii() and stated.isdigit()):
        raise BadBody("Content-Length")
    if len(stated) > 12 or int(stated) > MAX_BODY:
        raise TooLarge
    return _exactly(stream, int(stated))


def _chunks(stream: BufferedIOBase) -> bytes:
    body = bytearray()
    while size := _size(stream):
        if len(body) + size > MAX_BODY:
            raise TooLarge
        body += _exactly(stream, size)
        if stream.readline(_MAX_LINE).strip():
            raise BadBody("chunk")
    while stream.readline(_MAX_LINE).strip():
        pass  # trailers say nothing we need
    return bytes(body)


def _size(stream: BufferedIOBase) -> int:
    digits = stream.readline(_MAX_LINE).split(b";")[0].strip()
    try:
        return int(digits, 16) if digits.isalnum() else -1
    except ValueError:
        raise BadBody("chunk size") from None


def _exactly(stream: BufferedIOBase, size: int) -> bytes:
    if size < 0:
        raise BadBody("chunk size")
    data = stream.read(size)
    if len(data) < size:
        raise BadBody("the body ends too early")
    return data


def discard(stream: BufferedIOBase) -> None:
    """Read on what a client is still sending, so that it comes to read the answer."""
    left = _MAX_DISCARDED
    while left > 0 and (data := stream.read1(min(left, 65_536))):
        left -= len(data)
