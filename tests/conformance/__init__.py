"""Do our models accept and refuse exactly what the authority's schemas accept and refuse?

`python -m tests.conformance --xsd DIR [--count N] [--seed S]` takes a folder of the official XSD files, makes documents
and changes to them (`tests.generator`), asks both sides, and lists every difference. A schema is told by its root
element and the version in its file name.

Where our models differ on purpose, `deliberate` says so and why; what that explains is counted apart.
"""
