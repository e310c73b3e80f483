"""What the peers share: reading a set, the checksum, and the JSON lines that they print."""
import json
import os
import sys
import time

MODULUS = 1 << 61


def read_rows(path):
    """Each row of a CSV file of whole numbers, as a list; the header is left out."""
    with open(path) as file:
        next(file)
        for line in file:
            yield list(map(int, line.split(",")))


def summary(matches):
    """Rows and sums of (use, lot, qty). The checksum is linear and cannot see two lots that changed places between two
    uses, so `pairs` stands beside it: a sum of products that can."""
    rows = checksum = pairs = 0
    for use, lot, qty in matches:
        rows += 1
        checksum += use * 1000003 + lot * 10007 + qty
        pairs += use % 8191 * (lot % 8191) * qty
    return {"rows": rows, "checksum": checksum % MODULUS, "pairs": pairs}


def summary_of_sums(rows, uses, lots, qty, pairs):
    """The same from sums over the table: for databases whose whole numbers end at 2^63."""
    return {"rows": rows, "checksum": (uses * 1000003 + lots * 10007 + qty) % MODULUS, "pairs": pairs}


SUMS_SQL = ('select count(*), coalesce(sum("use"), 0), coalesce(sum(lot), 0), coalesce(sum(qty), 0), '
            'coalesce(sum(cast("use" % 8191 * (lot % 8191) * qty as bigint)), 0) from matches')


def quantiles_ms(seconds):
    """The median, the 99th percentile and the greatest of the times, by nearest rank."""
    ordered = sorted(seconds)
    at = lambda permille: round(ordered[max(0, -(-len(ordered) * permille // 1000) - 1)] * 1000, 4)
    return {"late": len(ordered), "p50_ms": at(500), "p99_ms": at(990), "max_ms": at(1000)}


def disk_floor(folder, times=200):
    """What one durable write costs here and now: appends of 4 KiB, each synced. No store can commit faster. Measured right
    before the late imports, because the disk of a shared machine changes from minute to minute."""
    path = f"{folder}/disk_floor"
    seconds = []
    with open(path, "wb", buffering=0) as file:
        for _ in range(times):
            began = time.perf_counter()
            file.write(bytes(4096))
            os.fdatasync(file.fileno())
            seconds.append(time.perf_counter() - began)
    os.remove(path)
    floor = quantiles_ms(seconds)
    return {"disk_p50_ms": floor["p50_ms"], "disk_p99_ms": floor["p99_ms"]}


def emit(peer, phase, **figures):
    """One JSON line: what a peer measured in one phase (load, discharge, index or late)."""
    print(json.dumps({"peer": peer, "phase": phase, **figures}), flush=True)


def dump(path, matches):
    """Writes matches as sorted lines `use,lot,qty`, so that two peers can be compared row for row."""
    with open(path, "w") as file:
        file.writelines(sorted(f"{use},{lot},{qty}\n" for use, lot, qty in matches))


def fail(words):
    sys.exit(f"{sys.argv[0]}: {words}")
