#!/usr/bin/env python3
"""A million movements, exported and verified: how long saldo-verify takes, and how much memory, on a set with partidas, bills and movements.

    bench/verify.py [--partidas N] [--hub PROGRAM] [--keep DIR]

Prints each step's time, processor time and peak memory. Exit 0 when saldo-verify finds everything equal and stays in its bounds, 1 when not.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GENERATOR = ROOT / "tests/data/tools/gen_datastage.py"
SECONDS_MAX, KIB_MAX = 60, 1 << 20  # of a million movements on the reference machine


def run(name, command, out=subprocess.DEVNULL):
    """(exit code, seconds, peak KiB). Processes that the command starts count in the seconds; the peak is of the largest one."""
    begin = time.monotonic()
    child = subprocess.Popen([str(word) for word in command], stdout=out)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - begin
    print(f"{name:32} {seconds:7.2f} s {usage.ru_utime:7.2f} s user {usage.ru_maxrss:>10,} KiB", flush=True)
    return child.returncode, seconds, usage.ru_maxrss


def must(name, command):
    if run(name, command)[0] != 0:
        sys.exit(f"{name} failed")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--partidas", type=int, default=450_000)
    options.add_argument("--hub", default=ROOT / "build/release/bin/saldo-hub")
    options.add_argument("--keep", type=Path, help="keeps the set here, and uses it when it is there")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="saldo-verify.") as folder:
        work = Path(folder)
        data = given.keep or work / "set"
        if not (data / "catalogs").exists():
            must("gen_datastage.py", [sys.executable, GENERATOR, "--partidas", given.partidas, "--days", "160", "--out", data])
        hub = [given.hub, "--data", work / "hub"]
        must("import catalogs", hub + ["import", "catalogs", data / "catalogs"])
        must("import datastage", hub + ["import", "datastage"] + sorted((data / "datastage").iterdir()))
        must("import invoice-lines", hub + ["import", "invoice-lines", data / "feeds/invoice_lines.csv"])
        must("import movements", hub + ["import", "movements"] + sorted((data / "movements").iterdir()))
        must("export", hub + ["export", work / "export"])
        movements = sum(sum(1 for _ in open(file, encoding="utf-8")) - 1 for file in (data / "movements").iterdir())
        key = subprocess.run([str(word) for word in hub + ["log-key"]], check=True, capture_output=True, text=True).stdout.split()[0]
        verify = [sys.executable, ROOT / "verify/saldo-verify", work / "export", "--key", key, "--language", "en"]
        code, seconds, kib = run("saldo-verify", verify, sys.stdout)
        size = sum(file.stat().st_size for file in (work / "export").rglob("*") if file.is_file())
        print(f"{movements:,} movements, {size >> 20:,} MiB exported: {seconds:.1f} s (at most {SECONDS_MAX} for a million), "
              f"{kib:,} KiB (at most {KIB_MAX:,})")
        is_within = seconds * 1e6 <= SECONDS_MAX * max(movements, 1_000_000) and kib <= KIB_MAX
        return 0 if code == 0 and is_within else 1


if __name__ == "__main__":
    sys.exit(main())
