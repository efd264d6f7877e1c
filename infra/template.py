"""Packages the application and prints where its template is, for the checks that read it."""

import sys
from pathlib import Path

from infra.layer import PackagingError, host_target
from infra.package import build_package

if __name__ == "__main__":
    try:
        print(build_package(Path(__file__).resolve().parents[1], host_target()).template)
    except PackagingError as error:
        sys.exit(str(error))
