#!/usr/bin/env python3
"""The discharge in PostgreSQL 15, in a private cluster that lives as long as this program.

    peer_postgres.py --data DIR --work DIR [--late] [--forms merge,overlap,loop] [--limit-s N] [--loop-parts N] [--dump PREFIX]
                     [--sql FILE]

Forms: `merge` the boundary merge, `overlap` the join of overlapping spans (stopped after --limit-s seconds), `loop` the PL/pgSQL
loop over the parts up to --loop-parts. All of them write a table that survives a crash; fsync and synchronous_commit are on.
Late imports run in one procedure that commits each: no way to the client is counted.
Debian's binaries are used; a root user hands them to `nobody`, because PostgreSQL refuses root.
"""
import argparse
import contextlib
import glob
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import common

HERE = os.path.dirname(os.path.abspath(__file__))
SETTINGS = {
    "listen_addresses": "''", "shared_buffers": "2GB", "work_mem": "512MB", "maintenance_work_mem": "512MB",
    "effective_cache_size": "8GB", "max_wal_size": "8GB", "checkpoint_timeout": "30min", "wal_level": "minimal",
    "max_wal_senders": "0", "random_page_cost": "1.1", "max_parallel_workers_per_gather": "2",
    "fsync": "on", "synchronous_commit": "on",
}
TABLES = """
create table lots (lot integer, part integer, entry_day integer, qty integer, term_end_day integer);
create table uses ("use" integer, part integer, day integer, qty integer, expiry integer);
create table late (lot integer, part integer, entry_day integer, qty integer, term_end_day integer);
"""
# In one transaction with the insert that follows, so that the rows are written and synced once, without a log.
MATCHES = 'drop table if exists matches; create table matches (part integer, "use" bigint, lot bigint, qty bigint);'
LATE = """
create table late_time (at bigserial, seconds double precision);
create procedure late_imports() language plpgsql as $$
declare
    l record;
    began timestamptz;
    seconds double precision[];
begin
    for l in select * from late order by lot loop
        began := clock_timestamp();
        insert into lots values (l.lot, l.part, l.entry_day, l.qty, l.term_end_day);
        delete from matches where part = l.part;
        insert into matches {merge};
        commit;
        seconds := seconds || extract(epoch from clock_timestamp() - began)::double precision;
    end loop;
    insert into late_time (seconds) select unnest(seconds);
end $$;
"""


def as_server_user(command):
    """The command as a user that PostgreSQL accepts."""
    if os.getuid() != 0:
        return command
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *command]


@contextlib.contextmanager
def cluster(work):
    """A running private cluster that answers on a socket in its folder. Gives that folder; stops and deletes it."""
    folders = sorted(glob.glob("/usr/lib/postgresql/15/bin"))
    if not folders:
        common.fail("PostgreSQL 15 is not installed (Debian package postgresql-15)")
    programs = folders[-1]
    # Short path: a socket's name may have 107 bytes. The server's user must be able to enter it.
    folder = tempfile.mkdtemp(prefix="pg.", dir=work)
    if os.getuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")
    data, log = f"{folder}/data", f"{folder}/log"
    run = lambda *command: subprocess.run(as_server_user(list(command)), check=True, stdout=subprocess.DEVNULL, cwd="/")
    try:
        run(f"{programs}/initdb", "-D", data, "-U", "saldo", "-A", "trust", "--no-locale", "-E", "UTF8")
        options = " ".join(f"-c {key}={value}" for key, value in {**SETTINGS, "unix_socket_directories": folder}.items())
        run(f"{programs}/pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
        try:
            yield folder
        finally:
            run(f"{programs}/pg_ctl", "-D", data, "-m", "fast", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def psql(folder, sql, stdin=None):
    """Runs one script and gives its output lines. Its first error ends it: subprocess.CalledProcessError."""
    command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", folder, "-U", "saldo", "-d", "postgres", "-c", sql]
    done = subprocess.run(command, check=True, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return done.stdout.splitlines()


class Peer:
    def __init__(self, args, folder):
        self.args, self.folder = args, folder
        self.merge = open(args.sql).read()

    def sql(self, script):
        return psql(self.folder, script)

    def timed(self, script):
        began = time.perf_counter()
        self.sql(script)
        return time.perf_counter() - began

    def summary(self, phase):
        if self.args.dump:
            rows = (map(int, line.split("|")) for line in self.sql('select "use", lot, qty from matches'))
            common.dump(f"{self.args.dump}.{phase}", map(tuple, rows))
        return common.summary_of_sums(*map(int, self.sql(common.SUMS_SQL)[0].split("|")))

    def load(self):
        self.sql(TABLES)
        began = time.perf_counter()
        for table in ("lots", "uses", "late"):
            with open(f"{self.args.data}/{table}.csv") as file:
                psql(self.folder, f"copy {table} from stdin (format csv, header)", file)
        self.sql("analyze")
        seconds = time.perf_counter() - began
        common.emit("PostgreSQL", "load", seconds=seconds, version=self.sql("show server_version")[0].split()[0])

    def run_loop(self):
        name = "PostgreSQL, PL/pgSQL loop"
        self.sql(MATCHES)
        self.sql(open(f"{HERE}/sql/erp_loop.sql").read().replace("{parts_max}", str(self.args.loop_parts)))
        seconds = self.timed("call erp_loop()")
        common.emit(name, "discharge", seconds=seconds, parts_max=self.args.loop_parts, **self.summary("loop"))
        self.sql("drop table balance")

    def run_overlap(self):
        name = "PostgreSQL, overlap join"
        join = open(f"{HERE}/sql/overlap_join.sql").read()
        try:
            seconds = self.timed(f"set statement_timeout = '{self.args.limit_s}s'; {MATCHES} insert into matches {join}")
        except subprocess.CalledProcessError as error:
            if "statement timeout" not in error.stderr:
                raise
            common.emit(name, "discharge", stopped_s=self.args.limit_s)
            return
        common.emit(name, "discharge", seconds=seconds, **self.summary("overlap"))

    def run_merge(self):
        name = "PostgreSQL, boundary merge"
        seconds = self.timed(MATCHES + "insert into matches " + self.merge.replace("{pool}", ""))
        common.emit(name, "discharge", seconds=seconds, **self.summary("bulk"))
        if not self.args.late:
            return
        seconds = self.timed("create index on lots (part); create index on uses (part); create index on matches (part); analyze")
        common.emit(name, "index", seconds=seconds)
        self.sql(LATE.replace("{merge}", self.merge.replace("{pool}", "where part = l.part")))
        floor = common.disk_floor(self.args.work)
        self.sql("call late_imports()")
        seconds = [float(line) for line in self.sql("select seconds from late_time order by at")]
        common.emit(name, "late", **floor, **common.quantiles_ms(seconds), **self.summary("late"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--late", action="store_true")
    parser.add_argument("--forms", default="merge,overlap,loop")
    parser.add_argument("--limit-s", type=int, default=300)
    parser.add_argument("--loop-parts", type=int, default=1000)
    parser.add_argument("--dump")
    parser.add_argument("--sql", default=f"{HERE}/sql/boundary_merge.sql")
    args = parser.parse_args()
    forms = args.forms.split(",")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the cluster is stopped
    with cluster(args.work) as folder:
        peer = Peer(args, folder)
        peer.load()
        # The merge is last: its late imports change the lots.
        for form, run in (("loop", peer.run_loop), ("overlap", peer.run_overlap), ("merge", peer.run_merge)):
            if form in forms:
                run()


if __name__ == "__main__":
    main()
