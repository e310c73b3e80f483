#!/usr/bin/env python3
"""Makes the report of a run from its figures: median (least-greatest) of the rounds, ratios to Saldo, void figures named.

    report.py --figures FILE --scale full|small --work DIR --saldo COMMAND

A figure counts when its rows, checksum and `pairs` (where printed) are those of the Python loop, in every round. Ratios are
made within a round, because the load of the machine changes, and then the median is taken: the discharge a row, load and
discharge together (Saldo orders events when it loads, SQL when it discharges), and the 99th percentile of a late import. Above
1 Saldo is faster. Exit 1 when a figure is void.
"""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys

TITLES = {
    "standard": "Standard set: no terms",
    "hot": "Hot set: 10 % of all lots and uses on one part",
    "terms": "Standard set with terms: 18 months, virtual lots 6 months, uses that skip or want expired lots, shortages",
    "hot_terms": "Hot set with terms",
}
CANNOT = ("**Cannot**: the boundary merge and the overlap join (PostgreSQL, SQLite, DuckDB). They need one frontier on the axis of "
          "supply. A use that skips expired lots leaves holes behind it, which later uses of another kind fill. Only the loops "
          "follow; SQLite and DuckDB have no loop of their own.")
REFERENCE = "Python loop"


def output_of(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return done.stdout.strip()


def first_line(path, start):
    with open(path) as file:
        return next((line.split(":", 1)[1].strip() for line in file if line.startswith(start)), "?")


def spread(values, form):
    """median (least-greatest), or the one value."""
    middle = form.format(statistics.median(values))
    return middle if len(values) == 1 else f"{middle} ({form.format(min(values))}–{form.format(max(values))})"


def proof_of(figure):
    return figure["rows"], int(figure["checksum"])


def named(line):
    """Saldo measures with its rows kept in memory, which is what is compared, and only summed."""
    if line.get("rows_kept") is False:
        return {**line, "peer": line["peer"] + ", rows summed and not kept"}
    return line


class Figures:
    """All figures of one set: by peer and phase, in the order in which they came."""

    def __init__(self, lines):
        self.load = [line["load"] for line in lines if "load" in line]
        self.failed = [line for line in lines if line.get("phase") == "failed"]
        self.of = {}
        for line in lines:
            if "peer" in line and line["phase"] != "failed":
                self.of.setdefault((line["peer"], line["phase"], line.get("parts_max")), []).append(line)
        self.void = []

    def reference(self, phase, parts_max):
        return self.of.get((REFERENCE, phase, parts_max), [])

    def valid(self, peer, phase, parts_max=None):
        """The figures of the rounds, or nothing when one of them is void."""
        figures = self.of.get((peer, phase, parts_max), [])
        figures = [figure for figure in figures if "checksum" in figure]
        wanted = self.reference(phase, parts_max)
        for figure in figures:
            is_same = wanted and all(proof_of(figure) == proof_of(right) for right in wanted)
            is_paired = "pairs" not in figure or all(figure["pairs"] == right["pairs"] for right in wanted)
            if not (is_same and is_paired):
                self.void.append(f"{peer}, {phase}: {figure['rows']} rows, checksum {figure['checksum']}, round {figure['round']}")
                return []
        return figures

    def seconds_a_row(self, peer, parts_max=None):
        return {figure["round"]: figure["seconds"] / figure["rows"] for figure in self.valid(peer, "discharge", parts_max)}

    def loads(self, peer):
        """Of this form, or of its database."""
        return self.of.get((peer, "load", None)) or self.of.get((peer.split(",")[0], "load", None), [])

    def whole_s(self, peer):
        """Load and discharge."""
        load_s = {figure["round"]: figure["seconds"] for figure in self.loads(peer)}
        return {figure["round"]: load_s[figure["round"]] + figure["seconds"]
                for figure in self.valid(peer, "discharge") if figure["round"] in load_s}

    def p99_ms(self, peer):
        return {figure["round"]: figure["p99_ms"] for figure in self.valid(peer, "late")}


def ratio(of_peer, of_saldo):
    """Median over the rounds that both have of one's cost over the other's, each by round."""
    ratios = [of_peer[turn] / of_saldo[turn] for turn in of_peer.keys() & of_saldo.keys()]
    if not ratios:
        return "–"
    middle = statistics.median(ratios)
    return f"{middle:,.2f}×" if middle < 10 else f"{middle:,.0f}×"


def table(figures):
    peers = list(dict.fromkeys((peer, parts_max) for peer, phase, parts_max in figures.of if phase in ("discharge", "late")))
    peers = [key for key in peers if key[0] != REFERENCE or key[1] is None]
    saldo = next((peer for peer, phase, _ in figures.of if peer.startswith("Saldo") and phase == "load"), "")
    lines = ["| peer | load s | discharge s | rows/s | Saldo is | with load, Saldo is | late import p50 ms | p99 ms | max ms | Saldo is "
             "| disk alone then, p50, p99 ms |",
             "|---|---|---|---|---|---|---|---|---|---|---|"]
    for peer, parts_max in peers:
        cells = [peer if parts_max is None else f"{peer}, **sample: parts 1 to {parts_max}**"]
        loads = figures.loads(peer)
        cells.append(spread([figure["seconds"] for figure in loads], "{:.3g}") if loads else "–")
        bulk = figures.valid(peer, "discharge", parts_max)
        stopped = [figure for figure in figures.of.get((peer, "discharge", parts_max), []) if "stopped_s" in figure]
        if bulk:
            cost = figures.seconds_a_row(peer, parts_max)
            cells += [spread([figure["seconds"] for figure in bulk], "{:.3g}"), f"{1 / statistics.median(cost.values()):,.0f}",
                      ratio(cost, figures.seconds_a_row(saldo)),
                      ratio(figures.whole_s(peer), figures.whole_s(saldo)) if parts_max is None else "–"]
        elif stopped:
            cells += [f"stopped unfinished after {stopped[0]['stopped_s']}", "–", "–", "–"]
        else:
            cells += ["void" if (peer, "discharge", parts_max) in figures.of else "–", "–", "–", "–"]
        late = figures.valid(peer, "late") if parts_max is None else []
        if late:
            cells += [spread([figure[name] for figure in late], "{:.3g}") for name in ("p50_ms", "p99_ms", "max_ms")]
            cells.append(ratio(figures.p99_ms(peer), figures.p99_ms(saldo)))
            floor = late if "disk_p50_ms" in late[0] else figures.of.get(("disk", "floor", None), [])
            cells.append(", ".join(spread([figure[name] for figure in floor], "{:.3g}") for name in ("disk_p50_ms", "disk_p99_ms") if floor))
        else:
            cells += ["void" if (peer, "late", None) in figures.of and parts_max is None else "–", "–", "–", "–", "–"]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def main():
    parser = argparse.ArgumentParser()
    for name in ("figures", "scale", "work", "saldo"):
        parser.add_argument("--" + name, required=True)
    args = parser.parse_args()
    lines = [named(json.loads(line)) for line in open(args.figures)]
    sets = list(dict.fromkeys(line["set"] for line in lines))
    rounds = max(line["round"] for line in lines)
    versions = {line["peer"].split(",")[0]: line["version"] for line in lines if "version" in line}
    versions["Python"] = platform.python_version()

    print("# The discharge of Annex 24, beside its peers\n")
    if args.scale != "full":
        print("**Small sets: to see that all works, not to be quoted.**\n")
    print(f"- machine: {first_line('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores, {first_line('/proc/meminfo', 'MemTotal')}, "
          f"stores on {output_of('stat', '-f', '-c', '%T', args.work)}")
    print(f"- commit {output_of('git', 'rev-parse', '--short', 'HEAD')}; " + ", ".join(f"{k} {v}" for k, v in versions.items()))
    print(f"- rounds: {rounds}; median (least–greatest); seed 42")
    if not any(line.get("peer", "").startswith("Saldo") for line in lines):
        print(f"- **no figures of Saldo**: `{args.saldo}` was not there")

    has_void = False
    for name in sets:
        figures = Figures([line for line in lines if line["set"] == name])
        print(f"\n## {TITLES[name]}\n")
        print(f"Load of the machine when each round began: {'; '.join(figures.load)}.")
        for right in figures.reference("discharge", None)[:1]:
            print(f"{right['rows']:,} match rows, checksum {right['checksum']}; {right['served'] / right['demand']:.1%} of the demand "
                  f"served, the rest is shortage. After the late imports: ", end="")
        for right in figures.reference("late", None)[:1]:
            print(f"{right['rows']:,} rows, checksum {right['checksum']}.\n")
        print("\n".join(table(figures)))
        for figure in figures.of.get(("Saldo engine", "late", None), [])[:1]:
            if "memory_p99_ms" in figure:
                print(f"\nSaldo's late import without the commit (first round): p50 {figure['memory_p50_ms']:.3g}, "
                      f"p99 {figure['memory_p99_ms']:.3g}, max {figure['memory_max_ms']:.3g} ms.")
        if name.endswith("terms"):
            print("\n" + CANNOT)
        for words in dict.fromkeys(figures.void):
            print(f"\n**Void**: {words}")
        for line in figures.failed:
            print(f"\n**Failed**: {line['peer']}, round {line['round']}")
        has_void = has_void or bool(figures.void) or bool(figures.failed)
    sys.exit(1 if has_void else 0)


if __name__ == "__main__":
    main()
