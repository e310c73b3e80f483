"""An agent whose clock is wrong: told at both ends within a minute, and no movement is lost, doubled or moved for it."""

import csv
import io
import time

from checks import status
from rig import wait_until

TOLD_S = 60
YEAR_S = 31_557_600


def codes(rig, name):
    return [reason["code"] for reason in status(rig, name)["reasons"]]


def listed(rig, name):
    """The agent's row of `plant list`."""
    text = rig.run(rig.hub_command("plant", "list", "--format", "csv"))
    return next(row for row in csv.DictReader(io.StringIO(text)) if row["agent"] == name)


def set_wrong(rig, scanners, rounds, _rng):
    name, _agent = next(iter(rig.agents.items()))
    clock = rig.folder / f"{name}.clock"
    wait_until("the hub's time to be known", TOLD_S, lambda: status(rig, name)["clock"]["offset_ms"] is not None)
    offset, doubt = (status(rig, name)["clock"][part] for part in ("offset_ms", "uncertainty_ms"))
    if abs(offset) > doubt or "clock.skew" in codes(rig, name):
        raise RuntimeError(f"both have one clock, and yet it is {offset} ± {doubt} ms off")
    for _ in range(rounds):
        for what, text in {"a year ahead": f"+{YEAR_S}", "in 1970": "=0", "five minutes behind": "-300",
                           "frozen an hour ago": f"={int(time.time()) - 3600}"}.items():
            before = scanners.told()
            clock.write_text(text)
            began = time.monotonic()
            wait_until(f"the agent to say that its clock is {what}", TOLD_S, lambda: "clock.skew" in codes(rig, name))
            agent_s = time.monotonic() - began
            wait_until(f"the hub to show a clock {what}", TOLD_S, lambda: listed(rig, name)["state"] == "clock")
            print(f"{what}: told by the agent after {agent_s:.1f} s, shown at the hub after {time.monotonic() - began:.1f} s",
                  flush=True)
            wait_until("lines to be accepted all the while", 30, lambda: scanners.check() or scanners.told() > before)
            clock.unlink()
            wait_until("the agent to be well again", TOLD_S, lambda: "clock.skew" not in codes(rig, name))
            wait_until("the hub to show it", TOLD_S, lambda: listed(rig, name)["state"] == "taken")
    steps = int(listed(rig, name)["clock_steps"])
    print(f"{steps} steps of the clock are on record", flush=True)
    if steps == 0:
        raise RuntimeError("no step of the clock is on record")
