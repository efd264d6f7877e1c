"""The ledger: what happened to documents, keys and files, so that nobody can change it unnoticed."""
