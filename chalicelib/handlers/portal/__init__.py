"""The customers' portal: the pages people open.

`blueprint` is what Chalice knows; `kit` parses, answers and guards every page; `texts` is the message catalogue; the
other modules are the pages, each a thin layer over a use case of `services/portal`.
"""

from __future__ import annotations

from chalicelib.handlers.portal import access, account, documents, downloads, enrolment, public, recovery
from chalicelib.handlers.portal.blueprint import portal

__all__ = ["access", "account", "documents", "downloads", "enrolment", "portal", "public", "recovery"]
