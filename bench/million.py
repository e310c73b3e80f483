#!/usr/bin/env python3
"""A Data Stage set of a million partidas: imported, discharged, and compared with its truth row by row.

    bench/million.py [--partidas N] [--hub PROGRAM] [--keep DIR]

Prints each step's time, processor time and peak memory, and the whole. Exit 0 when every row is right, 1 when not.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GENERATOR = ROOT / "tests/data/tools/gen_datastage.py"
SECONDS_MAX, KIB_MAX = 60, 3 << 20  # of a million on the reference machine


class Steps:
    """Runs commands one after the other and counts what they cost."""

    def __init__(self):
        self.seconds = 0.0
        self.kib = 0

    def run(self, command, out=subprocess.DEVNULL):
        begin = time.monotonic()
        child = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - begin
        self.seconds += seconds
        self.kib = max(self.kib, usage.ru_maxrss)
        name = " ".join(str(word) for word in command[3:5])
        print(f"{name:32} {seconds:7.2f} s {usage.ru_utime:7.2f} s user {usage.ru_maxrss:>10,} KiB", flush=True)
        if child.returncode != 0:
            sys.exit(f"{name} ended with {child.returncode}")


def rows(path, names):
    """The rows of a CSV file with these columns only, sorted."""
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        header = next(reader)
        places = [header.index(name) for name in names]
        return sorted(tuple(row[i] for i in places) for row in reader)


def header(path):
    with open(path, newline="", encoding="utf-8") as file:
        return next(csv.reader(file))


def compare(what, truth, answer):
    names = header(truth)
    wanted, got = rows(truth, names), rows(answer, names)
    same = wanted == got
    print(f"{what}: {len(got):,} rows, {'equal to the truth' if same else f'DIFFERENT from the truth of {len(wanted):,}'}")
    # The comparison can fail: one row less is seen.
    assert rows(truth, names)[1:] != got
    return same


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--partidas", type=int, default=1_000_000)
    options.add_argument("--hub", default=ROOT / "build/release/bin/saldo-hub")
    options.add_argument("--keep", type=Path, help="keeps the set here, and uses it when it is there")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="saldo-million.") as folder:
        work = Path(folder)
        data = given.keep or work / "set"
        if not (data / "truth").exists():
            subprocess.run(
                [sys.executable, GENERATOR, "--partidas", str(given.partidas), "--days", "160", "--lean", "--truth",
                 "--out", data], check=True, stdout=subprocess.DEVNULL)
        hub = [given.hub, "--data", work / "hub"]
        steps = Steps()
        steps.run(hub + ["import", "catalogs", data / "catalogs"])
        steps.run(hub + ["import", "datastage"] + sorted((data / "datastage").iterdir()))
        steps.run(hub + ["import", "invoice-lines", data / "feeds/invoice_lines.csv"])
        answers = {}
        for name in ("lots", "discharges"):
            answers[name] = work / f"{name}.csv"
            with open(answers[name], "wb") as out:
                steps.run(hub + [name, "--format", "csv"], out)
        print(f"whole: {steps.seconds:.1f} s, peak {steps.kib:,} KiB (at most {SECONDS_MAX} s and {KIB_MAX:,} KiB for a million)")
        right = [compare("discharges", data / "truth/discharges.csv", answers["discharges"]),
                 compare("open lots", data / "truth/open_lots.csv", answers["lots"])]
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.exit(main())
