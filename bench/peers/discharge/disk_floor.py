#!/usr/bin/env python3
"""What one durable write costs here now: 200 appends of 4 KiB, each synced. No store can commit faster.

    disk_floor.py --work DIR
"""
import argparse
import os
import time

import common


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", required=True)
    path = f"{parser.parse_args().work}/disk_floor"
    seconds = []
    with open(path, "wb", buffering=0) as file:
        for _ in range(200):
            began = time.perf_counter()
            file.write(bytes(4096))
            os.fdatasync(file.fileno())
            seconds.append(time.perf_counter() - began)
    os.remove(path)
    common.emit("disk", "floor", **common.quantiles_ms(seconds))


if __name__ == "__main__":
    main()
