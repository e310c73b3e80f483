#!/usr/bin/env python3
"""What `saldo-hub export` must show, asked as an auditor would: `exports.py --bin DIR --root DIR CASE`."""

import csv
import hashlib
import json
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from decimal import Decimal

from acceptance import Skipped, expect, run_cases

DAY = "2026-06-30"
ANSWERS = {"lots": ["lots", "--all"], "discharges": ["discharges"], "balances": ["balances", "--all"],
           "stock": ["stock", "--all"], "alerts": ["alerts", "--as-of", DAY]}
CUTS_MIN = 20
KEPT_MIN = 8  # cuts after which something whole is there to go on from
CUTS_OF_FOLDER = 4
CUT_FOLDERS_MAX = 60


def filled(bench):
    """A hub with the whole synthetic set."""
    bench.hub("hub", "import", "catalogs", bench.set / "catalogs")
    bench.hub("hub", "import", "invoice-lines", bench.set / "feeds" / "invoice_lines.csv")
    for kind in ("datastage", "movements"):
        for path in sorted((bench.set / kind).iterdir()):
            bench.hub("hub", "import", kind, path)


def files_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def exported(bench, name, *words, code=0):
    said = bench.hub("hub", "export", bench.folder / name, "--as-of", DAY, *words, code=code)
    return files_of(bench.folder / name) if code == 0 else said


def expect_equal(found, expected, what):
    differ = sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name))
    expect(not differ, f"{what}: {differ[:5]}")


def cut_exports(bench):
    """Killed again and again, and out of room, an export is gone on with, and is to the byte what it is in one go."""
    filled(bench)
    whole = exported(bench, "whole")
    expect_equal(exported(bench, "again"), whole, "a second export is another one")
    chance = random.Random(20261123)
    command = [str(bench.bin / "saldo-hub"), "--data", str(bench.folder / "hub"), "export"]
    # How long an export takes changes with what else the machine does: the time for cuts follows it.
    window = 0.5
    cuts = kept = folders = 0
    while (cuts < CUTS_MIN or kept < KEPT_MIN) and folders < CUT_FOLDERS_MAX:
        folder = bench.folder / f"cut{folders}"
        folders += 1
        for _ in range(CUTS_OF_FOLDER):
            process = subprocess.Popen([*command, str(folder), "--as-of", DAY], stdout=subprocess.DEVNULL)
            time.sleep(chance.uniform(0, window))
            process.kill()
            if process.wait() != -signal.SIGKILL:
                window *= 0.8
                continue
            cuts += 1
            if folder.exists() and any(not name.endswith(".part") for name in files_of(folder)):
                kept += 1
            else:
                window *= 1.2
        expect_equal(exported(bench, folder.name), whole, f"after cuts, {folder.name} is another export")
    expect(cuts >= CUTS_MIN, f"only {cuts} cuts met an export that was under way")
    expect(kept >= KEPT_MIN, f"only {kept} cuts left anything whole")

    # What is whole is not believed: a file that was changed between two runs is written again.
    folder = bench.folder / "rot"
    with_limit = lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)))
    done = subprocess.run([*command, str(folder), "--as-of", DAY], capture_output=True, text=True, preexec_fn=with_limit)
    expect(done.returncode != 0 and "facts/000000000000.facts.part" in done.stderr and "same command again" in done.stderr,
           f"a file that may grow no more is not told: {done.stderr}")
    expect(not (folder / "manifest.json").exists(), "an export without its facts is complete")
    (folder / "LEEME.txt").write_text("otra cosa")
    expect_equal(exported(bench, "rot"), whole, "after no room, it is another export")


