"""The accounts of the people who receive documents: passwords, lockout, recovery, second factor. Rules only."""
