#!/usr/bin/env python3
"""Whether every scan of a cut is at the hub, once: `proof.py ACCEPTED MOVEMENTS AGENT AFTER UNTIL`.

The scans of the cut are the agent's sequences past AFTER and up to UNTIL. ACCEPTED is what the scanner noted by itself when
the agent said OK (`sequence,event_id`); MOVEMENTS is what exported_movements.py reads in an export. Prints one sentence; exit 0 or 1.
"""

import collections
import json
import sys


def main(accepted_file, movements_file, agent, after, until):
    cut = range(int(after) + 1, int(until) + 1)
    with open(accepted_file, encoding="utf-8") as lines:
        noted = [line.strip().split(",", 1) for line in lines]
    with open(movements_file, encoding="utf-8") as lines:
        held = [move for move in map(json.loads, lines) if move["agent"] == agent]
    events = collections.Counter(move["event_id"] for move in held)
    sequences = {int(move["sequence"]) for move in held}
    missing = [f"the record {sequence} of the agent's journal" for sequence in cut if sequence not in sequences]
    missing += [f"the scan {event}" for sequence, event in noted if int(sequence) in cut and event not in events]
    twice = [f"the scan {event}" for event, times in events.items() if times > 1]
    if cut and not missing and not twice:
        print(f"{len(cut)} scans were taken without a network (numbers {cut[0]} to {cut[-1]} of the agent's journal),"
              f" all {len(cut)} are at the hub, none twice.")
        return 0
    print(f"WRONG: {len(cut)} scans were taken without a network; {len(missing)} missing at the hub, {len(twice)} there twice")
    for what, ones in (("missing", missing), ("twice", twice)):
        for one in ones[:5]:
            print(f"  {what}: {one}")
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
