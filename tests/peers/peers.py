#!/usr/bin/env python3
"""Saldo beside programs that are not ours, as real processes: `peers.py --bin DIR --set DIR --modules DIR [--node FILE] CASE`.

    asyncapi   docs/asyncapi.yaml is valid, and says what the code says
    decoder    the decoder written from docs/protocol.md reads the golden frames
    aedes      agent and hub unchanged: from mosquitto to aedes, and to an aedes that lost all it held
    readers    MQTT.js and mosquitto_sub see every frame, and that decoder reads what they saw

Exit 0, 1, or 77 (skipped) where node or its modules are missing (scripts/setup peers).
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "tests/crash/whole_system"))

from checks import check_journals, check_movements, status  # noqa: E402
from rig import Program, Rig, wait_until  # noqa: E402


class Node:
    """Programs of this folder, run by node with the modules that the lock file names."""

    def __init__(self, program, modules):
        self.program, self.environment = program, {"NODE_PATH": str(modules)}

    def command(self, script, *words):
        return [self.program, str(HERE / script), *map(str, words)]

    def run(self, script, *words):
        done = subprocess.run(self.command(script, *words), capture_output=True, text=True, timeout=120,
                              env={**os.environ, **self.environment})
        print(done.stdout, end="")
        if done.returncode != 0:
            raise RuntimeError(f"{script} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


class Aedes(Program):
    """The other broker, on the port of the one it replaces."""

    def __init__(self, folder, port, node):
        super().__init__("aedes", node.command("aedes_broker.js", port), folder, port, node.environment)


class Reader:
    """A subscriber to everything, one line a message: retained, QoS, topic, payload in hexadecimal."""

    def __init__(self, name, command, folder, environment=None):
        self.out = folder / f"{name}.frames"
        with open(self.out, "wb") as out, open(folder / f"{name}.log", "wb") as log:
            self.process = subprocess.Popen(command, stdout=out, stderr=log, stdin=subprocess.DEVNULL,
                                            env={**os.environ, **(environment or {})})

    def lines(self):
        return self.out.read_text().splitlines()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)


class PeersRig(Rig):
    """The whole system, and who listens to it: all of it ends with the run."""

    def __init__(self, *words):
        super().__init__(*words)
        self.readers = []

    def stop(self):
        for reader in self.readers:
            reader.stop()
        super().stop()


def readers(rig, node, suffix):
    port = rig.broker.port
    mosquitto_sub = ["mosquitto_sub", "-p", str(port), "-q", "1", "-i", f"reader-{suffix}", "-t", "saldo/1/#",
                     "-F", "%r %q %t %x"]
    mqttjs = node.command("mqttjs_reader.js", port)
    pair = [Reader(f"mosquitto_sub.{suffix}", mosquitto_sub, rig.folder),
            Reader(f"mqttjs.{suffix}", mqttjs, rig.folder, node.environment)]
    rig.readers += pair
    return pair


def feed(rig, share):
    """The next `share` of every feed, scanned; returns when it is in the journals."""
    for feeder in rig.feeders.values():
        feeder.allow(int(len(feeder.lines) * share) - len(feeder.answers))
    wait_until("the lines to be answered", 60, lambda: rig.check_feeders() or all(
        len(feeder.answers) >= int(len(feeder.lines) * share) for feeder in rig.feeders.values()))


def arrive(rig):
    for name in rig.agents:
        wait_until(f"the hub to hold all of {name}", 60, lambda: status(rig, name)["journal"]["queue"] == 0)


def aedes(rig, node):
    """Three brokers take turns on one port; agents and hub are told nothing and never started again."""
    rig.set_up(only=2)
    rig.start_agents()
    programs = [rig.hub, *rig.agents.values()]
    started = [program.process.pid for program in programs]
    feed(rig, 0.3)
    arrive(rig)
    rig.broker.kill()
    feed(rig, 0.4)  # while no broker is there
    rig.broker = Aedes(rig.folder, rig.broker.port, node)
    rig.broker.start()
    feed(rig, 0.7)
    arrive(rig)  # over aedes alone
    print("aedes in the place of mosquitto: all that was scanned is at the hub")
    feed(rig, 0.8)
    rig.broker.kill()
    feed(rig, 0.9)
    rig.broker.start()
    feed(rig, 1)
    problems = check_movements(rig)
    if [program.process.pid for program in programs] != started:
        problems.append("a program of ours was started again")
    return problems + check_journals(rig)


def read_all(rig, node):
    """All that travels in a plant's day: a backlog (packed), a live feed, an agent that falls over, and what is retained."""
    rig.set_up(only=1)
    (name, agent), = rig.agents.items()
    seen = readers(rig, node, "live")
    wait_until("both readers to have subscribed", 20, lambda: all(len(reader.lines()) >= 1 for reader in seen))
    rig.hub.kill()
    rig.start_agents()
    feed(rig, 0.8)
    rig.hub.start()
    arrive(rig)
    feed(rig, 1)
    arrive(rig)
    # An agent that goes without a word: its will, signed long before, is what the broker says.
    agent.kill()
    wait_until("its will to be seen", 20, lambda: all(
        len([line for line in reader.lines() if f"/{name}/up/st " in line]) >= 2 for reader in seen))
    time.sleep(0.5)
    late = readers(rig, node, "late")
    wait_until("what is retained to be seen", 20, lambda: all(len(reader.lines()) >= 3 for reader in late))
    time.sleep(0.5)
    for reader in seen + late:
        reader.stop()
    join = rig.folder / name / "join.json"
    fed = rig.folder / "fed.txt"
    fed.write_text("\n".join(rig.feeders[name].lines) + "\n", encoding="utf-8")
    node.run("check_frames.js", join, fed, *(reader.out for reader in seen + late))
    return []


def fetched(modules):
    """Whether scripts/setup ended well for the lock file of today: it then leaves a copy beside the modules."""
    mark = modules.parent / "fetched.json"
    return mark.exists() and mark.read_bytes() == (HERE / "package-lock.json").read_bytes()


def with_rig(given, node, case):
    folder = Path(tempfile.mkdtemp(prefix="saldo-peers."))
    rig = None
    try:
        rig = PeersRig(given.bin, given.set, folder)
        problems = case(rig, node)
    except RuntimeError as error:
        problems = [str(error)]
    finally:
        if rig is not None:
            rig.stop()
    for problem in problems:
        print(f"WRONG: {problem}")
    if problems:
        print(f"the run is kept in {folder}")
    else:
        shutil.rmtree(folder)
    return 1 if problems else 0


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--bin", required=True)
    options.add_argument("--set", required=True)
    options.add_argument("--modules", required=True, type=Path)
    options.add_argument("--node", default=shutil.which("node"))
    options.add_argument("case", choices=["asyncapi", "decoder", "aedes", "readers"])
    given = options.parse_args()
    missing = [what for what, there in (
        ("node", given.node), ("what package-lock.json names", fetched(given.modules)),
        ("mosquitto_sub", shutil.which("mosquitto_sub"))) if not there]
    if missing:
        print(f"skipped, because {' and '.join(missing)} is not on this machine: scripts/setup peers")
        return 77
    node = Node(given.node, given.modules)
    if given.case in ("asyncapi", "decoder"):
        try:
            node.run(f"check_{given.case}.js", ROOT)
        except RuntimeError as error:
            print(f"WRONG: {error}")
            return 1
        return 0
    return with_rig(given, node, aedes if given.case == "aedes" else read_all)


if __name__ == "__main__":
    sys.exit(main())
