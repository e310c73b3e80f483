#!/usr/bin/env python3
"""The hub's answers to synthetic_small, every column, compared with the files beside this one; --write renews them.

Lots and discharges have a truth of their own, made by the generator of the set; these files hold the columns that it does
not know (values, terms, UMT, stock by plant). Read the difference before you renew.
"""

import argparse
import difflib
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ANSWERS = [["balances"], ["lots", "--all"], ["discharges"], ["stock"], ["alerts", "--as-of", "2026-01-31"]]


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def answers(program, data_set, folder):
    hub = [program, "--data", folder]
    run(*hub, "import", "catalogs", data_set / "catalogs")
    run(*hub, "import", "datastage", data_set / "datastage")
    run(*hub, "import", "invoice-lines", data_set / "feeds" / "invoice_lines.csv")
    run(*hub, "import", "movements", *sorted((data_set / "movements").iterdir()))
    return {words[0] + ".csv": run(*hub, *words, "--format", "csv") for words in ANSWERS}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--bin", required=True)
    options.add_argument("--set", required=True)
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="saldo-golden.") as folder:
        found = answers(Path(given.bin) / "saldo-hub", Path(given.set), Path(folder) / "hub")
    wrong = 0
    for name, text in found.items():
        golden = HERE / name
        if given.write:
            golden.write_text(text, encoding="utf-8")
            continue
        expected = golden.read_text(encoding="utf-8")
        if text != expected:
            wrong += 1
            lines = difflib.unified_diff(expected.splitlines(), text.splitlines(), name, "found", lineterm="", n=0)
            print("\n".join(list(lines)[:20]))
    # The comparison itself can fail: one digit changed is seen.
    if not given.write and found["lots.csv"].replace("1", "2", 1) == (HERE / "lots.csv").read_text(encoding="utf-8"):
        wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
