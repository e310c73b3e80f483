#!/usr/bin/env python3
"""Seeds each error of list.py into a copy of the verifier and compares with a hub's answers: run.py HUB SCENARIOS [FOLDER] [--only WORD].

FOLDER keeps the exports for the next time. 0 when every error is found, and the verifier as it is finds none."""

import argparse
import contextlib
import io
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE))
import exports  # noqa: E402
import verifier  # noqa: E402
from list import MUTATIONS  # noqa: E402


def first_difference(source, made, folder):
    """Name of the first export in which this verifier finds a difference; None where all are equal."""
    path = pathlib.Path(folder) / "saldo-verify"
    path.write_text(source, encoding="utf-8")
    module = verifier.load(path, "mutated")
    for name, export in made.items():
        options = module.parse_options([str(export), "--language", "en"])
        options.agent_keys = {}
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                findings, _ = module.run_book(str(export), options)
        except Exception as error:  # a mutant that falls over is found as well
            return f"{name} ({type(error).__name__})"
        if findings.total:
            return name
    return None


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("hub")
    arguments.add_argument("scenarios")
    arguments.add_argument("folder", nargs="?")
    arguments.add_argument("--only", default="")
    given = arguments.parse_args()
    source = verifier.PROGRAM.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or scratch + "/exports"
        made = exports.of_scenarios(given.hub, given.scenarios, folder)
        made.update(exports.of_stories(given.hub, HERE / "stories", folder))
        wrong = first_difference(source, made, scratch)
        if wrong:
            print(f"the verifier itself differs: {wrong}")
            return 1
        missed = 0
        for name, old, new in MUTATIONS:
            if given.only not in name:
                continue
            if source.count(old) != 1:
                print(f"STALE   {name}: its text is there {source.count(old)} times")
                missed += 1
                continue
            found = first_difference(source.replace(old, new), made, scratch)
            print(f"{'found  ' if found else 'MISSED '} {name}{': ' + found if found else ''}", flush=True)
            missed += found is None
        print(f"{len(MUTATIONS)} errors over {len(made)} exports, {missed} not found")
        return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
