#!/usr/bin/env python3
"""Many companies that never were (companies.py) through a real hub; does saldo-verify answer each like it?

    many.py HUB [--first SEED] [--count N] [--keep DIR] [--alone]

A seed that differs is told with its first differences, and its story is left in --keep. `--alone` exports each company by itself, too.
0 when all are equal."""

import argparse
import contextlib
import gc
import io
import os
import pathlib
import shutil
import sys
import tempfile
import time

import companies
import exports
import verifier

VERIFIER = verifier.load()


def differences(export):
    """What the verifier says of an export; empty where it is equal."""
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = VERIFIER.main([str(export), "--language", "en", "--jobs", "1"])
    gc.enable()  # the verifier ends after one export, and does without
    said.flush()
    return "" if code == 0 else said.buffer.getvalue().decode()


def check_seed(hub, seed, folder, alone):
    """What differs of one seed, of all companies or of one; empty where nothing does."""
    folder = pathlib.Path(folder)
    stories = folder / "stories"
    stories.mkdir(parents=True)
    (stories / f"{seed}.story").write_text(companies.story(seed), encoding="utf-8")
    try:
        told = [stories / f"{seed}.story"]
        export = exports.of_stories_in(hub, told, folder / "made", may_misspell=True)[str(seed)]
    except RuntimeError as error:
        return f"the hub did not come so far: {error}"
    found = differences(export)
    if not found and alone:
        found = check_alone(hub, export)
    return found


def check_alone(hub, export):
    """The same store, each company by itself: facts of others must carry what its answers need."""
    for company in exports.companies_of(export):
        found = differences(exports.alone(hub, export, company))
        if found:
            return f"--company {company}: {found}"
    return ""


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("hub")
    arguments.add_argument("--first", type=int, default=1)
    arguments.add_argument("--count", type=int, default=1000 if os.environ.get("SALDO_DEEP") else 12)
    arguments.add_argument("--keep", default="")
    arguments.add_argument("--alone", action="store_true")
    given = arguments.parse_args()
    began, wrong = time.monotonic(), []
    for seed in range(given.first, given.first + given.count):
        with tempfile.TemporaryDirectory() as folder:
            found = check_seed(given.hub, seed, folder, given.alone)
            if found:
                wrong.append(seed)
                print(f"seed {seed}\n" + "\n".join(found.splitlines()[:8]), flush=True)
            if found and given.keep:
                pathlib.Path(given.keep).mkdir(parents=True, exist_ok=True)
                shutil.copy(pathlib.Path(folder) / "stories" / f"{seed}.story", given.keep)
    print(f"{given.count - len(wrong)} of {given.count} seeds equal, from {given.first} on, in {time.monotonic() - began:.0f} s")
    if wrong:
        print("different: " + " ".join(map(str, wrong)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
