#!/usr/bin/env python3
"""The discharge in SQLite (WAL, synchronous FULL), as a boundary merge written to a table.

    peer_sqlite.py --data DIR --work DIR [--late] [--dump PREFIX] [--sql FILE]
"""
import argparse
import os
import sqlite3
import time

import common

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--late", action="store_true")
    parser.add_argument("--dump")
    parser.add_argument("--sql", default=f"{HERE}/sql/boundary_merge.sql")
    args = parser.parse_args()
    name = "SQLite, boundary merge"
    merge = open(args.sql).read()

    path = f"{args.work}/peer.sqlite"
    for old in (path, path + "-wal", path + "-shm"):
        if os.path.exists(old):
            os.remove(old)
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = wal", "synchronous = full", "cache_size = -2000000", "temp_store = memory"):
        db.execute("pragma " + pragma)
    db.execute("create table lots (lot integer, part integer, entry_day integer, qty integer, term_end_day integer)")
    db.execute('create table uses ("use" integer, part integer, day integer, qty integer, expiry integer)')
    db.execute('create table matches (part integer, "use" integer, lot integer, qty integer)')

    began = time.perf_counter()
    db.execute("begin")
    for table in ("lots", "uses"):
        db.executemany(f"insert into {table} values (?, ?, ?, ?, ?)", common.read_rows(f"{args.data}/{table}.csv"))
    db.execute("commit")
    # They hold all that the merge reads, in its order by parts: without them it takes more than twice as long.
    db.execute("create index lots_of_part on lots (part, entry_day, lot, qty)")
    db.execute('create index uses_of_part on uses (part, day, "use", qty)')
    common.emit(name, "load", seconds=time.perf_counter() - began, version=sqlite3.sqlite_version)

    def summary(phase):
        if args.dump:
            common.dump(f"{args.dump}.{phase}", db.execute('select "use", lot, qty from matches'))
        return common.summary_of_sums(*db.execute(common.SUMS_SQL).fetchone())

    began = time.perf_counter()
    db.execute("insert into matches " + merge.replace("{pool}", ""))
    seconds = time.perf_counter() - began
    common.emit(name, "discharge", seconds=seconds, **summary("bulk"))
    if not args.late:
        return

    began = time.perf_counter()
    db.execute("create index matches_of_part on matches (part)")
    common.emit(name, "index", seconds=time.perf_counter() - began)

    merge_part = "insert into matches " + merge.replace("{pool}", "where part = :part")
    floor = common.disk_floor(args.work)
    seconds = []
    for row in common.read_rows(f"{args.data}/late.csv"):
        began = time.perf_counter()
        db.execute("begin immediate")
        db.execute("insert into lots values (?, ?, ?, ?, ?)", row)
        db.execute("delete from matches where part = ?", (row[1],))
        db.execute(merge_part, {"part": row[1]})
        db.execute("commit")
        seconds.append(time.perf_counter() - began)
    common.emit(name, "late", **floor, **common.quantiles_ms(seconds), **summary("late"))


if __name__ == "__main__":
    main()
