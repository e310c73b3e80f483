#!/usr/bin/env python3
"""The movements of the plants in an export of the hub: `exported_movements.py FOLDER`.

Prints a JSON object a line, in the order of the log: position, agent, epoch, sequence, event_id. Reads facts/ and frames/ alone,
as docs/proof.md says them: what the agents recorded and signed, none of the hub's answers.
"""

import json
import struct
import sys
from pathlib import Path

MOVEMENT, REHOMED = 2, 4
RECORD_HEAD, REHOMED_HEAD = 45, 48


def items(folder, suffix, head):
    """(fields of the head, bytes) of each item: the last field of the head is their length."""
    for file in sorted((folder / suffix).glob(f"*.{suffix}")):
        data, at = file.read_bytes(), 0
        while at < len(data):
            *fields, size = head.unpack_from(data, at)
            at += head.size
            yield fields, data[at:at + size]
            at += size


def places(folder):
    """Where each record stands in its journal, by position of the log: (agent, epoch, sequence)."""
    found = {}
    for (first, count, skip), frame in items(folder, "frames", struct.Struct("<QIII")):
        agent = frame[20:52].rstrip(b"\0").decode()
        (epoch,) = struct.unpack_from("<I", frame, 52)
        (sequence,) = struct.unpack_from("<Q", frame, 64)
        for i in range(count):
            found[first + i] = (agent, epoch, sequence + skip + i)
    return found


def event_of(record):
    """The event id of a record of a movement, also of one that was written again; nothing for another record."""
    (kind,), body = struct.unpack_from("<H", record), record[RECORD_HEAD:]
    if kind == REHOMED:
        (kind,), body = struct.unpack_from("<H", body, 44), body[REHOMED_HEAD:]
    if kind != MOVEMENT:
        return None
    (size,) = struct.unpack_from("<H", body)
    return body[2:2 + size].decode()


def movements(folder):
    place_of = places(folder)
    for (position, kind), content in items(folder, "facts", struct.Struct("<QBI")):
        event = event_of(content) if kind == 2 else None
        if event is not None:
            agent, epoch, sequence = place_of[position]
            yield {"position": position, "agent": agent, "epoch": epoch, "sequence": sequence, "event_id": event}


def main(folder):
    for movement in movements(Path(folder)):
        print(json.dumps(movement))


if __name__ == "__main__":
    main(*sys.argv[1:])
