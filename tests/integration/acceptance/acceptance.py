#!/usr/bin/env python3
"""What the foundation must show, asked of the programs as a person would: `acceptance.py --bin DIR --root DIR CASE`.

Every case works in a folder of its own. Exit 0, 1 with the difference, or 77 when its files are not beside the project.
"""

import argparse
import csv
import io
import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ORDERS = 20
ANSWERS = [["balances"], ["lots", "--all"], ["lots"], ["discharges"], ["stock"], ["alerts"]]


class Wrong(Exception):
    pass


class Skipped(Exception):
    pass


def expect(holds, what):
    if not holds:
        raise Wrong(what)


class Bench:
    """The programs, the files, and a folder to work in."""

    def __init__(self, bin_folder, root, folder):
        self.bin, self.root, self.folder = Path(bin_folder), Path(root), Path(folder)
        self.set = self.root / "tests/data/datastage/synthetic_small"
        self.shared = self.root.parent / "shared"

    def run(self, program, *words):
        command = [str(self.bin / program), *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)

    def hub(self, store, *words, code=0):
        done = self.run("saldo-hub", "--data", self.folder / store, *words)
        expect(done.returncode == code, f"saldo-hub {words} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def real_shape(self):
        folder = self.shared / "fixtures/datastage/real_shape_a"
        if not folder.exists():
            raise Skipped("../shared/fixtures is not beside the project")
        return folder


def figures(bench, store, folder, *flags, code=0):
    (found,) = json.loads(bench.hub(store, "import", "datastage", folder, "--format", "json", *flags, code=code))["sets"]
    return found


def real_shape(bench):
    """A genuine delivery: every figure of its totals, and a second import adds nothing."""
    folder = bench.real_shape()
    told = json.loads((folder / "control_totals.json").read_text())
    dry = figures(bench, "hub", folder, "--dry-run")
    expect("facts=0 " in bench.hub("hub", "status"), "a dry run wrote facts")
    found = figures(bench, "hub", folder)
    expect({**dry, "new": 0} == {**found, "new": 0}, "the dry run reports something else than the import")
    for name, value in told.items():
        if name != "records":
            expect(found[name] == value, f"{name}: {found[name]}, told {value}")
    for record, rows in told["records"].items():
        expect(found["records"].get(record, 0) == rows, f"record {record}: {found['records'].get(record)}, told {rows}")
    before = bench.hub("hub", "status")
    expect(figures(bench, "hub", folder)["new"] == 0, "the second import added facts")
    expect(bench.hub("hub", "status") == before, "the second import changed the log")


def row_taken_out(bench):
    """The same delivery without one row of 551: refused, both totals named, nothing imported, the same when dry."""
    cut = bench.folder / "cut"
    shutil.copytree(bench.real_shape(), cut, copy_function=shutil.copyfile)
    (file,) = cut.glob("*_551.asc")
    rows = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(rows[:4] + rows[5:]))
    told = bench.hub("hub", "import", "datastage", cut, code=1)
    expect("'283'" in told and "284" in told and "Total_Fracciones" in told, f"the totals are not named:\n{told}")
    expect("facts=0 " in bench.hub("hub", "status"), "something was imported")
    expect(bench.hub("hub", "import", "datastage", cut, "--dry-run", code=1) == told, "the dry run says something else")


def named_columns(text, names):
    rows = csv.DictReader(io.StringIO(text))
    return sorted([row[name] for name in names] for row in rows)


def any_order(bench):
    """Deliveries, catalogs, invoice lines and movements in shuffled orders: the truth, and the same bytes each time."""
    pieces = [["catalogs", bench.set / "catalogs"], ["invoice-lines", bench.set / "feeds" / "invoice_lines.csv"]]
    pieces += [["datastage", folder] for folder in sorted((bench.set / "datastage").iterdir())]
    pieces += [["movements", file] for file in sorted((bench.set / "movements").iterdir())]
    first = None
    for seed in range(ORDERS):
        store = f"hub{seed}"
        order = pieces[:]
        random.Random(seed).shuffle(order)
        for kind, path in order:
            bench.hub(store, "import", kind, path)
        found = {" ".join(words): bench.hub(store, *words, "--format", "csv") for words in ANSWERS}
        if first is None:
            first = found
        for question, answer in found.items():
            expect(answer == first[question], f"order {seed} changes the answer to {question}")
    for question, file in (("lots", "open_lots.csv"), ("discharges", "discharges.csv")):
        truth = (bench.set / "truth" / file).read_text(encoding="utf-8")
        names = truth.splitlines()[0].split(",")
        expect(named_columns(first[question], names) == named_columns(truth, names), f"{question} are not {file}")
    # One document less is seen: the comparison can fail.
    for kind, path in pieces[:-1]:
        bench.hub("less", "import", kind, path)
    expect(bench.hub("less", "stock", "--format", "csv") != first["stock"], "a plant's movements less changes no stock")


def scenarios(bench):
    """Every worked and random case of the domain reference holds, as its rules stand beside the project or in it; a
    wrong expectation is seen."""
    folder = bench.root / "tests/data/scenarios"
    for place in (folder, bench.shared / "scenarios"):
        files = sorted(place.glob("**/*.scn"))
        if not files:
            continue
        done = bench.run("saldo-hub", "scenario", *files)
        expect(done.returncode == 0, f"{place}: {done.stdout}{done.stderr}")
        expect(len(files) > 60, f"{place} has only {len(files)} files")
    wrong = bench.folder / "wrong.scn"
    wrong.write_text((folder / "case-01.scn").read_text().replace("RT1 A:500", "RT1 A:499"))
    done = bench.run("saldo-hub", "scenario", wrong)
    expect(done.returncode == 1, f"a wrong expectation ended with {done.returncode}: {done.stdout}")


def unknown_key(bench):
    """An unknown key ends `check` and `run` alike with 78, naming file, line, column and the nearest key."""
    file = bench.folder / "bad.toml"
    for program, known, wrong in (("saldo-hub", "broker", "brokr"), ("saldo-agent", "journal", "jornal")):
        file.write_text(f'data = "{bench.folder}/d"\n\n[{wrong}]\n')
        said = set()
        for command in ("check", "run"):
            done = bench.run(program, "--config", file, command)
            expect(done.returncode == 78, f"{program} {command} ended with {done.returncode}")
            said.add(done.stdout + done.stderr)
        (text,) = said
        for part in (str(file) + ":3:", wrong, known):
            expect(part in text, f"{program}: {part} is not in {text}")


def run_cases(*known):
    """Runs the case that the command line names. Gives the exit code."""
    options = argparse.ArgumentParser()
    options.add_argument("--bin", required=True)
    options.add_argument("--root", required=True)
    cases = {case.__name__: case for case in known}
    options.add_argument("case", choices=cases)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="saldo-acceptance.") as folder:
        try:
            cases[given.case](Bench(given.bin, given.root, folder))
        except Skipped as reason:
            print(f"skipped, because {reason}")
            return 77
        except Wrong as what:
            print(f"WRONG: {what}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(run_cases(real_shape, row_taken_out, any_order, scenarios, unknown_key))
