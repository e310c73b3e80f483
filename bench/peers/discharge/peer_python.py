#!/usr/bin/env python3
"""The discharge as a plain Python loop, a part at a time.

    peer_python.py --data DIR [--late] [--journal FILE] [--parts-max N] [--dump PREFIX]

Without terms the fold keeps one frontier. With them (any use that looks at expiry) it keeps two queues, the lots in term and the
expired ones, each in FIFO order. A late import is written to a journal and synced, then its part is folded again.
"""
import argparse
import bisect
import gc
import heapq
import os
import time
from collections import deque

import common

ANY, SKIPS_EXPIRED, ONLY_EXPIRED = 0, 1, 2
ALL_PARTS = 1 << 62


def fold_plain(lots, uses):
    """lots: sorted (day, lot, qty, term_end); uses: sorted (day, use, qty, expiry), all ANY. Gives (use, lot, qty)."""
    matches = []
    at, count = 0, len(lots)
    left = lots[0][2] if lots else 0
    for day, use, need, _ in uses:
        while need and at < count:
            entry_day, lot, _, _ = lots[at]
            if entry_day > day:
                break
            if left > need:
                matches.append((use, lot, need))
                left -= need
                break
            matches.append((use, lot, left))
            need -= left
            at += 1
            left = lots[at][2] if at < count else 0
    return matches


def fold_terms(lots, uses):
    """The same with every kind of use. Lots are named by their place in the list, which is their FIFO order."""
    matches = []
    left = [qty for _, _, qty, _ in lots]
    is_expired = [False] * len(lots)
    in_term, by_term_end, expired = deque(), [], []
    entered = 0
    for day, use, need, expiry in uses:
        while entered < len(lots) and lots[entered][0] <= day:
            in_term.append(entered)
            heapq.heappush(by_term_end, (lots[entered][3], entered))
            entered += 1
        while by_term_end and by_term_end[0][0] < day:
            place = heapq.heappop(by_term_end)[1]
            is_expired[place] = True
            if left[place]:
                heapq.heappush(expired, place)
        while need:
            while in_term and (is_expired[in_term[0]] or not left[in_term[0]]):
                in_term.popleft()
            while expired and not left[expired[0]]:
                heapq.heappop(expired)
            heads = []
            if in_term and expiry != ONLY_EXPIRED:
                heads.append(in_term[0])
            if expired and expiry != SKIPS_EXPIRED:
                heads.append(expired[0])
            if not heads:
                break
            place = min(heads)
            take = min(need, left[place])
            matches.append((use, lots[place][1], take))
            left[place] -= take
            need -= take
    return matches


def fold(lots, uses):
    return (fold_terms if any(use[3] != ANY for use in uses) else fold_plain)(lots, uses)


def load(folder, parts_max):
    lots, uses = {}, {}
    for lot, part, day, qty, term_end in common.read_rows(f"{folder}/lots.csv"):
        if part <= parts_max:
            lots.setdefault(part, []).append((day, lot, qty, term_end))
    for use, part, day, qty, expiry in common.read_rows(f"{folder}/uses.csv"):
        if part <= parts_max:
            uses.setdefault(part, []).append((day, use, qty, expiry))
    return lots, uses


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--late", action="store_true")
    parser.add_argument("--journal", default="late.journal")
    parser.add_argument("--parts-max", type=int, default=ALL_PARTS)
    parser.add_argument("--dump")
    args = parser.parse_args()
    name = "Python loop"
    gc.disable()

    began = time.perf_counter()
    lots, uses = load(args.data, args.parts_max)
    sample = {"parts_max": args.parts_max} if args.parts_max < ALL_PARTS else {}
    common.emit(name, "load", seconds=time.perf_counter() - began, **sample)

    began = time.perf_counter()
    matches = {}
    for part in lots.keys() | uses.keys():
        lots.setdefault(part, []).sort()
        uses.setdefault(part, []).sort()
        matches[part] = fold(lots[part], uses[part])
    seconds = time.perf_counter() - began

    every = lambda: (match for part in matches.values() for match in part)
    demand = sum(use[2] for part in uses.values() for use in part)
    common.emit(name, "discharge", seconds=seconds, demand=demand, served=sum(match[2] for match in every()), **sample, **common.summary(every()))
    if args.dump:
        common.dump(args.dump + ".bulk", every())
    if not args.late:
        return

    floor = common.disk_floor(os.path.dirname(args.journal) or ".")
    seconds = []
    with open(args.journal, "wb", buffering=0) as journal:
        for lot, part, day, qty, term_end in common.read_rows(f"{args.data}/late.csv"):
            began = time.perf_counter()
            journal.write(b"%d,%d,%d,%d,%d\n" % (lot, part, day, qty, term_end))
            os.fdatasync(journal.fileno())
            bisect.insort(lots.setdefault(part, []), (day, lot, qty, term_end))
            matches[part] = fold(lots[part], uses.get(part, []))
            seconds.append(time.perf_counter() - began)
    common.emit(name, "late", **floor, **common.quantiles_ms(seconds), **common.summary(every()))
    if args.dump:
        common.dump(args.dump + ".late", every())


if __name__ == "__main__":
    main()
