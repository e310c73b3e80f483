#!/usr/bin/env python3
"""Proves the peers on small random sets: each must give the rows of a fold that is too simple to be wrong, before and after the
late imports. Wrong peers are run as well, and must be found out.

    check.py --work DIR [--saldo COMMAND] [--only PEERS]

Exit 0 when all agree and every wrong one was found, else 1.
"""
import argparse
import hashlib
import json
import os
import shlex
import subprocess
import sys

import common
import peer_python

HERE = os.path.dirname(os.path.abspath(__file__))
SMALL = "--parts 300 --lots 3000 --exports 600 --late 100 --days 60".split()
# Scarce sets live on shortages; few days give many ties. One part alone has long chains.
SETS = {
    "ample": [],
    "scarce": ["--demand-permille", "1300", "--seed", "7"],
    "hot": ["--hot", "--demand-permille", "1000", "--seed", "8"],
    "few_days": ["--days", "5", "--demand-permille", "1000", "--seed", "9"],
    "terms": ["--terms"],
    "hot_terms": ["--terms", "--hot", "--demand-permille", "900", "--seed", "11"],
}
AMPLE_SHA256 = {
    "lots.csv": "ea0e35028e9bb17155f1d7cd0e92af6a772f2c5c6ab7438c3040da3f4605ff5d",
    "late.csv": "e2f4b656f9bb022919226f9d31faddaf2ee67a57f74cbdef1fdddaecf3b06f7d",
    "uses.csv": "28b4affbf1eed1626128277e4a83a479fa862d060c3edb197622e7cfa1558150",
}
# Each is the boundary merge with one thought left out.
WRONG_MERGES = {
    "a shortage eats later imports": (" + min(case is_use when 1 then supply - demand else 0 end) over fifo", ""),
    "uses come before the imports of their day": (' + 4294967296 + "use"', ' - 4294967296 + "use"'),
    "lots of one day come in the wrong order": ("entry_day * 8589934592 + lot", "entry_day * 8589934592 - lot"),
}


def simple_fold(lots, uses):
    """For each use in order, every lot of its part in order: whatever may be taken is taken. (use, lot, qty), all parts."""
    matches = []
    lots_of = {}
    for lot, part, day, qty, term_end in sorted(lots, key=lambda row: (row[2], row[0])):
        lots_of.setdefault(part, []).append([day, lot, qty, term_end])
    for use, part, day, need, expiry in sorted(uses, key=lambda row: (row[2], row[0])):
        for row in lots_of.get(part, []):
            is_expired = row[3] < day
            is_open_to = expiry == 0 or (expiry == 2) == is_expired
            take = min(need, row[2]) if row[0] <= day and is_open_to else 0
            if take:
                matches.append((use, row[1], take))
                row[2] -= take
                need -= take
    return matches


class Check:
    def __init__(self, work):
        self.work = work
        self.failures = 0

    def say(self, is_right, words):
        self.failures += not is_right
        print(("ok    " if is_right else "WRONG ") + words, flush=True)

    def same(self, folder, phase, peer, path):
        with open(f"{folder}/expected.{phase}") as expected, open(path) as got:
            self.say(expected.read() == got.read(), f"{os.path.basename(folder)}, {phase}: {peer}")


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def make(folder, options):
    """The set, and what is expected of it, as rows and as sums."""
    run(sys.executable, f"{HERE}/generate.py", "--out", folder, *SMALL, *options)
    read = lambda name: list(common.read_rows(f"{folder}/{name}.csv"))
    lots, late, uses = read("lots"), read("late"), read("uses")
    expected = {"bulk": simple_fold(lots, uses), "late": simple_fold(lots + late, uses)}
    for phase, matches in expected.items():
        common.dump(f"{folder}/expected.{phase}", matches)
    return expected


def check_peers(check, folder, has_terms, only):
    dump = f"{folder}/got"
    parts = SMALL[1]
    common_options = ["--data", folder, "--late", "--dump", dump]
    if "python" in only:
        run(sys.executable, f"{HERE}/peer_python.py", *common_options, "--journal", f"{folder}/late.journal")
        for phase in ("bulk", "late"):
            check.same(folder, phase, "Python loop", f"{dump}.{phase}")
    if "postgres" in only:
        forms = "loop" if has_terms else "merge,overlap,loop"
        run(sys.executable, f"{HERE}/peer_postgres.py", *common_options, "--work", check.work, "--forms", forms, "--loop-parts", parts)
        check.same(folder, "bulk", "PostgreSQL, PL/pgSQL loop", f"{dump}.loop")
    if has_terms:
        return
    if "postgres" in only:
        check.same(folder, "bulk", "PostgreSQL, overlap join", f"{dump}.overlap")
        for phase in ("bulk", "late"):
            check.same(folder, phase, "PostgreSQL, boundary merge", f"{dump}.{phase}")
    if "sqlite" in only:
        run(sys.executable, f"{HERE}/peer_sqlite.py", *common_options, "--work", check.work)
        for phase in ("bulk", "late"):
            check.same(folder, phase, "SQLite, boundary merge", f"{dump}.{phase}")
    if "duckdb" in only:
        run("node", f"{HERE}/peer_duckdb.mjs", *common_options, "--work", check.work)
        check.same(folder, "bulk", "DuckDB, overlap join", f"{dump}.overlap")
        for phase in ("bulk", "late"):
            check.same(folder, phase, "DuckDB, boundary merge", f"{dump}.{phase}")


