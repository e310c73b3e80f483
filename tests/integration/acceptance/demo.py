#!/usr/bin/env python3
"""What scripts/demo shows a stranger, asked as one would: `demo.py --bin DIR --root DIR CASE`."""

import os
import re
import subprocess
import sys
from pathlib import Path

from acceptance import expect, run_cases

PLANT = "gna150301a00-p01"
ROW = re.compile(r"^ *\d+  (alone|connected) +(\d+) +(\d+) +(\d+) ", re.MULTILINE)


class Demo:
    """The words of the demo, all about one demo in the folder of the test."""

    def __init__(self, bench):
        self.bench = bench
        self.work = bench.folder / "demo"
        self.settings = {
            **os.environ,
            "SALDO_DEMO_BIN": str(bench.bin),
            "SALDO_DEMO_POINTER": str(bench.folder / "demo.run"),
            "SALDO_DEMO_WATCH": "2",
            "SALDO_DEMO_PAUSE": "0.1",
        }

    def say(self, *words, code=0):
        command = [str(self.bench.root / "scripts/demo"), *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, env=self.settings)
        expect(done.returncode == code, f"demo {words} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def processes(self):
        """The command lines that name the folder of this demo."""
        found = []
        for file in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                line = file.read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue  # it ended meanwhile
            if f"{self.work}/" in line:
                found.append(line)
        return found

    def prove(self, movements):
        """The proof of the last heal again, on other movements of the hub. Gives the exit code and the words."""
        noted = self.work / PLANT / "accepted"
        first, *_, last = (int(line.split(",")[0]) for line in noted.read_text().splitlines())
        file = self.bench.folder / "movements"
        file.write_text("".join(movements))
        script = self.bench.root / "scripts/demo.d/proof.py"
        command = [sys.executable, "-B", script, noted, file, PLANT, str(first - 1), str(min(last, first + 9))]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout


def rows(said):
    """(link, scanned, at hub, only here) of every line of a watch."""
    return [(link, *map(int, numbers)) for link, *numbers in ROW.findall(said)]


def cut_and_heal(bench):
    """Scans go on without a network, the hub catches up, and a scan that is missing or there twice is seen."""
    demo = Demo(bench)
    expect("no demo runs" in demo.say("stop"), "stop does not say that nothing runs")
    demo.say("cut", PLANT, code=2)
    try:
        demo.say("start", "--data", demo.work)
        expect("runs already" in demo.say("start", code=2), "a second start does not say that one runs")
        expect(len(demo.processes()) == 14, f"not a broker, a hub and four of each other part: {demo.processes()}")
        demo.say("cut", "nowhere", code=2)
        demo.say("heal", PLANT, code=2)

        watched = rows(demo.say("cut", PLANT))
        expect(len(watched) == 3 and all(row[0] == "alone" for row in watched), f"no watch of a plant alone: {watched}")
        expect(watched[-1][1] >= watched[0][1] + 5, f"no scans without a network: {watched}")
        expect(watched[-1][3] >= watched[0][3] + 5, f"the backlog does not count up: {watched}")
        expect(watched[-1][2] == watched[0][2], f"the hub got something through a wire that is cut: {watched}")
        demo.say("cut", PLANT, code=2)

        said = demo.say("heal", PLANT)
        after = rows(said)
        expect(after[-1][0] == "connected" and after[-1][2] > watched[-1][1], f"the hub did not catch up: {after}")
        sentence = re.search(r"^(\d+) scans were taken without a network.*, all \1 are at the hub, none twice\.$", said, re.MULTILINE)
        expect(sentence and int(sentence[1]) >= watched[-1][1] - watched[0][1], f"not what was scanned in the cut: {said}")

        # The proof can fail: without one movement, with one twice, and, in heal itself, with a scan that never came.
        movements = (demo.work / "movements").read_text().splitlines(keepends=True)
        ours = [index for index, line in enumerate(movements) if f'"{PLANT}-demo-000001-receipt"' in line]
        expect(len(ours) == 1, f"the first scan is at the hub {len(ours)} times")
        expect(demo.prove(movements)[0] == 0, "what the hub holds is no proof")
        code, words = demo.prove(movements[:ours[0]] + movements[ours[0] + 1:])
        expect(code == 1 and "missing: the scan" in words and "missing: the record" in words, f"one less: {code} {words}")
        code, words = demo.prove(movements + [movements[ours[0]]])
        expect(code == 1 and "twice: the scan" in words, f"one twice: {code} {words}")
        demo.say("cut", PLANT)
        first = int((demo.work / PLANT / "cut_after").read_text()) + 1
        with open(demo.work / PLANT / "accepted", "a", encoding="utf-8") as noted:
            noted.write(f"{first},never-came\n")
        expect("missing: the scan never-came" in demo.say("heal", PLANT, code=1), "a scan that never came is not missed")
        demo.say("status")
    finally:
        demo.say("stop")
    expect(not demo.processes(), f"left running: {demo.processes()}")
    demo.say("stop")
    demo.say("status", code=2)


if __name__ == "__main__":
    sys.exit(run_cases(cut_and_heal))
