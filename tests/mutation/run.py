#!/usr/bin/env python3
"""Breaks the rules of the ledger one by one, and demands that the suite sees each.

    tests/mutation/run.py             every mutation of mutations.toml; stops asking at the first test that sees one
    tests/mutation/run.py --quick     the three marked quick
    tests/mutation/run.py --all       asks every suite about every mutation, for the table
    tests/mutation/run.py --verifier  asks saldo-verify alone: does it differ from the mutant over scenarios and stories?
    tests/mutation/run.py --fit       builds nothing: does every mutation fit the source?
    tests/mutation/run.py NAME...     these mutations

Works on a copy of the tree under build/mutation: this tree is never touched. Exit codes: 0 every mutation was seen and
the unmutated build is green, 1 not so, 70 a mutation does not fit the source any more.
"""

import argparse
import os
import subprocess
import sys
import time
import tomllib
import xml.etree.ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "build" / "mutation"
TREE = PLACE / "tree"
BUILD = TREE / "build" / "release"  # where it lies in every tree: the compiler cache knows it
BIN = BUILD / "bin"
HISTORIES = "1000"
SECONDS_MAX = 300  # a mutant that does not end by then is seen
EXIT_OUR_BUG = 70


class Misfit(Exception):
    """A mutation whose text does not stand in the source exactly once."""


