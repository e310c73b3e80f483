#!/usr/bin/env python3
"""The hub's trees beside a program that is not ours: `trees.py --bin DIR`. Exit 0, 1, or 77 (skipped) without Go."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
GOPATH = Path("/usr/share/gocode")  # where Debian puts the sources of Go libraries


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--bin", required=True, type=Path)
    given = options.parse_args()
    missing = [what for what, there in (
        ("go", shutil.which("go")),
        ("golang.org/x/mod", (GOPATH / "src/golang.org/x/mod/sumdb/tlog").is_dir())) if not there]
    if missing:
        print(f"skipped, because of missing {', '.join(missing)}: scripts/setup peers")
        return 77
    with tempfile.TemporaryDirectory(prefix="saldo-trees.") as made:
        folder = Path(made)
        go = {**os.environ, "GO111MODULE": "off", "GOPATH": str(GOPATH), "GOCACHE": str(folder / "cache"),
              "GOFLAGS": "", "CGO_ENABLED": "0"}
        checker = folder / "check_trees"
        for command in ([given.bin / "saldo_write_trees", folder / "trees"],
                        ["go", "build", "-o", checker, HERE / "check_trees.go"], [checker, folder / "trees"]):
            done = subprocess.run([str(word) for word in command], env=go, timeout=240)
            if done.returncode != 0:
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
