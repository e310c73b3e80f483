#!/usr/bin/env python3
"""saldo-witness asked by a log that is not ours: golang.org/x/mod/sumdb makes trees, proofs and notes. Exit 0, 1, or 77 (skipped) without Go."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "verify"))

import witnesses  # noqa: E402

GOPATH = Path("/usr/share/gocode")  # where Debian puts the sources of Go libraries


def main():
    missing = [what for what, there in (
        ("go", shutil.which("go")),
        ("golang.org/x/mod", (GOPATH / "src/golang.org/x/mod/sumdb/note").is_dir())) if not there]
    if missing:
        print(f"skipped, because of missing {', '.join(missing)}: scripts/setup peers")
        return 77
    with tempfile.TemporaryDirectory(prefix="saldo-witness.") as made:
        folder = Path(made)
        environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        environment.update(GO111MODULE="off", GOPATH=str(GOPATH), GOCACHE=str(folder / "cache"), GOFLAGS="", CGO_ENABLED="0")
        log = folder / "ask_witness"
        subprocess.run(["go", "build", "-o", str(log), str(HERE / "ask_witness.go")], env=environment, timeout=240, check=True)
        signer, verifier = subprocess.run([str(log), "key"], capture_output=True, text=True, check=True).stdout.split()
        vkey = witnesses.make(folder / "witness")
        witnesses.command("add-log", folder / "witness", verifier)
        with witnesses.Running(folder / "witness") as witness:
            done = subprocess.run([str(log), "ask", witness.address, signer, vkey], env=environment, timeout=240)
        if done.returncode != 0:
            return 1
        code, said = witnesses.command("show", folder / "witness")
        # Each fork that shows itself is an alarm: by its own signatures where they prove it.
        alarms = said.count("ALARM log.two_histories") + said.count("ALARM log.no_proof")
        print(f"alarms: {alarms}, of which proved {said.count('ALARM log.two_histories')}")
        return 0 if code == 1 and alarms == 20 * 21 // 2 else 1


if __name__ == "__main__":
    sys.exit(main())
