"""Numbers that the service gives: the next of a series, without gaps and never twice.

- A **series** counts the documents of one kind that an issuer makes in one environment and place. Its **next** number
  begins at 1 or where the issuer says, and only goes up.
- A number is **taken** if a document came with it. The service passes over it: the series stays whole, because that
  document has the number.

A number is only ever given together with the document that gets it, in one transaction: nothing can happen in between,
so there is nothing that could be lost there (see `Numbering` in the ports).
"""

from __future__ import annotations

from collections.abc import Container, Iterator

FIRST = 1


def free_numbers(following: int, taken: Container[int]) -> Iterator[int]:
    """The numbers from `following` on that nobody has.

    >>> numbers = free_numbers(7, {8, 9})
    >>> [next(numbers) for _ in range(3)]
    [7, 10, 11]
    """
    number = following
    while True:
        if number not in taken:
            yield number
        number += 1
