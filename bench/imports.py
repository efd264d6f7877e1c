"""How long importing `app.py` takes, beside a bare interpreter of the same run."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 9


def seconds(code: str) -> float:
    """The median of some starts of the interpreter with that code."""
    taken = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def main() -> None:
    """Print the figures."""
    bare = seconds("pass")
    chalice = seconds("import chalice.app")
    app = seconds("import app")
    stage = seconds(
        "import app, chalicelib.services.pipeline, chalicelib.adapters.dynamodb.documents, chalicelib.adapters.aws, "
        "chalicelib.countries.ecuador, chalicelib.adapters.ses"
    )
    print(f"import app.py                 {(app - bare) * 1000:7.0f} ms   (limit 350 ms)")
    print(f"  of which the framework      {(chalice - bare) * 1000:7.0f} ms")
    print(f"  and at a stage's first document, what it needs besides {(stage - app) * 1000:5.0f} ms")
    modules = "chalicelib.signing.foreign"
    signed = seconds(f"import {modules}, chalicelib.signing.verifier") - seconds(f"import {modules}")
    print(f"  and at the first document that came signed, signxml {signed * 1000:5.0f} ms")
    print(f"  a bare interpreter starts in{bare * 1000:7.0f} ms")


if __name__ == "__main__":
    main()
