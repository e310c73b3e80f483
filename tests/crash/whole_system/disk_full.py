"""A disk that is full for a while, under the agent and under the hub: refused in time, nothing lost, and on by itself.

The programs are watched as systemd would watch them: one that ends is started again a second later."""

import threading
import time

from checks import status
from rig import wait_until

RESUME_S = 10.0
REFUSAL_S = 1.0


class Supervisor(threading.Thread):
    """Restart=always, RestartSec=1. Ends other than 75, "try again", are faults of ours."""

    def __init__(self, programs):
        super().__init__(daemon=True)
        self.programs, self.has_to_end = programs, threading.Event()
        self.restarts, self.fault = {program.name: 0 for program in programs}, None

    def run(self):
        while not self.has_to_end.wait(0.05):
            for program in self.programs:
                ended = program.process.poll()
                if ended is None:
                    continue
                if ended != 75:
                    self.fault = f"{program.name} ended with {ended}:\n{program.last_words()}"
                    return
                time.sleep(1.0)
                self.restarts[program.name] += 1
                program.start(wait=False)

    def finish(self):
        self.has_to_end.set()
        self.join()
        if self.fault:
            raise RuntimeError(self.fault)


def seconds_until(what, seconds, holds):
    began = time.monotonic()
    wait_until(what, seconds, holds)
    return time.monotonic() - began


def held_by_hub(rig, name):
    try:
        return status(rig, name)["uplink"]["held"]
    except (ValueError, KeyError):
        return 0


def fill_agent(rig, scanners, how):
    """Gives how long the refusal and the way back took. Seen: ERR JOURNAL_FULL. Unseen: the line is cut, nothing is accepted."""
    full = rig.folder / f"{next(iter(rig.agents))}.full"
    refused_before = sum(sum(s.refusals.values()) for s in scanners.all)
    cut_before = sum(s.losses for s in scanners.all)
    full.write_text(how)
    if how == "s":
        refusal = seconds_until("a refusal", 10, lambda: sum(sum(s.refusals.values()) for s in scanners.all) > refused_before)
    else:
        refusal = seconds_until("the end of the agent", 10, lambda: sum(s.losses for s in scanners.all) > cut_before)
    time.sleep(2.0)
    told = scanners.told()
    time.sleep(1.0)
    if scanners.told() != told:
        raise RuntimeError("lines were accepted by an agent whose disk is full")
    full.unlink()
    return refusal, seconds_until("the agent to accept again", 60, lambda: scanners.check() or scanners.told() > told)


def fill_hub(rig, scanners, how):
    """The agents go on; gives how long after the space came back the hub took records again."""
    name = next(iter(rig.agents))
    (rig.folder / "hub.full").write_text(how)
    time.sleep(3.0)
    told, held = scanners.told(), held_by_hub(rig, name)
    time.sleep(1.5)
    if held_by_hub(rig, name) != held:
        raise RuntimeError("the hub gave receipts while its disk was full")
    if scanners.told() == told:
        raise RuntimeError("a full hub stopped its agents")
    (rig.folder / "hub.full").unlink()
    return seconds_until("the hub to take records again", 90, lambda: held_by_hub(rig, name) > held)


def fill_again_and_again(rig, scanners, rounds, _rng):
    supervisor = Supervisor([*rig.agents.values(), rig.hub])
    supervisor.start()
    problems = []
    for number in range(rounds):
        for how, word in (("s", "seen in time"), ("u", "met by a write")):
            refusal, back = fill_agent(rig, scanners, how)
            print(f"round {number}: agent's disk full, {word}: refused after {refusal:.2f} s, accepts {back:.2f} s after "
                  "space is back", flush=True)
            if refusal > REFUSAL_S or back > RESUME_S:
                problems.append("the agent took too long")
            back = fill_hub(rig, scanners, how)
            print(f"round {number}: hub's disk full, {word}: takes records {back:.2f} s after space is back", flush=True)
            if back > RESUME_S:
                problems.append("the hub took too long")
    supervisor.finish()
    print(f"started again: {supervisor.restarts}", flush=True)
    if min(supervisor.restarts.values()) == 0:
        problems.append("no full disk was met by a write")
    if problems:
        raise RuntimeError("; ".join(problems))
