#!/usr/bin/env python3
"""Who must act is told, in words that say what to do, within a minute: `told.py --bin DIR --root DIR CASE`.

Real programs: mosquitto, a hub and an agent. Each case prints how long it took until hub and agent said it.
"""

import functools
import shutil
import subprocess
import sys
import time
from pathlib import Path

from acceptance import expect, run_cases

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "crash" / "whole_system"))
from rig import Feeder, Program, Rig, free_port, wait_until  # noqa: E402

NAME = "gna150301a00-p01"
TOLD_S_MAX = 60


class Plant:
    """One plant with its hub and broker."""

    def __init__(self, bench):
        self.rig = Rig(bench.bin, bench.set, bench.folder)
        self.rig.broker.start()
        self.rig.hub.start()
        self.rig.run(self.rig.hub_command("import", "catalogs", str(bench.set / "catalogs")))
        self.rig.add_agent("GNA150301A00", "P01")
        self.agent = self.rig.agents[NAME]
        self.lines = self.rig.feeders[NAME].lines
        self.home = bench.folder / NAME
        self.agent.start()

    def feed(self, count, port=None):
        """The next lines of the plant's day, all answered OK."""
        feeder = Feeder(NAME, port or self.agent.port, [self.lines.pop(0) for _ in range(count)])
        feeder.start()
        feeder.allow(count)
        feeder.join(60)
        expect(len(feeder.answers) == count and not feeder.fault, f"the dock was not served: {feeder.answers} {feeder.fault}")

    def row(self):
        """The agent's line of `plant list`."""
        told = self.rig.run(self.rig.hub_command("plant", "list"))
        return next(line for line in told.splitlines() if line.startswith(NAME))

    def words(self, home=None):
        """What `saldo-agent status` says; it is DEGRADED with a code that is not 0."""
        command = [str(self.rig.bin / "saldo-agent"), "--config", str((home or self.home) / "agent.toml"), "--lang", "en", "status"]
        return subprocess.run(command, capture_output=True, text=True, timeout=30).stdout

    def held(self):
        """Movements at the hub; an agent's own records, as its checkpoint of the day, are none."""
        told = self.rig.run(self.rig.hub_command("status"))
        return int(next(line for line in told.splitlines() if line.startswith(NAME)).split()[-1])

    def wait_held(self, count):
        wait_until(f"{count} movements at the hub", 60, lambda: self.row().split()[3] == "taken" and self.held() == count)

    def told(self, what, holds):
        began = time.monotonic()
        wait_until(what, TOLD_S_MAX, holds)
        print(f"{what}: told after {time.monotonic() - began:.1f} s")

    def admit(self, *words):
        self.rig.run(self.rig.hub_command("plant", "admit", NAME, "--by", "rosa", "--reason", "looked at both boxes", *words))


def restored_agent(plant):
    """A backup of the agent's disk is put back."""
    plant.feed(30)
    plant.wait_held(30)
    plant.agent.stop()
    shutil.copytree(plant.home / "data", plant.home / "backup")
    plant.agent.start()
    plant.feed(10)
    plant.wait_held(40)
    plant.agent.kill()
    shutil.rmtree(plant.home / "data")
    shutil.move(plant.home / "backup", plant.home / "data")
    plant.agent.start()
    plant.feed(5)  # the dock is served meanwhile
    plant.told("the agent's status", lambda: "came from a backup" in plant.words() and "plant admit" in plant.words())
    plant.told("the hub's list", lambda: " waiting " in plant.row() and "asks to begin" in plant.row())
    plant.admit()
    # The ten that the backup lacked stay where they are.
    plant.told("the end of it", lambda: plant.held() == 45 and " taken " in plant.row() and "plant admit" not in plant.words())


def cloned_agent(plant):
    """The agent's disk is copied, and both copies run."""
    plant.feed(20)
    plant.wait_held(20)
    plant.agent.stop()
    other = plant.home.parent / "clone"
    shutil.copytree(plant.home, other)
    port = free_port()
    settings = (other / "agent.toml").read_text().replace(str(plant.home), str(other)).replace(f"port = {plant.agent.port}", f"port = {port}")
    listen = next(line for line in settings.splitlines() if line.startswith("listen"))
    (other / "agent.toml").write_text(settings.replace(listen, f'listen = "127.0.0.1:{free_port()}"'))
    clone = Program("clone", [str(plant.rig.bin / "saldo-agent"), "--config", str(other / "agent.toml"), "run"], other, port)
    plant.agent.start()
    plant.feed(5)
    plant.wait_held(25)
    clone.start()
    try:
        plant.feed(5, port)
        plant.told("the hub's list", lambda: " held " in plant.row())
        plant.told("the right agent's status", lambda: "saldo-hub plant" in plant.words())
        # It may be told of the other machine, or that it is held out: both say whom to ask for what.
        plant.told("the clone's status", lambda: "saldo-hub plant" in plant.words(other))
        plant.feed(3)  # both docks are served meanwhile
        plant.feed(3, port)
    finally:
        clone.stop()
    plant.admit("--epoch", "1")
    plant.told("the end of it", lambda: " taken " in plant.row() and "saldo-hub plant" not in plant.words())
    plant.feed(2)
    plant.wait_held(30)  # all of the right one, nothing of the clone


def restored_hub(plant):
    """A backup of the hub is put back."""
    plant.feed(30)
    plant.wait_held(30)
    plant.rig.hub.stop()
    folder = plant.rig.folder
    shutil.copytree(folder / "hub", folder / "hub-backup")
    plant.rig.hub.start()
    plant.feed(40)
    plant.wait_held(70)
    plant.rig.hub.stop()
    shutil.rmtree(folder / "hub")
    shutil.move(folder / "hub-backup", folder / "hub")
    plant.rig.hub.start()
    said = lambda: plant.rig.run(plant.rig.hub_command("status"))  # noqa: E731
    plant.told("the hub's status", lambda: "put back to an earlier state 1 time(s)" in said() and "plant list" in said())
    plant.told("the hub's own refill", lambda: plant.held() == 70)
    expect("ingest.hub_went_back" in (folder / "hub.log").read_text(), "the hub's log does not say that it went back")


def on_a_plant(case):
    @functools.wraps(case)
    def run(bench):
        plant = Plant(bench)
        try:
            case(plant)
        finally:
            plant.rig.stop()
    return run


if __name__ == "__main__":
    sys.exit(run_cases(*map(on_a_plant, (restored_agent, cloned_agent, restored_hub))))
