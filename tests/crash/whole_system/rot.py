"""Bits flipped on the disks of an agent and of the hub: named, filled again from the other side, the rows as they were."""

import time
import urllib.request

from checks import status
from rig import wait_until

NAMED_S = 60


def metric(rig, name):
    """One gauge of the hub; 0 while it does not answer."""
    port = rig.hub.port
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            for line in answer.read().decode().splitlines():
                if line.startswith(name + " "):
                    return float(line.split()[1])
    except OSError:
        pass
    return 0.0


def flip(path, words, rng):
    """Flips one bit in every copy of some words that a file has: of the live page, and of those before it."""
    data = bytearray(path.read_bytes())
    where, at = rng.randrange(len(words)), data.find(words)
    flipped = 0
    while at >= 0:
        data[at + where] ^= 1 << rng.randrange(8)
        flipped += 1
        at = data.find(words, at + 1)
    if flipped == 0:
        raise RuntimeError(f"{path} does not hold {words}")
    path.write_bytes(data)


def rot_agent(rig, scanners, count, rng):
    """The agent is stopped for it, as a disk is not asked while it forgets."""
    name, agent = next(iter(rig.agents.items()))
    wait_until("the hub to hold all", 60, lambda: status(rig, name)["journal"]["queue"] == 0)
    agent.stop()
    before = rig.run(rig.agent_command(name, "journal", "export"))
    events = rng.sample(sorted(scanners.ledger(name)), count)
    for event in events:
        words = scanners.of[name][0].line_of(event).encode()
        flip(rig.folder / name / "data" / "journal" / "data.mdb", words, rng)
    agent.start()
    began = time.monotonic()
    wait_until("the agent to name and refill its records", NAMED_S,
               lambda: status(rig, name)["scrub"]["refilled"] >= count and status(rig, name)["scrub"]["damaged"] == 0)
    print(f"agent: {count} records damaged, named and refilled in {time.monotonic() - began:.1f} s", flush=True)
    agent.stop()
    # What it recorded of itself since then stands behind it.
    if not rig.run(rig.agent_command(name, "journal", "export")).startswith(before):
        raise RuntimeError("the refilled journal is not what it was")
    print(rig.run(rig.agent_command(name, "journal", "verify")).strip())
    agent.start()


def batches_of(data):
    """Frames of agents in the file of the log: offset, bytes of the body, first sequence."""
    at = data.find(b"SLD1")
    while at >= 0:
        size = int.from_bytes(data[at + 8:at + 12], "little")
        if data[at + 5] == 1 and 500 < size <= 65536:
            yield at, size, int.from_bytes(data[at + 64:at + 72], "little")
        at = data.find(b"SLD1", at + 1)


def rot_hub(rig, count, rng):
    """The hub is stopped for it: what it finds at its start it may not make a book of."""
    path = rig.folder / "hub" / "log" / "data.mdb"
    rig.hub.stop()
    before = rig.run(rig.hub_command("verify"))
    data = bytearray(path.read_bytes())
    batches = sorted(batches_of(data), key=lambda batch: batch[2])
    for start, size, _ in rng.sample(batches, min(count, len(batches))):
        data[start + 148 + rng.randrange(size)] ^= 1 << rng.randrange(8)
    path.write_bytes(data)
    began = time.monotonic()
    rig.hub.start()
    wait_until("the hub to mend its log", NAMED_S, lambda: metric(rig, "saldo_hub_log_facts") > 0)
    words = (rig.folder / "hub.log").read_text(errors="replace")
    print(f"hub: started {time.monotonic() - began:.1f} s after {count} batches were damaged; so far "
          f"{words.count('log.damaged')} entries named, {words.count('refill.mended')} mended", flush=True)
    rig.hub.stop()
    if rig.run(rig.hub_command("verify")) != before:
        raise RuntimeError("the mended log is not what it was")
    print(before.strip())
    rig.hub.start()


def damage_again_and_again(rig, scanners, rounds, rng):
    wait_until("some thousand lines", 60, lambda: scanners.check() or scanners.told() > 4000)
    scanners.finish(60)
    for _ in range(rounds):
        rot_agent(rig, scanners, 5, rng)
        name = next(iter(rig.agents))
        wait_until("the agent to be up", 60, lambda: status(rig, name)["uplink"]["state"] == "streaming")
        rot_hub(rig, 20, rng)


def damage_before_the_hub(rig, scanners, _rounds, rng):
    """A record that no one else has is damaged: what is before it is sent, it is named, and capturing goes on."""
    name, agent = next(iter(rig.agents.items()))
    wait_until("some lines", 60, lambda: scanners.check() or scanners.told() > 500)
    rig.broker.kill()
    time.sleep(1.0)
    scanners.finish(60)
    agent.stop()
    ledger = scanners.ledger(name)
    events = {sequence: event for event, sequence in ledger.items()}
    hole = sorted(events)[-20]
    words = scanners.of[name][0].line_of(events[hole]).encode()
    flip(rig.folder / name / "data" / "journal" / "data.mdb", words, rng)
    agent.start()
    rig.broker.start()
    wait_until("all before the hole to be held", 60, lambda: status(rig, name)["uplink"]["held"] >= hole
               or status(rig, name)["journal"]["epoch"] == 2)
    wait_until("the hole to be named", 60, lambda: status(rig, name)["scrub"]["damaged"] == 1)
    wait_until("an epoch that declares it", 60, lambda: status(rig, name)["journal"]["epoch"] == 2)
    now = status(rig, name)
    if now["scrub"]["damaged_records"][0]["sequence"] != hole:
        raise RuntimeError(f"the hole {hole} is not named: {now['scrub']}")
    if "journal.damaged" not in [reason["code"] for reason in now["reasons"]]:
        raise RuntimeError(f"nobody is told: {now['reasons']}")
    after = scanners.more(rig, name, 50)
    print(f"sequence {hole} of {len(ledger)} is damaged and the hub has it not: named, declared in a new epoch, and {after} "
          "more were captured")
