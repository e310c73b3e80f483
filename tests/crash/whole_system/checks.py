"""What must hold after the kills: every movement once, the books of a quiet day, journals that verify."""

import csv
import io
import itertools
import json
import subprocess
import sys
from pathlib import Path

from rig import wait_until

DISCHARGES = ["rfc", "exit_key", "exit_secuencia", "exit_clave", "product", "part_number", "lot_key",
              "lot_secuencia", "qty_umc"]
READER = Path(__file__).parents[3] / "scripts/exported_movements.py"
LOTS = ["rfc", "part_number", "lot_key", "lot_secuencia", "payment_time", "qty_umc"]


def status(rig, name):
    """The agent's own account of itself. `status` answers 1 when it is not well, which is an answer too."""
    done = subprocess.run(rig.agent_command(name, "status", "--json"), capture_output=True, text=True, timeout=30)
    return json.loads(done.stdout)


def exported_events(rig):
    """The events that the hub exports, by agent, as (sequence, event id) in the order of the log."""
    folder = rig.folder / "export"
    rig.run(rig.hub_command("export", str(folder)))
    events = {}
    for line in rig.run([sys.executable, "-B", str(READER), str(folder)]).splitlines():
        movement = json.loads(line)
        events.setdefault(movement["agent"], []).append((movement["sequence"], movement["event_id"]))
    return events


def own_records(rig, name):
    """Sequences of what an agent recorded of itself. The command says 1, and we end, when a checkpoint contradicts the log."""
    rows = csv.DictReader(io.StringIO(rig.run(rig.hub_command("plant", "checkpoints", name, "--format", "csv"))))
    return {int(row["sequence"]) for row in rows}


def numbers(count, own):
    """The sequences of so many movements: without gaps from 1, but for the agent's own records."""
    return list(itertools.islice((number for number in itertools.count(1) if number not in own), count))


def compare_answers(name, answers, lines, own=frozenset()):
    """What the scanner heard: every line accepted, under the sequences that there are."""
    heard = [sequence for _, sequence in answers]
    if heard != numbers(len(lines), own):
        return [f"{name}: the answers are not 1 to {len(lines)}: {heard[:5]} … {heard[-5:]}"]
    return []


def compare_movements(name, lines, at_hub, own=frozenset()):
    """Each line at the hub exactly once, under the sequence that the scanner was told."""
    sent = list(zip(numbers(len(lines), own), (line.split(",")[0] for line in lines), strict=True))
    if at_hub == sent:
        return []
    missing = sorted(set(sent) - set(at_hub))
    double = sorted({event for event in at_hub if at_hub.count(event) > 1})
    return [f"{name}: sent {len(sent)}, at the hub {len(at_hub)}; missing {missing[:5]}, more than once {double[:5]}"]


def compare_rows(command, found, expected):
    if found == expected:
        return []
    missing = [row for row in expected if row not in found][:3]
    return [f"{command} differ: expected and not found {missing}, found {[row for row in found if row not in expected][:3]}"]


def check_movements(rig):
    """Every movement at the hub exactly once, in the order of its journal."""
    problems = []
    for name in rig.feeders:
        wait_until(f"the hub to hold all of {name}", 90, lambda: status(rig, name)["journal"]["queue"] == 0)
    exported = exported_events(rig)
    for name, feeder in rig.feeders.items():
        own = own_records(rig, name)
        problems += compare_answers(name, feeder.answers, feeder.lines, own)
        problems += compare_movements(name, feeder.lines, exported.get(name, []), own)
    print(f"at the hub: {sum(map(len, exported.values()))} movements of {len(exported)} journals")
    return problems


def named_columns(text, names):
    rows = csv.DictReader(io.StringIO(text))
    return sorted([row[name] for name in names] for row in rows)


def check_books(rig):
    """Lots and discharges equal to the truth of the set, in the named columns."""
    problems = []
    for command, truth, names in (("discharges", "discharges.csv", DISCHARGES), ("lots", "open_lots.csv", LOTS)):
        found = named_columns(rig.run(rig.hub_command(command, "--format", "csv")), names)
        expected = named_columns((rig.set / "truth" / truth).read_text(encoding="utf-8"), names)
        problems += compare_rows(command, found, expected)
        print(f"{command}: {len(found)} rows, {len(expected)} expected")
    return problems


def check_journals(rig):
    """Every journal verifies, record by record. The agents are stopped for it."""
    problems = []
    for name, agent in rig.agents.items():
        agent.stop()
        try:
            print(f"{name}: {rig.run(rig.agent_command(name, 'journal', 'verify')).strip()}")
        except RuntimeError as error:
            problems.append(str(error))
    return problems


def controls():
    """Wrong outcomes that the comparisons must see: a harness that sees nothing is itself a failure."""
    lines = ["e1,x", "e2,x", "e3,x"]
    right = [(1, "e1"), (2, "e2"), (3, "e3")]
    rows = [["A", "1.000"], ["B", "2.000"]]
    wrong = {
        "a movement lost": compare_movements("a", lines, right[:2]),
        "a movement twice": compare_movements("a", lines, [*right, (4, "e3")]),
        "two in the wrong order": compare_movements("a", lines, [right[0], right[2], right[1]]),
        "a sequence used twice": compare_answers("a", [("OK", 1), ("OK", 2), ("DUP", 2)], lines),
        "a line never answered": compare_answers("a", [("OK", 1), ("OK", 2)], lines),
        "a gap where no record is": compare_answers("a", [("OK", 1), ("OK", 2), ("OK", 4)], lines),
        "a record of its own counted as a line": compare_answers("a", [("OK", 1), ("OK", 2), ("OK", 3)], lines, {2}),
        "a balance off by one thousandth": compare_rows("lots", [rows[0], ["B", "1.999"]], rows),
        "a lot too many": compare_rows("lots", [*rows, ["C", "1.000"]], rows),
    }
    unseen = [name for name, problems in wrong.items() if not problems]
    right_with_own = compare_answers("a", [("OK", 1), ("OK", 3), ("OK", 4)], lines, {2})
    seen_in_right = compare_movements("a", lines, right) + right_with_own + compare_rows("lots", rows, rows)
    return [f"not seen: {name}" for name in unseen] + [f"seen where nothing is wrong: {what}" for what in seen_in_right]
