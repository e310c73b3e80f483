#!/usr/bin/env python3
"""Agents as witnesses of the hub's log, with real programs: `witnesses.py --bin DIR --root DIR CASE`.

Real programs: mosquitto, a hub, an agent, saldo-verify. docs/proof.md, "Witnesses".
"""

import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from acceptance import expect, run_cases
from told import NAME, on_a_plant
from rig import wait_until

RFC = "GNA150301A00"
VERIFY = Path(__file__).resolve().parents[3] / "verify" / "saldo-verify"


def trees(plant):
    """{company/year[-era]: size}: what the hub's checkpoints say."""
    told = plant.rig.run(plant.rig.hub_command("checkpoint", "--format", "csv"))
    rows = [line.split(",") for line in told.splitlines()[1:] if line.count(",") >= 4]
    return {f"{row[0]}/{row[1]}" + (f"-{row[2]}" if row[2] else ""): int(row[3]) for row in rows}


def current(plant):
    """The tree of the plant's company that grows, and its size."""
    names = [line for line in trees(plant).items() if line[0].startswith(RFC)]
    return max(names, key=lambda row: (("-" in row[0]), row[1]))


def served(plant, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{plant.rig.hub.port}/log/{path}", timeout=10) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError:
        return None


def cosigned(plant):
    """The note of the newest tree as it is, with the agent's line; None while there is none."""
    tree, size = current(plant)
    return served(plant, f"{tree}/cosigned/{size}")


def wait_cosigned(plant):
    wait_until("the agent's cosignature of the newest tree", 100, lambda: f"— {NAME} " in (cosigned(plant) or ""))


def accusation(plant):
    return plant.row().split()[3] == "accuses", "bitácora" in plant.words() or "the hub's log" in plant.words()


def verify(plant, folder, *words, code=0):
    key = plant.rig.run(plant.rig.hub_command("log-key")).strip()
    done = subprocess.run([sys.executable, str(VERIFY), str(folder), "--key", key, "--language", "en", *words], capture_output=True, text=True, timeout=120)
    expect(done.returncode == code, f"saldo-verify said {done.returncode}:\n{done.stdout[-3000:]}\n{done.stderr[-1000:]}")
    return done.stdout


def exported(plant, name):
    folder = plant.rig.folder / name
    plant.rig.run(plant.rig.hub_command("export", str(folder)))
    return folder


def cosigns(plant):
    """The agent cosigns what the hub holds; the export carries it, and saldo-verify asks for it."""
    plant.feed(30)
    plant.wait_held(30)
    wait_cosigned(plant)
    folder = exported(plant, "export")
    tree, size = current(plant)
    kept = sorted((folder / "log" / tree / "cosigned").iterdir())
    expect(kept and f"— {NAME} " in kept[-1].read_text(), "the export lacks the agent's line")
    verify(plant, folder)
    # Control: of a note whose root is another, the place is named.
    old = kept[-1].read_text()
    kept[-1].write_text(old.replace(old.splitlines()[2], "A" * 43 + "="))
    told = verify(plant, folder, code=1)
    expect(f"cosigned/{kept[-1].name}" in told, f"the altered note is not named: {told}")


def old_disk(plant):
    """The hub's disk of before is put back without a word: both ends accuse it."""
    plant.feed(10)
    plant.wait_held(10)
    plant.rig.hub.stop()
    folder = plant.rig.folder
    shutil.copytree(folder / "hub", folder / "hub-old")
    plant.rig.hub.start()
    plant.feed(20)
    plant.wait_held(30)
    wait_cosigned(plant)
    held = current(plant)
    (folder / "held").write_text(cosigned(plant))
    expect(accusation(plant) == (False, False), "it is accused before anything happened")
    plant.rig.hub.stop()
    shutil.rmtree(folder / "hub")
    shutil.move(folder / "hub-old", folder / "hub")
    plant.rig.hub.start()
    plant.told("the plant's status", lambda: accusation(plant)[1])
    plant.told("the hub's list", lambda: accusation(plant)[0])
    plant.told("the refill", lambda: plant.held() == 30)
    # Whoever holds what was cosigned finds the place.
    told = verify(plant, exported(plant, "after"), "--checkpoint", folder / "held", code=1)
    expect(held[0] in told or "held" in told, f"the old checkpoint is not named: {told}")
    # Told now, it goes on: in new trees, and the plant keeps its evidence until a person takes it away.
    plant.rig.run(plant.rig.hub_command("tell-restore", "--by", "rosa", "--reason", "the image of Sunday"))
    plant.feed(5)
    plant.wait_held(35)
    wait_cosigned(plant)
    expect("-" in current(plant)[0] and accusation(plant) == (False, True), f"{trees(plant)} {plant.row()}")


def told_restore(plant):
    """A backup is restored, and the log tells it: new trees, cosigned, and nobody accuses."""
    plant.feed(10)
    plant.wait_held(10)
    folder = plant.rig.folder
    identity = folder / "backup.identity"
    made = subprocess.run(["age-keygen", "-o", identity], capture_output=True, text=True, check=True).stderr
    plant.rig.run(plant.rig.hub_command("backup", str(folder / "backups"), "--recipient", made.split()[-1]))
    plant.feed(20)
    plant.wait_held(30)
    wait_cosigned(plant)
    plant.rig.hub.stop()
    shutil.rmtree(folder / "hub")
    plant.rig.run([str(plant.rig.bin / "saldo-hub"), "--config", str(folder / "hub.toml"), "restore", str(folder / "backups"),
                   "--into", str(folder / "hub"), "--identity", str(identity), "--by", "rosa", "--reason", "the disk is gone"])
    plant.rig.hub.start()
    plant.told("the refill", lambda: plant.held() == 30)
    expect("-" in current(plant)[0], f"no era began: {trees(plant)}")
    wait_cosigned(plant)
    expect(accusation(plant) == (False, False), f"a restore that was told is accused: {plant.row()} {plant.words()}")
    told = verify(plant, exported(plant, "export"))
    expect("restored from a backup" in told, "saldo-verify does not tell the restore")


if __name__ == "__main__":
    sys.exit(run_cases(*map(on_a_plant, (cosigns, old_disk, told_restore))))
