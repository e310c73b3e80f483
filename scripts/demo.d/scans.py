#!/usr/bin/env python3
"""A person with a scanner at one dock: `scans.py PORT PLANT AGENT PARTS ACCEPTED SECONDS_BETWEEN`.

Plays the line profile against the agent's scanner port, for ever: one piece of a part is received, then issued to a work
order, so that stock stays as it was. A scan counts once the agent answered OK, which is after its disk has it; then its
line `sequence,event_id` is added to the file ACCEPTED. A scan without an answer is made again, under the same event.
"""

import csv
import datetime
import itertools
import socket
import sys
import time


def scans(plant, agent, parts):
    """The movement lines without their time, each under an event of its own."""
    turns = itertools.cycle(parts)
    for number in itertools.count(1):
        part, umc = next(turns)
        for kind, ref_type in (("RECEIPT", "ASN"), ("ISSUE", "WO")):
            event = f"{agent}-demo-{number:06d}-{kind.lower()}"
            yield event, f"{plant},{kind},{part},1,{umc},{ref_type},DEMO-{number:06d},,dock-1"


def scan(port, line):
    """Gives one line to the agent until it answers."""
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=10) as dock:
                dock.sendall(line.encode() + b"\r\n")
                answer = dock.makefile("r", newline="\r\n").readline()
                if answer:
                    return answer.split()
        except OSError:
            pass  # the agent is away: the same scan again
        time.sleep(0.2)


def main(port, plant, agent, parts_file, accepted_file, pause):
    with open(parts_file, encoding="utf-8") as rows:
        parts = [(row["part_number"], row["umc"]) for row in csv.DictReader(rows)]
    with open(accepted_file, "a", encoding="utf-8", buffering=1) as accepted:
        for event, rest in scans(plant, agent, parts):
            now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
            answer = scan(int(port), f"{event},{now},{rest}")
            if answer[0] in ("OK", "DUP"):
                accepted.write(f"{answer[1]},{event}\n")
            else:
                print(event, *answer, flush=True)
            time.sleep(float(pause))


if __name__ == "__main__":
    main(*sys.argv[1:])