def sources():
    """Every file of the tree that git knows or would know, but for data that no rule reads."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    return [name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def copy_tree():
    """Brings the copy up to date; files that are equal keep their time, so that little is built again."""
    wanted = set(sources())
    for held in TREE.rglob("*"):
        name = held.relative_to(TREE)
        if held.is_file() and name.parts[0] != "build" and str(name) not in wanted:
            held.unlink()
    for name in wanted:
        source, copy = ROOT / name, TREE / name
        content = source.read_bytes()
        if copy.is_file() and copy.read_bytes() == content:
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(content)
        copy.chmod(source.stat().st_mode)


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          timeout=options.pop("timeout", None), **options)


def build(target):
    """The complaint of the build, or nothing."""
    done = run(["cmake", "--build", BUILD, "--target", target])
    if done.returncode == 0:
        return ""
    errors = [line for line in done.stdout.splitlines() if "error" in line and "-Werror" not in line.split(" -I")[0]]
    return "\n".join(errors[:5]) or done.stdout[-2000:]


def configure():
    done = run(["cmake", "-S", TREE, "-B", BUILD, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release"])
    if done.returncode != 0:
        sys.exit(done.stdout[-3000:])


def catch(program, tags):
    """The first test that fails, or nothing. A test that stops the process is the last that began."""
    report = PLACE / f"{program}.xml"
    report.unlink(missing_ok=True)
    environment = dict(os.environ, SALDO_HISTORIES=HISTORIES)
    try:
        done = run([BIN / program, tags, "-r", "xml", "-o", report], env=environment, timeout=SECONDS_MAX, cwd=TREE)
    except subprocess.TimeoutExpired:
        return "does not end"
    if done.returncode == 0:
        return ""
    if done.returncode < 0:
        said = done.stdout.strip().splitlines()
        return "stops the process: " + (said[-1] if said else str(done.returncode))
    for case in xml.etree.ElementTree.parse(report).iter("TestCase"):
        verdict = case.find("OverallResult")
        if verdict is not None and verdict.get("success") == "false":
            return case.get("name")
    return f"exit code {done.returncode}"


class Scenarios:
    """The scenario files that hold on the unmutated tree, through saldo-hub."""

    def __init__(self):
        folder = TREE / "tests" / "data" / "scenarios"
        files = sorted(folder.glob("*.scn")) + sorted(folder.glob("random/*.scn"))
        self.files = [f.relative_to(TREE) for f in files]

    def leave_out_broken(self):
        broken = [f for f in self.files if run([BIN / "saldo-hub", "scenario", f], cwd=TREE).returncode != 0]
        if broken:
            print(f"{len(broken)} scenario files do not hold unmutated and are left out: "
                  + " ".join(f.name for f in broken), flush=True)
        self.files = [f for f in self.files if f not in broken]
        if not self.files:
            sys.exit("no scenario file holds: the unmutated tree is not green")

    def first_failure(self):
        try:
            done = run([BIN / "saldo-hub", "scenario", *self.files], timeout=SECONDS_MAX, cwd=TREE)
        except subprocess.TimeoutExpired:
            return "does not end"
        if done.returncode == 0:
            return ""
        lines = done.stdout.strip().splitlines()
        if done.returncode < 0:
            return "stops the process: " + (lines[-1] if lines else str(done.returncode))
        return lines[0] if lines else f"exit code {done.returncode}"


def differs_from_verifier():
    """The first scenario or story that a hub and saldo-verify answer otherwise, or nothing."""
    done = run([sys.executable, "-B", TREE / "tests" / "verify" / "first_difference.py", BIN / "saldo-hub"], cwd=TREE)
    return done.stdout.strip() if done.returncode else ""


class Suite:
    """Named parts of the suite, each with what it needs built; cheapest first."""

    def __init__(self, quick, by_verifier=False):
        self.scenarios = Scenarios()
        unit = ("unit", "saldo_unit", lambda: catch("saldo_unit", "[ledger],[book],[scenario]"))
        rest = [
            ("scenarios", "saldo-hub", self.scenarios.first_failure),
            ("histories", "saldo_property", lambda: catch("saldo_property", "[history],[ledger]")),
        ]
        self.parts = rest if quick else [unit, *rest]
        if by_verifier:
            self.parts = [("verifier", "saldo-hub", differs_from_verifier)]

    def check_green(self):
        for name, target, ask in self.parts:
            complaint = build(target)
            if complaint:
                sys.exit(f"the unmutated tree does not build:\n{complaint}")
            if name == "scenarios":
                self.scenarios.leave_out_broken()
            red = ask()
            if red:
                sys.exit(f"the unmutated tree is not green: {name}: {red}")

    def seen_by(self, ask_all):
        """Part -> its first test that fails. Stops at the first unless asked for all."""
        seen = {}
        for name, target, ask in self.parts:
            complaint = build(target)
            if complaint:
                raise Misfit(f"the mutant does not build:\n{complaint}")
            red = ask()
            if red:
                seen[name] = red
                if not ask_all:
                    break
        return seen


def apply(mutation):
    """Changes the copy; gives the files as they were."""
    before = {}
    for edit in mutation["edits"]:
        path = TREE / edit["file"]
        text = path.read_text()
        before.setdefault(path, text)
        if text.count(edit["find"]) != 1:
            restore(before)
            raise Misfit(f"{edit['file']} holds this {text.count(edit['find'])} times, not once: {edit['find']!r}")
        path.write_text(text.replace(edit["find"], edit["replace"]))
    return before


def count_misfits(mutations):
    """Names every edit whose text does not stand in this tree exactly once."""
    count = 0
    for mutation in mutations:
        for edit in mutation["edits"]:
            found = (ROOT / edit["file"]).read_text().count(edit["find"])
            if found != 1:
                count += 1
                print(f"MISFIT   {mutation['name']}: {edit['file']} holds this {found} times, not once: {edit['find']!r}")
    return count


def restore(before):
    for path, text in before.items():
        path.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--verifier", action="store_true")
    asked = parser.parse_args()
    mutations = tomllib.loads((ROOT / "tests" / "mutation" / "mutations.toml").read_text())["mutation"]
    misfits = count_misfits(mutations)  # of all of them, also when few are played: it costs nothing
    if misfits or asked.fit:
        return EXIT_OUR_BUG if misfits else 0
    if asked.quick:
        mutations = [m for m in mutations if m.get("quick")]
    if asked.verifier:
        for mutation in mutations:
            if "not_in_exports" in mutation:
                print(f"LEFT OUT {mutation['name']}: {mutation['not_in_exports']}")
        mutations = [m for m in mutations if "not_in_exports" not in m]
    if asked.names:
        unknown = set(asked.names) - {m["name"] for m in mutations}
        if unknown:
            parser.error("no such mutation: " + " ".join(sorted(unknown)))
        mutations = [m for m in mutations if m["name"] in asked.names]

    started = time.monotonic()
    copy_tree()
    configure()
    suite = Suite(asked.quick, asked.verifier)
    suite.check_green()
    print(f"the unmutated tree is green after {time.monotonic() - started:.0f} s", flush=True)

    seen_count, unbuilt = 0, 0
    for mutation in mutations:
        begun = time.monotonic()
        try:
            before = apply(mutation)
            try:
                seen = suite.seen_by(asked.all)
            finally:
                restore(before)
        except Misfit as misfit:
            unbuilt += 1
            print(f"MISFIT   {mutation['name']}: {misfit}", flush=True)
            continue
        took = time.monotonic() - begun
        seen_count += bool(seen)
        print(f"{'seen' if seen else 'NOT SEEN':8} {mutation['name']} ({mutation['rule']}) {took:.0f} s", flush=True)
        for part, test in seen.items():
            print(f"         {part}: {test}", flush=True)
    print(f"{seen_count} of {len(mutations)} mutations seen in {time.monotonic() - started:.0f} s")
    try:  # counts for scripts/test
        os.write(3, f"{seen_count} {len(mutations) - seen_count} 0\n".encode())
    except OSError:
        pass
    if unbuilt:
        return EXIT_OUR_BUG
    return 0 if seen_count == len(mutations) and mutations else 1


if __name__ == "__main__":
    sys.exit(main())