def other_exports(bench):
    """The answers are the hub's, the manifest names every file, and a folder of another export is not touched."""
    filled(bench)
    whole = exported(bench, "out")
    for name, question in ANSWERS.items():
        expect(whole[f"answers/{name}.csv"].decode() == bench.hub("hub", *question, "--format", "csv"), f"{name} are not the hub's")
    manifest = json.loads(whole["manifest.json"])
    listed = {file["path"]: (file["bytes"], file["sha256"]) for file in manifest["files"]}
    there = {name: (len(data), hashlib.sha256(data).hexdigest()) for name, data in whole.items() if name != "manifest.json"}
    expect(listed == there, "the manifest does not tell the files that are there")
    expect(list(listed) == sorted(listed, key=str.encode), "the manifest's files are not in order")
    first, *_ = manifest["companies"]
    shutil.copytree(bench.folder / "out", bench.folder / "kept")
    for words in (["--company", first], ["--no-blobs"], ["--as-known", 10], ["--as-of", "2026-01-01"]):
        words = words if "--as-of" in words else ["--as-of", DAY, *words]
        done = bench.run("saldo-hub", "--data", bench.folder / "hub", "export", bench.folder / "out", *words)
        expect(done.returncode == 1 and "holds another export" in done.stderr, f"{words}: {done.stderr}")
    expect_equal(files_of(bench.folder / "out"), files_of(bench.folder / "kept"), "a refusal changed the folder")
    mine = bench.folder / "mine"
    mine.mkdir()
    (mine / "notes.txt").write_text("mine")
    done = bench.run("saldo-hub", "--data", bench.folder / "hub", "export", mine)
    expect(done.returncode == 1 and "no export" in done.stderr, f"a folder of something else: {done.stderr}")
    expect(list(files_of(mine)) == ["notes.txt"], "something was written beside other things")
    bench.hub("hub", "export", bench.folder / "none", "--company", "NOBODY", code=1)
    expect(not (bench.folder / "none").exists(), "an export of nobody was begun")
    then = exported(bench, "then", "--as-known", 700)
    expect(json.loads(then["manifest.json"])["position"] == 700, "as known then is not then")
    expect(whole["facts/000000000000.facts"].startswith(then["facts/000000000000.facts"]), "what was known then is known otherwise")


def sqlite(bench):
    """The same export as one file: every table is its CSV, every fact stands in it."""
    if shutil.which("sqlite3") is None:
        raise Skipped("sqlite3 is not installed")
    filled(bench)
    file = bench.folder / "audit.sqlite"
    whole = exported(bench, "out", "--sqlite", file)

    def ask(question):
        done = subprocess.run(["sqlite3", "-csv", str(file), question], capture_output=True, text=True, timeout=60)
        expect(done.returncode == 0, f"{question}: {done.stderr}")
        return list(csv.reader(done.stdout.splitlines()))

    for name in [*ANSWERS, "scccyg"]:
        head, *rows = csv.reader(whole[f"answers/{name}.csv"].decode().splitlines())
        expect([row[1] for row in ask(f"PRAGMA table_info({name})")] == head, f"{name} has other columns")
        expect(ask(f"SELECT * FROM {name} ORDER BY rowid") == rows, f"{name} has other rows")
        for column in {"qty_umc", "value_mxn", "amount", "now_mxn"} & set(head):
            told = sum(Decimal(row[head.index(column)] or 0) for row in rows)
            ((found,),) = ask(f"SELECT coalesce(sum({column}), 0) FROM {name}")
            expect(abs(Decimal(found) - told) < Decimal("0.01"), f"{column} of {name} sums to {found}, not {told}")
    position = json.loads(whole["manifest.json"])["position"]
    expect(ask("SELECT min(position), max(position), count(*) FROM facts") == [["0", str(position - 1), str(position)]], "facts are missing")
    trees = [[tree["company"].replace("common", ""), str(tree["year"]), str(tree["size"]), tree["root"]] for tree in json.loads(whole["manifest.json"])["trees"]]
    expect(ask("SELECT * FROM trees ORDER BY rowid") == trees, "the trees are others")
    leaves = ask("SELECT company, substr(received, 1, 4), count(*) FROM facts GROUP BY 1, 2")
    expect(sorted(leaves) == sorted(tree[:3] for tree in trees), f"facts are not the leaves of the trees: {leaves}")
    facts = whole["facts/000000000000.facts"]
    ((content,),) = ask("SELECT hex(content) FROM facts WHERE position = 0")
    expect(facts[13:13 + len(content) // 2].hex().upper() == content, "the first fact is another one")
    rows = sum(len(list(csv.DictReader(open(path, encoding="utf-8")))) for path in (bench.set / "movements").iterdir())
    expect(ask("SELECT count(*), count(DISTINCT event_id) FROM movements") == [[str(rows), str(rows)]], "movements are missing")
    expect(ask("SELECT count(*) FROM facts WHERE type_name = ''") == [["0"]], "a type has no name")
    # A second time nothing is to be done; a file of something else stays as it is.
    before = file.read_bytes()
    exported(bench, "out", "--sqlite", file)
    expect(file.read_bytes() == before, "a file that is there was written again")
    expect(exported(bench, "again", "--sqlite", bench.folder / "again.sqlite") and (bench.folder / "again.sqlite").read_bytes() == before,
           "the same export is another file")
    notes = bench.folder / "notes.txt"
    notes.write_text("mine")
    exported(bench, "out", "--sqlite", notes, code=1)
    expect(notes.read_text() == "mine", "something else was written over")


if __name__ == "__main__":
    sys.exit(run_cases(cut_exports, other_exports, sqlite))
