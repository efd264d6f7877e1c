"""Keeping the ledger: chaining what happened, sealing it in the archive, checking it."""
