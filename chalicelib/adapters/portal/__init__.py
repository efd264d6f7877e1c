"""The world of the portal apart from its records: hashes, secrets, images, code generators, files, mail."""