def check_saldo(check, folder, command, expected):
    """Saldo writes no rows to compare: its rows, checksum and pairs must be right in each line that has them."""
    lines = run(*shlex.split(command), "--data", folder, "--dir", check.work, "--late").splitlines()
    figures = [json.loads(line) for line in lines if line.startswith("{")]
    for phase, key in (("discharge", "bulk"), ("late", "late")):
        want = common.summary(expected[key])
        got = [figure for figure in figures if figure.get("phase") == phase and "checksum" in figure]
        is_right = bool(got) and all({**figure, **want} == figure for figure in got)
        check.say(is_right, f"{os.path.basename(folder)}, {key}: Saldo (by sums)")


def check_controls(check, folder, expected):
    """What must be found out: wrong merges, terms left out, and two lots that changed places."""
    merge = open(f"{HERE}/sql/boundary_merge.sql").read()
    for words, (right, wrong) in WRONG_MERGES.items():
        assert right in merge, right
        path = f"{check.work}/wrong.sql"
        with open(path, "w") as file:
            file.write(merge.replace(right, wrong))
        run(sys.executable, f"{HERE}/peer_sqlite.py", "--data", folder["few_days"], "--work", check.work, "--sql", path,
            "--dump", f"{check.work}/wrong")
        is_same = open(f"{check.work}/wrong.bulk").read() == open(f"{folder['few_days']}/expected.bulk").read()
        check.say(not is_same, f"control: found out: {words}")

    lots, uses = peer_python.load(folder["terms"], peer_python.ALL_PARTS)
    plain = [match for part in lots for match in peer_python.fold_plain(sorted(lots[part]), sorted(uses.get(part, [])))]
    check.say(sorted(plain) != sorted(expected["terms"]["bulk"]), "control: found out: terms are left out")

    rows = expected["ample"]["bulk"]
    swapped = [(rows[0][0], rows[1][1], rows[0][2]), (rows[1][0], rows[0][1], rows[1][2]), *rows[2:]]
    before, after = common.summary(rows), common.summary(swapped)
    check.say(before["checksum"] == after["checksum"] and before["pairs"] != after["pairs"],
              "control: found out: two lots changed places (by `pairs`; the checksum cannot)")

    right = {"set": "standard", "round": 1, "phase": "discharge", "seconds": 1, "demand": 1, "served": 1, **before}
    wrong = {**right, "checksum": right["checksum"] + 1}
    path = f"{check.work}/figures.jsonl"
    for figure, is_void in ((right, False), (wrong, True)):
        with open(path, "w") as file:
            file.writelines(json.dumps({**line, "peer": peer}) + "\n" for line, peer in ((right, "Python loop"), (figure, "peer")))
        report = subprocess.run([sys.executable, f"{HERE}/report.py", "--figures", path, "--scale", "small", "--work", check.work,
                                 "--saldo", "none"], stdout=subprocess.PIPE, text=True)
        check.say((report.returncode == 1) == is_void and ("void" in report.stdout) == is_void,
                  f"control: a figure with {'another' if is_void else 'the same'} checksum is {'void' if is_void else 'kept'}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", required=True)
    parser.add_argument("--saldo")
    parser.add_argument("--only", default="python,postgres,sqlite,duckdb")
    args = parser.parse_args()
    check = Check(args.work)
    folders, expected = {}, {}
    for name, options in SETS.items():
        folders[name] = f"{args.work}/{name}"
        expected[name] = make(folders[name], options)
        check_peers(check, folders[name], "--terms" in options, args.only)
        if args.saldo:
            check_saldo(check, folders[name], args.saldo, expected[name])
    for name, want in AMPLE_SHA256.items():
        got = hashlib.sha256(open(f"{folders['ample']}/{name}", "rb").read()).hexdigest()
        check.say(got == want, f"the generator gives the known bytes: {name} {got[:16]}")
    check_controls(check, folders, expected)
    sys.exit(1 if check.failures else 0)


if __name__ == "__main__":
    main()
