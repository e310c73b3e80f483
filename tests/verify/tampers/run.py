#!/usr/bin/env python3
"""Tampers with a genuine export in every way of kinds.py, and demands that saldo-verify finds each and names the place.

    run.py HUB SET [--places N] [--seed N] [--only WORD]

SET is a set as gen_datastage.py writes it. Prints how many of the places of each kind were found; of strong kinds also how many nothing but the
held checkpoint finds. 0 when all were found, and neither the untouched export nor a second one of the same store is called different."""

import argparse
import contextlib
import gc
import io
import os
import pathlib
import random
import shutil
import sys
import tempfile
import time

import kinds
import world as w

import verifier  # noqa: E402, in the folder above, which world.py makes known

VERIFIER = verifier.load()


def said_of(export, *arguments):
    """(exit code, what saldo-verify says)."""
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = VERIFIER.main([str(export), "--language", "en", "--jobs", "1", *map(str, arguments)])
    gc.enable()
    said.flush()
    return code, said.buffer.getvalue().decode()


class Count:
    def __init__(self):
        self.places = self.found = self.alone = 0
        self.missed = []


def tamper(name, kind, world, seed, is_strong, count):
    """One kind at one place, in one world."""
    with tempfile.TemporaryDirectory() as folder:
        export = world.copy(folder)
        told = kind(random.Random(seed), world, export, pathlib.Path(folder))
        if told is None:
            return
        count.places += 1
        key = ["--key", world.log.vkey()]
        code, said = said_of(export, *key, *told.arguments)
        lines = [line for line in said.splitlines() if not line.startswith(("Checked:", "NOT checked:", "DIFFERENT:"))]
        if code != 0 and any(place in line for place in told.places for line in lines):
            count.found += 1
        else:
            count.missed.append((seed, code, said))
        if is_strong and said_of(export, *key)[0] == 0:
            count.alone += 1


def control(worlds, hub):
    """What is genuine stays equal, also when it is exported again."""
    wrong = []
    for world in worlds:
        witness = ["--witness", world.witness.vkey(4)]
        code, said = said_of(world.export, "--key", world.log.vkey(), *witness)
        if code != 0:
            wrong.append(f"the untouched export {world.export}: {said}")
        with tempfile.TemporaryDirectory() as folder:
            tree = max(world.trees, key=lambda tree: len(tree.leaves))
            for size in (1, len(tree.leaves)):
                code, said = said_of(world.export, "--key", world.log.vkey(), "--checkpoint", world.held(folder, tree, size))
                if code != 0:
                    wrong.append(f"a checkpoint that was held of {size}: {said}")
    data = worlds[0].export.parent / "data"
    with tempfile.TemporaryDirectory() as folder:
        again = pathlib.Path(folder) / "again"
        w.stores.run(hub, "--data", data, "export", again, "--as-of", w.AS_OF)
        code, said = said_of(again, "--key", worlds[0].log.vkey())
        if code != 0:
            wrong.append(f"a second export: {said}")
    return wrong


def worlds_of(hub, source, folder):
    """A real hub's export, that of one of its companies alone, and one with a journal in signed frames."""
    folder = pathlib.Path(folder)
    whole = w.of_hub(hub, source, folder / "hub")
    alone = folder / "alone"
    alone.mkdir()
    (folder / "hub" / "data").rename(folder / "data")
    (folder / "hub" / "data").symlink_to(folder / "data")
    w.stores.run(hub, "--data", folder / "data", "export", alone / "export", "--as-of", w.AS_OF, "--company", whole.companies[0])
    return [whole, w.cosigned(alone / "export", whole.log, {}), w.of_journal(folder / "journal")]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("hub")
    arguments.add_argument("set")
    arguments.add_argument("--places", type=int, default=100 if os.environ.get("SALDO_DEEP") else 2)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--only", default="")
    given = arguments.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        worlds = worlds_of(given.hub, given.set, folder)
        wrong = control(worlds, given.hub)
        for text in wrong:
            print(text)
        missed = len(wrong)
        for is_strong, all_kinds in ((False, kinds.WEAK), (True, kinds.STRONG)):
            for name, kind in all_kinds.items():
                if given.only not in name:
                    continue
                count, tries = Count(), 0
                while count.places < given.places and tries < 20 * given.places:
                    tamper(name, kind, worlds[tries % len(worlds)], f"{given.seed}/{name}/{tries}", is_strong, count)
                    tries += 1
                more = f", {count.alone} by what was held alone" if is_strong else ""
                print(f"{count.found:4d}/{count.places:<4d} {'strong: ' if is_strong else ''}{name}{more}", flush=True)
                missed += count.places - count.found + (count.places == 0)
                for seed, code, said in count.missed[:3]:
                    print(f"          missed: {seed}, exit {code}: " + " | ".join(said.splitlines()[:3])[:600])
        print(f"{len(kinds.WEAK) + len(kinds.STRONG)} kinds, {missed} not found, in {time.monotonic() - began:.0f} s")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
