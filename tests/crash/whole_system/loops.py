#!/usr/bin/env python3
"""Long loops with the real processes: one agent killed again and again, or a broker killed and wiped under load.

    loops.py agent-kills  --bin build/release/bin --set tests/data/datastage/synthetic_small --rounds 1000 [--seed N]
    loops.py broker-kills --bin ... --set ... --rounds 200
    loops.py clocks       --bin ... --set ... --shim build/release/tests/crash/whole_system/libsaldo_wrong_clock.so
    loops.py disk-full    --bin ... --set ... --shim build/release/tests/crash/whole_system/libsaldo_full_disk.so
    loops.py rot          --bin ... --set ...
    loops.py hole         --bin ... --set ...
    loops.py control      wrong outcomes, to show that the comparison sees them

Scanners send lines over TCP all the time, each with a ledger of its own. In the end the journals verify, and journals and
hub hold each accepted event exactly once, under the sequence that the scanner was told. Rounds: SALDO_AGENT_KILLS and
SALDO_BROKER_KILLS, else 50 and 5, with SALDO_DEEP 1000 and 200. Exit 0, 1 or 77 (skipped).
"""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time

import clocks
import disk_full
import rot
from checks import exported_events, own_records, status
from rig import Rig, wait_until
from scanners import Scanners, compare_ledger, controls, pauses

USUAL = {"agent-kills": 50, "broker-kills": 5, "disk-full": 1, "rot": 1, "hole": 1, "clocks": 1}
DEEP = {"agent-kills": 1000, "broker-kills": 200, "disk-full": 3, "rot": 5, "hole": 1, "clocks": 3}


CHECKPOINT, CLOCK_STEP = 3, 5


def journal_events(rig, name):
    """(sequence, event) of an agent's own export, and the sequences of what it recorded of itself; the agent is stopped."""
    events, own = [], own_records(rig, name)
    for line in rig.run(rig.agent_command(name, "journal", "export")).splitlines():
        record = json.loads(line)
        if "movement" in record:
            events.append((record["sequence"], record["movement"]["event_id"]))
        elif record["record_type"] in (CHECKPOINT, CLOCK_STEP):
            own.add(record["sequence"])
    return events, own


def agent_kills(rig, scanners, rounds, rng):
    """kill -9 of the one agent, at once after its start or well into its work."""
    name, agent = next(iter(rig.agents.items()))
    for number in range(rounds):
        before = scanners.told()
        # Every second kill waits for work to be under way; the others may hit a start.
        if number % 2 == 0:
            wait_until("a line to be accepted", 30, lambda: scanners.check() or scanners.told() > before)
        time.sleep(pauses(rng, 0.1))
        agent.kill()
        agent.start(wait=False)
    wait_until(f"{name} to answer", 30, lambda: scanners.check() or scanners.told() > before)
    print(f"{agent.kills} kills of {name}", flush=True)


def broker_kills(rig, scanners, rounds, rng):
    """The broker dies and loses its disk; hub and agents stay up, and go on when it is back."""
    def held():
        return sum(status(rig, name)["uplink"]["held"] for name in rig.agents)

    for number in range(rounds):
        before = held()
        wait_until("the hub to take records again", 60, lambda: scanners.check() or held() > before)
        time.sleep(pauses(rng, 0.5))
        rig.broker.kill()
        rig.broker.wipe()
        time.sleep(pauses(rng, 0.3))
        rig.broker.start()
        if number % 20 == 19:
            print(f"{number + 1} broker kills, {scanners.told()} accepted, {held()} held", flush=True)
    resends = sum(status(rig, name)["uplink"]["resends"] for name in rig.agents)
    print(f"{rig.broker.kills} kills of the broker, {resends} resends", flush=True)
    if rig.broker.kills != rounds or rig.hub.kills or any(agent.kills for agent in rig.agents.values()):
        raise RuntimeError("more or less was killed than the brokers")


def compare_all(rig, scanners):
    problems = []
    for name in rig.agents:
        wait_until(f"the hub to hold all of {name}", 240, lambda: status(rig, name)["journal"]["queue"] == 0)
    at_hub = exported_events(rig)
    for name, agent in rig.agents.items():
        agent.stop()
        ledger = scanners.ledger(name)
        events, own = journal_events(rig, name)
        problems += compare_ledger(f"journal of {name}", ledger, events, own)
        problems += compare_ledger(f"{name} at the hub", ledger, at_hub.get(name, []), own)
        print(f"{name}: {rig.run(rig.agent_command(name, 'journal', 'verify')).strip()}")
    print(f"{scanners.summary()}; {len(problems)} problems")
    return problems


def play(rig, what, rounds, rng):
    rig.set_up(only=1 if what != "broker-kills" else None)
    for agent in rig.agents.values():
        agent.start()
    scanners = Scanners(rig, each=4 if what == "agent-kills" else 2, pause=0.0 if what == "agent-kills" else 0.05)
    scanners.start()
    {"agent-kills": agent_kills, "broker-kills": broker_kills, "disk-full": disk_full.fill_again_and_again,
     "rot": rot.damage_again_and_again, "clocks": clocks.set_wrong, "hole": rot.damage_before_the_hub}[what](rig, scanners, rounds, rng)
    if what == "hole":
        return []  # it stays: there is nothing to compare with
    scanners.finish(60)
    return compare_all(rig, scanners)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("what", choices=[*USUAL, "control"])
    options.add_argument("--bin")
    options.add_argument("--set")
    options.add_argument("--shim", default=None)
    options.add_argument("--rounds", type=int)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    given = options.parse_args()
    if given.what == "control":
        problems = controls()
        print("\n".join(problems) or "every wrong outcome is seen")
        return 1 if problems else 0
    asked = os.environ.get("SALDO_" + given.what.replace("-", "_").upper())
    usual = DEEP if "SALDO_DEEP" in os.environ else USUAL
    rounds = given.rounds or int(asked or usual[given.what])
    print(f"{given.what}: {rounds} rounds, seed {given.seed}", flush=True)
    folder = tempfile.mkdtemp(prefix="saldo-loops.")
    rig = None
    began = time.monotonic()
    try:
        rig = Rig(given.bin, given.set, folder, shim=given.shim)
        problems = play(rig, given.what, rounds, random.Random(given.seed))
    except FileNotFoundError as missing:
        print(f"skipped, because {missing} is not on this machine")
        return 77
    except RuntimeError as error:
        problems = [str(error)]
    finally:
        if rig is not None:
            rig.stop()
    print(f"in {time.monotonic() - began:.0f} s")
    for problem in problems:
        print(f"WRONG: {problem}")
    if problems:
        print(f"the run is kept in {folder}")
    else:
        shutil.rmtree(folder)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
