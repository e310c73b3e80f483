#!/usr/bin/env python3
"""Makes one set of lots, uses and late imports: the same bytes on every machine.

    generate.py --out DIR [--hot] [--terms] [--seed 42] [--parts N --lots N --exports N --lines N --late N --days N]

lots.csv, late.csv   lot,part,entry_day,qty,term_end_day     late lots go on after the last lot; the last day of a term is in it
uses.csv             use,part,day,qty,expiry                 expiry 0 may use expired lots, 1 skips them, 2 uses only them

`lot` and `use` are row numbers from 1. Rows are in order of arrival: papers come up to four days late, so days are not sorted.
Order within a part is (entry_day, lot) and (day, use); on one day imports come before uses; unmet demand is lost.
  --hot     10 % of all lots and uses, and 2 % of the late imports, fall on the last part
  --terms   10 % of the lots are virtual (6 months, else 18), all three kinds of use, and more demand than supply
Each row is one splitmix64 of its number, so there is no state, no library and no floating point in it.
"""
import argparse
import os

MASK = (1 << 64) - 1
TERM_DAYS, VIRTUAL_TERM_DAYS = 548, 183  # 18 and 6 months
LOTS, USES, LATE = 0, 1 << 40, 2 << 40  # each file has its own stream
PAPERS_LATE_DAYS = 4
USE_QTY_MAX = 100


def splitmix64(seed, number):
    z = (seed + (number + 1) * 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class Set:
    def __init__(self, args):
        self.args = args
        demand_permille = args.demand_permille or (1100 if args.terms else 850)
        uses = args.exports * args.lines
        # Mean of a use is (1 + 100) / 2; a lot is between half and one and a half of what keeps that ratio.
        lot_qty_mean = (1 + USE_QTY_MAX) * uses * 1000 // (2 * args.lots * demand_permille)
        self.lot_qty_min = max(1, lot_qty_mean // 2)
        self.lot_qty_span = lot_qty_mean

    def part(self, bits, hot_permille):
        if self.args.hot and bits % 1000 < hot_permille:
            return self.args.parts
        return 1 + (bits >> 10) % self.args.parts

    def lot(self, number, bits, day, hot_permille):
        part = self.part(bits & 0xFFFFFFFF, hot_permille)
        qty = self.lot_qty_min + (bits >> 32 & 0xFFFF) % self.lot_qty_span
        is_virtual = self.args.terms and (bits >> 48 & 0xFF) % 10 == 0
        term_end = day + (VIRTUAL_TERM_DAYS if is_virtual else TERM_DAYS) * self.args.days // 1000
        return f"{number},{part},{day},{qty},{term_end}\n"

    def lots(self):
        for row in range(self.args.lots):
            bits = splitmix64(self.args.seed, LOTS + row)
            yield self.lot(row + 1, bits, self.day(row, self.args.lots, 0, bits), 100)

    def late(self):
        for row in range(self.args.late):
            bits = splitmix64(self.args.seed, LATE + row)
            day = 1 + (bits >> 56) * self.args.days // 1024  # in the first quarter
            yield self.lot(self.args.lots + row + 1, bits, day, 20)

    def uses(self):
        count = self.args.exports * self.args.lines
        for row in range(count):
            bits = splitmix64(self.args.seed, USES + row)
            export_bits = splitmix64(self.args.seed, 2 * USES + row // self.args.lines)
            # Factories start with some stock: the first exports come after a tenth of the time.
            day = self.day(row // self.args.lines, self.args.exports, self.args.days // 10, export_bits)
            part = self.part(bits & 0xFFFFFFFF, 100)
            expiry = (0, 0, 0, 0, 0, 1, 1, 1, 1, 2)[(bits >> 48 & 0xFF) % 10] if self.args.terms else 0
            yield f"{row + 1},{part},{day},{1 + (bits >> 32 & 0xFFFF) % USE_QTY_MAX},{expiry}\n"

    def day(self, row, rows, first, bits):
        arrival = first + row * (self.args.days - first) // rows
        return max(1, 1 + arrival - (bits >> 56) % (PAPERS_LATE_DAYS + 1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True)
    parser.add_argument("--hot", action="store_true")
    parser.add_argument("--terms", action="store_true")
    for name, default in dict(seed=42, parts=20_000, lots=1_000_000, exports=200_000, lines=20, late=1_000, days=1_000,
                              demand_permille=0).items():
        parser.add_argument("--" + name.replace("_", "-"), type=int, default=default)
    args = parser.parse_args()
    made = Set(args)
    os.makedirs(args.out, exist_ok=True)
    for name, columns, rows in (("lots", "lot,part,entry_day,qty,term_end_day", made.lots()),
                                ("late", "lot,part,entry_day,qty,term_end_day", made.late()),
                                ("uses", "use,part,day,qty,expiry", made.uses())):
        with open(f"{args.out}/{name}.csv", "w", newline="") as file:
            file.write(columns + "\n")
            file.writelines(rows)


if __name__ == "__main__":
    main()
