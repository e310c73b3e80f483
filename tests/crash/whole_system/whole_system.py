#!/usr/bin/env python3
"""Kills agents, broker and hub while four plants scan, then asks whether the books are those of a quiet day.

    whole_system.py --bin build/release/bin --set tests/data/datastage/synthetic_small --rounds 50 [--seed N]
    whole_system.py ... --outage        one whole feed with the hub down and the broker wiped
    whole_system.py --control           wrong outcomes, to show that the comparisons see them

Every movement must be at the hub exactly once, in the order of its journal; every journal must verify; lots and
discharges must be those of the set's truth. The seed and the faults that were made are printed. Exit 0, 1 or 77 (skipped).
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time

from checks import check_books, check_journals, check_movements, controls
from rig import Rig


def kill_rounds(rig, rounds, rng):
    """Each round lets every plant scan some lines and kills one program somewhere among them."""
    again = 0
    for number in range(rounds):
        for feeder in rig.feeders.values():
            share = len(feeder.lines) * (number + 1) // rounds - len(feeder.lines) * number // rounds
            feeder.allow(share)
        # Half of the kills come while lines are being written, half while they travel.
        time.sleep(rng.random() * rng.choice([0.01, 0.25]))
        victim = rng.choice(["agent", "broker", "hub"])
        if victim == "agent":
            program = rng.choice(sorted(rig.agents.values(), key=lambda agent: agent.name))
        else:
            program = rig.broker if victim == "broker" else rig.hub
        program.kill()
        if victim == "broker":
            rig.broker.wipe()
        time.sleep(rng.random() * 0.1)
        program.start()
        rig.check_feeders()
    kills = {"broker": rig.broker.kills, "hub": rig.hub.kills,
             "agents": sum(agent.kills for agent in rig.agents.values())}
    again = sum(feeder.again for feeder in rig.feeders.values())
    print(f"{rounds} rounds: killed {kills}, lines sent again {again}")
    # A harness that sees nothing is itself a failure.
    if rounds >= 10 and min(kills.values()) == 0:
        raise RuntimeError("one kind of program was never killed")


def outage(rig, _rounds, _rng):
    """The hub is down for a whole feed, and the broker loses all it held in the middle of it."""
    rig.hub.kill()
    for feeder in rig.feeders.values():
        feeder.allow(len(feeder.lines) // 2)
    time.sleep(1.0)
    rig.broker.kill()
    rig.broker.wipe()
    rig.broker.start()
    rig.finish_feeds(120)
    rig.broker.kill()
    rig.broker.wipe()
    rig.broker.start()
    rig.hub.start()
    print("one whole feed with the hub down and the broker wiped twice")


def play(rig, fault, rounds, rng):
    rig.set_up()
    rig.start_agents()
    fault(rig, rounds, rng)
    rig.finish_feeds(240)
    problems = []
    problems += check_movements(rig)
    problems += check_books(rig)
    problems += check_journals(rig)
    return problems


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--bin")
    options.add_argument("--set")
    options.add_argument("--rounds", type=int, default=int(os.environ.get("SALDO_KILL_ROUNDS", "50")))
    options.add_argument("--outage", action="store_true")
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options.add_argument("--keep", action="store_true", help="leave the folder of the run behind")
    options.add_argument("--control", action="store_true")
    given = options.parse_args()
    if given.control:
        problems = controls()
        print("\n".join(problems) or "every wrong outcome is seen")
        return 1 if problems else 0
    if not given.bin or not given.set:
        options.error("--bin and --set are needed")
    print(f"seed {given.seed}", flush=True)
    folder = tempfile.mkdtemp(prefix="saldo-crash.")
    rig = None
    try:
        rig = Rig(given.bin, given.set, folder)
        problems = play(rig, outage if given.outage else kill_rounds, given.rounds, random.Random(given.seed))
    except FileNotFoundError as missing:
        print(f"skipped, because {missing} is not on this machine")
        return 77
    except RuntimeError as error:
        problems = [str(error)]
    finally:
        if rig is not None:
            rig.stop()
    for problem in problems:
        print(f"WRONG: {problem}")
    if given.keep or problems:
        print(f"the run is kept in {folder}")
    else:
        shutil.rmtree(folder)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
