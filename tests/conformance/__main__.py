"""The command line: see the package."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.conformance.compare import Report, compare
from tests.conformance.deliberate import EXTRAS, REPAIRS
from tests.conformance.schemas import subjects
from tests.generator.documents import EVERY_VERSION

SHOWN = 50


def main() -> int:
    """Compare, print, and answer 0 only if nothing differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description="Our models against the schemas.")
    parser.add_argument("--xsd", type=Path, required=True, help="folder with the official XSD files")
    parser.add_argument("--count", type=int, default=20_000, help="mutations to try (20000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for the documents on which the verdicts differ")
    options = parser.parse_args()
    found = subjects(options.xsd)
    if not found:
        print(f"no schema of a comprobante in {options.xsd}", file=sys.stderr)
        return 2
    report = compare(found, options.count, options.seed)
    print("schemas: " + ", ".join(f"{s.kind.root} {s.version}" for s in found))
    covered = {(s.kind.root, s.version) for s in found}
    missing = [f"{kind.root} {version}" for kind, version in EVERY_VERSION if (kind.root, version) not in covered]
    print("not covered: " + (", ".join(missing) or "none"))
    show(report)
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        for number, difference in enumerate(report.differences):
            (options.keep / f"{number:05d}.xml").write_bytes(difference.document)
    return 1 if report.differences else 0


def show(report: Report) -> None:
    """Print the figures, the differences that are meant with their reasons, and those that are not."""
    print(f"{report.valid} valid documents, {report.mutations} mutations ({report.skipped} of a version not covered)")
    print(f"accepted {report.accepted}, refused {report.refused}")
    print("\ndeliberate differences:")
    for name, times in report.explained.most_common():
        print(f"  {times:6d}  {name}")
    for name, (_, reason) in (*REPAIRS.items(), *EXTRAS.items()):
        print(f"  {name}: {reason}")
    print(f"\ndifferences: {len(report.differences)}")
    for difference in report.differences[:SHOWN]:
        verdicts = f"schema {_word(difference.schema)}, models {_word(difference.models)}"
        print(f"  {difference.subject}: {verdicts}: {difference.change}\n      {difference.why}")
    if len(report.differences) > SHOWN:
        print(f"  … and {len(report.differences) - SHOWN} more")


def _word(verdict: bool) -> str:
    return "accepts" if verdict else "refuses"


if __name__ == "__main__":
    sys.exit(main())
