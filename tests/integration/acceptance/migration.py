#!/usr/bin/env python3
"""Moving over from another system, asked of the programs as a person would: `migration.py --bin DIR --root DIR CASE`.

The other system is a small FIFO of its own here. With the rules of the law it gives the truth of the set row for row;
then one of its ties is broken otherwise and one of its bills of materials is older. Exit 0, or 1 with the difference.
"""

import csv
import io
import json
import sys
from collections import defaultdict
from decimal import Decimal

from acceptance import Bench, Wrong, expect, named_columns, run_cases

ALFA, BETA = "GNA150301A00", "GNA150301B01"
DAYS = ["2024-12-31", "2025-01-03", "2025-01-09", "2025-01-15", "2025-02-01"]
TRUTH = "rfc exit_key exit_secuencia exit_clave product part_number lot_key lot_secuencia qty_umc".split()


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def as_csv(path, columns, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def printed(key):
    year, office, licence, number = key.split("-")
    return year + office[:2] + licence + number


def import_set(bench, store, *more):
    """Catalogs, breakdowns and deliveries of the set; `more` before them."""
    for words in more:
        bench.hub(store, "import", *words)
    bench.hub(store, "import", "catalogs", bench.set / "catalogs")
    bench.hub(store, "import", "invoice-lines", bench.set / "feeds" / "invoice_lines.csv")
    for folder in sorted((bench.set / "datastage").iterdir()):
        bench.hub(store, "import", "datastage", folder)


class OtherSystem:
    """Lots and uses of one company, and a plain FIFO over them."""

    def __init__(self, lots, discharges, rfc):
        self.lots = defaultdict(list)
        for lot in lots:
            if lot["rfc"] == rfc:
                self.lots[lot["part_number"]].append(lot)
        for pool in self.lots.values():
            pool.sort(key=self.age)
        self.asked = defaultdict(Decimal)
        self.about = {}
        for row in discharges:
            if row["rfc"] == rfc:
                key = (row["part_number"], row["operation_date"], printed(row["exit_key"]), int(row["exit_secuencia"]))
                self.asked[key] += Decimal(row["qty_umc"])
                self.about[key] = row

    @staticmethod
    def age(lot):
        return lot["entry_date"], lot["payment_time"][:10], printed(lot["lot_key"]), int(lot["lot_secuencia"])

    def discharge(self):
        rows = []
        left = {id(lot): Decimal(lot["qty_entered"]) for pool in self.lots.values() for lot in pool}
        for key in sorted(self.asked):
            needed = self.asked[key]
            for lot in self.lots[key[0]]:
                taken = min(needed, left[id(lot)]) if lot["entry_date"] <= key[1] else Decimal()
                if taken > 0:
                    left[id(lot)] -= taken
                    needed -= taken
                    rows.append({**self.about[key], "lot_key": lot["lot_key"], "lot_secuencia": lot["lot_secuencia"],
                                 "qty_umc": f"{taken:.3f}"})
            expect(needed == 0, f"the other system is short at {key}")
        return rows

    def break_a_tie(self, skipped):
        """Swaps the first two lots of one entry day for which that tells. Gives their part."""
        before = keyed(self.discharge())
        for part, pool in sorted(self.lots.items()):
            for i in range(len(pool) - 1):
                if part in skipped or pool[i]["entry_date"] != pool[i + 1]["entry_date"]:
                    continue
                pool[i], pool[i + 1] = pool[i + 1], pool[i]
                if keyed(self.discharge()) != before:
                    return part
                pool[i], pool[i + 1] = pool[i + 1], pool[i]
        raise Wrong("no tie of the set tells")


def keyed(rows):
    found = defaultdict(Decimal)
    for row in rows:
        found[tuple(row[n] for n in ("exit_key", "exit_secuencia", "part_number", "lot_key", "lot_secuencia"))] += \
            Decimal(row["qty_umc"])
    return dict(found)


def report(bench, store, rfc, code):
    return json.loads(bench.hub(store, "report", "parallel-run", "--company", rfc, "--format", "json", code=code))


def told(bench, store):
    """Lots and discharges of the whole set, which are its truth."""
    lots = rows_of(bench.hub(store, "lots", "--all", "--format", "csv"))
    discharges = rows_of(bench.hub(store, "discharges", "--format", "csv"))
    truth = (bench.set / "truth" / "discharges.csv").read_text(encoding="utf-8")
    expect(sorted([r[n] for n in TRUTH] for r in discharges) == named_columns(truth, TRUTH), "discharges are not the truth")
    return lots, discharges


def parallel_run(bench):
    """The same history gives no difference; one tie and one older bill give two causes, and what follows from them."""
    product, thinner = "FG-0003", Decimal("0.5")
    bills = rows_of((bench.set / "catalogs" / "bom.csv").read_text(encoding="utf-8"))
    old = [b for b in bills if b["product"] == product]
    shared = {b["component"] for b in bills if b["product"] != product}
    changed = [b["component"] for b in old if b["component"] in shared][:2]
    for bill in old:
        bill["valid_from"] = "2024-01-01"
        if bill["component"] in changed:
            for column in ("net_qty_per_unit", "gross_qty_per_unit"):
                bill[column] = f"{(Decimal(bill[column]) * thinner).quantize(Decimal('0.001'))}"
    older = bench.folder / "older"
    older.mkdir()
    as_csv(older / "bom.csv", list(old[0]), old)
    import_set(bench, "hub")
    bench.hub("hub", "import", "catalogs", older)
    lots, discharges = told(bench, "hub")

    truth = bench.set / "truth" / "discharges.csv"
    bench.hub("hub", "import", "discharge-history", truth, "--system", "same")
    before = bench.hub("hub", "discharges", "--format", "csv")
    for rfc in (ALFA, BETA):
        same = report(bench, "hub", rfc, 0)
        expect(not same["rows"] and not same["causes"], f"an equal history differs: {same['rows'][:3]}")
        count = sum(r["rfc"] == rfc for r in discharges)
        expect(same["summary"] == [{**same["summary"][0], "rows": str(count), "reason": "EQUAL"}], same["summary"])

    other = OtherSystem(lots, discharges, ALFA)
    expect(keyed(other.discharge()) == keyed(r for r in discharges if r["rfc"] == ALFA), "the plain FIFO is not the truth")
    # Its bill of the product is the older one.
    pieces = {(r["pedimento_key"], r["secuencia"]): Decimal(r["qty_umc"])
              for r in rows_of((bench.set / "feeds" / "invoice_lines.csv").read_text(encoding="utf-8"))
              if r["rfc"] == ALFA and r["part_number"] == product}
    gross = {b["component"]: Decimal(b["gross_qty_per_unit"]) for b in old}
    for key, row in other.about.items():
        if row["product"] == product:
            other.asked[key] = pieces[row["exit_key"], row["exit_secuencia"]] * gross[key[0]]
    tied = other.break_a_tie(changed)
    theirs = other.discharge()
    file = as_csv(bench.folder / "theirs.csv", [*TRUTH, "operation_date"], theirs)
    bench.hub("hub", "import", "discharge-history", file, "--system", "older")
    bench.hub("hub", "report", "parallel-run", "--company", ALFA, code=2)  # which of the two?
    found = json.loads(bench.hub("hub", "report", "parallel-run", "--company", ALFA, "--system", "older", "--format",
                                 "json", code=1))
    expect(bench.hub("hub", "discharges", "--format", "csv") == before, "a history discharged something")

    # Every difference there is, and no other.
    ours, their = keyed(r for r in discharges if r["rfc"] == ALFA), keyed(theirs)
    differ = {k: (their.get(k, 0), ours.get(k, 0)) for k in {*ours, *their} if ours.get(k) != their.get(k)}
    named = {tuple(r[n] for n in ("exit_key", "exit_secuencia", "part_number", "lot_key", "lot_secuencia")):
             (Decimal(r["qty_theirs"]), Decimal(r["qty_ours"])) for r in found["rows"]}
    expect(named == differ, f"{len(named)} differences named, {len(differ)} there")
    # Exactly the two causes, each named where it starts, and the rest points to them.
    causes = {c["reason"]: c for c in found["causes"]}
    expect(len(found["causes"]) == 2 and set(causes) == {"TIE_ORDER", "BOM_VERSION"}, found["causes"])
    expect(causes["TIE_ORDER"]["part_number"] == tied, causes["TIE_ORDER"])
    expect(causes["BOM_VERSION"]["product"] == product and "2024-01-01" in causes["BOM_VERSION"]["detail"], causes)
    for reason, parts in (("TIE_ORDER", [tied]), ("BOM_VERSION", changed)):
        start = min((r["operation_date"], printed(r["exit_key"]), int(r["exit_secuencia"])) for r in found["rows"]
                    if r["part_number"] in parts)
        cause = causes[reason]
        expect((cause["operation_date"], printed(cause["exit_key"]), int(cause["exit_secuencia"])) == start, cause)
        rows = [r for r in found["rows"] if r["part_number"] in parts]
        expect({r["cause"] for r in rows} == {cause["cause"]} and len(rows) == int(cause["rows"]), cause)
        expect(reason in {r["reason"] for r in rows} <= {reason, "CONSEQUENCE"}, f"{reason}: {[r['reason'] for r in rows]}")
    expect({r["part_number"] for r in found["rows"]} == {tied, *changed}, "another part differs")
    expect("CONSEQUENCE" in {r["reason"] for r in found["rows"]}, "nothing follows from an older bill")

    # One thing more is one cause more: the report can say otherwise.
    worse = next(r for r in theirs if r["part_number"] not in (tied, *changed))
    worse["qty_umc"] = str(Decimal(worse["qty_umc"]) / 2)
    as_csv(file, [*TRUTH, "operation_date"], theirs)
    bench.hub("hub", "import", "discharge-history", file, "--system", "worse")
    bad = json.loads(bench.hub("hub", "report", "parallel-run", "--company", ALFA, "--system", "worse", "--format", "json",
                               code=1))
    third = [c for c in bad["causes"] if c["part_number"] == worse["part_number"]]
    expect(len(bad["causes"]) == 3 and [c["reason"] for c in third] == ["QUANTITY"], bad["causes"])


OPENING = "rfc lot_key lot_secuencia part_number clave entry_date payment_date qty_entered qty_left umc".split()


def opening_of(lots, discharges, day):
    """What the other system still shows open at the end of a day."""
    out = defaultdict(Decimal)
    for row in discharges:
        if row["operation_date"] <= day:
            out[row["lot_key"], row["lot_secuencia"], row["part_number"]] += Decimal(row["qty_umc"])
    opening = []
    for lot in lots:
        left = Decimal(lot["qty_entered"]) - out[lot["lot_key"], lot["lot_secuencia"], lot["part_number"]]
        if lot["entry_date"] <= day and left > 0:
            opening.append({**lot, "payment_date": lot["payment_time"][:10], "qty_left": str(left)})
    return opening


def opening_balances(bench):
    """On whatever day a company begins with Saldo, its balances end as if it had always been there."""
    import_set(bench, "whole")
    lots, discharges = told(bench, "whole")
    truth = (bench.set / "truth" / "open_lots.csv").read_text(encoding="utf-8")
    names = truth.splitlines()[0].split(",")
    for day in DAYS:
        opening = opening_of(lots, discharges, day)
        file = as_csv(bench.folder / f"opening-{day}.csv", OPENING, opening)
        early, late = f"early-{day}", f"late-{day}"
        words = ("opening-balances", file, "--as-of", day)
        if not opening:
            continue
        import_set(bench, early, words)
        import_set(bench, late)
        bench.hub(late, "import", *words)
        again = bench.hub(late, "import", *words)
        expect(" 0 new" in again, f"a second import is not empty: {again}")
        for store in (early, late):
            found = bench.hub(store, "lots", "--format", "csv")
            expect(named_columns(found, names) == named_columns(truth, names), f"{store}: open lots are not the truth")
            # UMT and value too: their shares go on from what had left before.
            after = rows_of(bench.hub(store, "discharges", "--format", "csv"))
            expect(after == [r for r in discharges if r["operation_date"] > day], f"{store}: discharges after the day differ")
            on_day = rows_of(bench.hub(store, "lots", "--as-of", day, "--format", "csv"))
            expect(len(on_day) == len(opening), f"{store}: {len(on_day)} lots open on the day, told {len(opening)}")
            before = bench.hub(store, "balances", "--as-of", "2024-12-30", "--format", "csv")
            expect(len(before.splitlines()) == 1, f"{store}: a balance before the opening day is known")
        alerts = {a["code"] for a in rows_of(bench.hub(late, "alerts", "--format", "csv"))}
        expect("OPENING_DIFFERS" not in alerts, f"{day}: an equal opening balance differs")
        closed = any(l["entry_date"] <= day for l in lots) and len(opening) < sum(l["entry_date"] <= day for l in lots)
        expect(("OPENING_NOT_LISTED" in alerts) == closed, f"{day}: lots closed before are not told of")
        # What the other system discharged explains what it does not list any more.
        history = as_csv(bench.folder / "history.csv", [*TRUTH, "operation_date"],
                         [r for r in discharges if r["operation_date"] <= day])
        bench.hub(late, "import", "discharge-history", history)
        alerts = {a["code"] for a in rows_of(bench.hub(late, "alerts", "--format", "csv"))}
        expect("OPENING_NOT_LISTED" not in alerts, f"{day}: closed lots stay unexplained")

    # Wrong rows refuse the file; with --quarantine they are kept apart, and told of until they come.
    opening = opening_of(lots, discharges, DAYS[1])
    opening[3]["qty_left"] = str(Decimal(opening[3]["qty_entered"]) + 1)
    opening[5]["clave"] = "RT"
    bad = as_csv(bench.folder / "bad.csv", OPENING, opening)
    words = ("import", "opening-balances", bad, "--as-of", DAYS[1])
    refused = bench.hub("bad", *words, code=1)
    for part in ("LEFT_ABOVE_ENTERED", "row 5", "qty_left", "KEY_OPENS_NOTHING", "row 7", "clave", "What to do"):
        expect(part in refused, f"{part} is not in\n{refused}")
    dry = bench.hub("bad", *words, "--dry-run", "--quarantine", code=1)
    expect("facts=0 " in bench.hub("bad", "status"), f"a dry run wrote facts: {dry}")
    bench.hub("bad", *words, "--quarantine", code=1)
    held = [a for a in rows_of(bench.hub("bad", "alerts", "--format", "csv")) if a["code"] == "HELD_BACK"]
    expect({a["ref"] for a in held} == {f"{opening[i]['lot_key']}/{opening[i]['lot_secuencia']}" for i in (3, 5)}, held)
    expect(len(rows_of(bench.hub("bad", "lots", "--format", "csv"))) == len(opening) - 2, "the good rows are not open")
    good = as_csv(bad, OPENING, opening_of(lots, discharges, DAYS[1]))
    bench.hub("bad", "import", "opening-balances", good, "--as-of", DAYS[1])
    expect("HELD_BACK" not in bench.hub("bad", "alerts", "--format", "csv"), "corrected rows are still called out")
    other_day = bench.hub("bad", "import", "opening-balances", good, "--as-of", DAYS[2], code=1)
    expect("OTHER_OPENING_DAY" in other_day and DAYS[1] in other_day, other_day)
    # A quantity that is not customs' is seen.
    wrong = opening_of(lots, discharges, DAYS[1])
    wrong[0]["qty_entered"] = str(Decimal(wrong[0]["qty_entered"]) + 1)
    import_set(bench, "wrong", ("opening-balances", as_csv(bad, OPENING, wrong), "--as-of", DAYS[1]))
    differ = [a for a in rows_of(bench.hub("wrong", "alerts", "--format", "csv")) if a["code"] == "OPENING_DIFFERS"]
    expect([(a["ref"], a["reason"], a["amount"]) for a in differ] ==
           [(f"{wrong[0]['lot_key']}/{wrong[0]['lot_secuencia']}", "quantity", "1.000")], differ)


if __name__ == "__main__":
    sys.exit(run_cases(parallel_run, opening_balances))
