"""Signatures of every shape, before everybody who judges them."""
