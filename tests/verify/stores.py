"""Makes stores of a hub out of scenario files and Data Stage sets, for the comparison with the verifier."""

import pathlib
import re
import subprocess

SPOKEN_TO_SCENARIOS = ("expect", "knowledge", "today", "run")


def run(*command, check=True):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def statements_of(scenario):
    """The statements of a scenario that a hub may record, and the last day that it calls today."""
    lines = pathlib.Path(scenario).read_text(encoding="utf-8").splitlines()
    kept, today = [], None
    for number, line in enumerate(lines):
        words = line.split()
        keyword = words[0] if words else ""
        if keyword in ("today", "knowledge"):
            today = words[1]
        following = next((text.split() for text in lines[number + 1:] if text.split()), [])
        refused = following[:2] == ["expect", "refused"]
        kept.append("" if keyword in SPOKEN_TO_SCENARIOS or refused else line)
    return kept, today


def record(hub, data, lines, folder):
    """Records statements; those that the hub refuses are left out one after the other."""
    file = pathlib.Path(folder) / "told.scn"
    left_out = []
    for _ in range(len(lines) + 1):
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        done = run(hub, "--data", data, "--lang", "en", "record", file, check=False)
        if done.returncode == 0:
            return left_out
        found = re.search(re.escape(str(file)) + r":(\d+): ", done.stderr)
        if not found:
            raise RuntimeError(f"{file}: {done.stderr}")
        number = int(found.group(1)) - 1
        left_out.append(lines[number] + "    # " + done.stderr.splitlines()[0].split(": ", 1)[-1])
        lines[number] = ""
    raise RuntimeError("nothing is left")


def store_of_scenario(hub, scenario, data, folder):
    lines, today = statements_of(scenario)
    left_out = record(hub, data, lines, folder)
    return today, left_out


def store_of_set(hub, source, data):
    """A Data Stage set as gen_datastage.py writes it."""
    source = pathlib.Path(source)
    run(hub, "--data", data, "import", "catalogs", source / "catalogs")
    run(hub, "--data", data, "import", "invoice-lines", source / "feeds" / "invoice_lines.csv")
    run(hub, "--data", data, "import", "datastage", source / "datastage")
    movements = sorted((source / "movements").glob("*.csv"))
    if movements:
        run(hub, "--data", data, "import", "movements", *movements)
