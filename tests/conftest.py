"""How all tests run: the same examples each time, and nothing fails by the clock."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("rubrica", deadline=None, derandomize=True)
settings.load_profile("rubrica")
