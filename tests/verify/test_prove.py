"""Proofs of one thing: what a hub proves holds, what anybody alters does not, and a hub that lies is found out. SALDO_HUB is the hub's
binary."""

import base64
import contextlib
import copy
import csv
import io
import json
import os
import pathlib
import random
import shutil
import tempfile
import unittest

import exports
import proofs
import reshape
import stores
import verifier

HUB = os.environ.get("SALDO_HUB")
SCENARIOS = pathlib.Path(os.environ.get("SALDO_SCENARIOS", pathlib.Path(__file__).resolve().parents[1] / "data" / "scenarios"))
STORIES = pathlib.Path(__file__).resolve().parent / "stories"
# Columns that no fact of the proof tells: which half of a pair matches; and of an exit, what its lots gave before.
OF_OTHERS = {"state"}
OF_LOTS = {"qty_umt", "value_mxn", "iva_mxn"}


def references(export):
    """(rfc, name) of every lot and every exit in the answers of an export."""
    found = set()
    for name, column in (("lots", "lot_key"), ("discharges", "exit_key")):
        with open(export / "answers" / f"{name}.csv", encoding="utf-8", newline="") as rows:
            found.update((row["rfc"], row[column]) for row in csv.DictReader(rows))
    return sorted(found)


@unittest.skipUnless(HUB, "SALDO_HUB names no hub")
class Prove(unittest.TestCase):
    def check_all(self, made, keep=1):
        count = 0
        for name, export in made.items():
            maker = proofs.Proofs(HUB, export.parent / "data")
            for rfc, ref in references(export)[::keep]:
                with self.subTest(f"{name} {rfc} {ref}"):
                    code, said = maker.check(maker.prove(ref, "--company", rfc))
                    self.assertEqual(code, 0, said)
                    count += 1
        return count

    def test_every_lot_and_exit_of_the_scenarios_is_proved(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertGreater(self.check_all(exports.of_scenarios(HUB, SCENARIOS, folder)), 100)

    def test_every_lot_and_exit_of_the_stories_is_proved(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertGreater(self.check_all(exports.of_stories(HUB, STORIES, folder)), 100)


STORY = """
company ALFA rfc=AAA010101AAA program=1234-2010
plant Norte
part A umc=6
part B umc=6
product P
bom P A 2.0
bom P B 1.0 shrinkage=0.1
import L1 A 100 IN 2025-01-10 value=1000 iva=160 tariff=85444299
import L2 A 50 IN 2025-02-10 value=700 iva=112 tariff=85444299
import L3 B 400 IN 2025-02-12 value=400 iva=64
rectify L1 2025-02-20 qty=90
outcome R1 RT 2025-03-01
use R1 A 30
outcome R2 RT 2025-03-05
exit R2 P 40
move m1 receive Norte A 100 2025-01-10
file return 2025-03
import L4 A 5 IN 2025-01-01 value=100 tariff=85444299
"""


@unittest.skipUnless(HUB, "SALDO_HUB names no hub")
class Lies(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.folder.name)
        stores.record(HUB, folder / "data", STORY.splitlines(), folder)
        cls.maker = proofs.Proofs(HUB, folder / "data")
        cls.proved = {ref: cls.maker.prove(ref) for ref in ("L1", "R2", "m1", "@3", "return/2025-03")}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def refuse(self, data, what):
        code, said = self.maker.check(data)
        self.assertNotEqual(code, 0, f"{what}: accepted\n{said}")
        self.assertNotIn("Traceback", said)

    def test_what_the_hub_proved_holds(self):
        for ref, data in self.proved.items():
            code, said = self.maker.check(data, "--explain")
            self.assertEqual(code, 0, said)
            code, said = self.maker.check(self.maker.sealed(json.loads(data)))
            self.assertEqual(code, 0, f"{ref}: sealed again by the same key it holds\n{said}")

    def test_another_key_proves_nothing(self):
        code, said = self.maker.check(self.proved["L1"], key=reshape.Signer("hub-1").vkey())
        self.assertEqual(code, 1, said)

    def test_no_altered_file_is_accepted(self):
        chance, count = random.Random(7), 0
        for ref, data in self.proved.items():
            for _ in range(750):
                altered = bytearray(data)
                at = chance.randrange(len(altered))
                kind = chance.randrange(4)
                if kind == 0:
                    altered[at] ^= 1 << chance.randrange(8)
                elif kind == 1:
                    del altered[at:at + chance.randrange(1, 40)]
                elif kind == 2:
                    altered[at:at] = bytes([chance.randrange(256)])
                else:
                    other = chance.randrange(len(altered))
                    altered[at], altered[other] = altered[other], altered[at]
                if altered != data:
                    self.refuse(bytes(altered), f"{ref}, {kind} at {at}")
                    count += 1
        self.assertGreater(count, 2500)

    def test_a_hub_that_lies_in_a_figure_is_found_out(self):
        count = 0
        for ref, data in self.proved.items():
            told = json.loads(data)
            for name, rows in told["answer"].items():
                for number, row in enumerate(rows):
                    for column, cell in row.items():
                        if column in OF_OTHERS or (ref == "R2" and column in OF_LOTS):
                            continue
                        for lie in self.lies_about(cell):
                            altered = copy.deepcopy(told)
                            altered["answer"][name][number][column] = lie
                            self.refuse(self.maker.sealed(altered), f"{ref} {name}[{number}].{column} {cell} -> {lie}")
                            count += 1
        self.assertGreater(count, 200)

    @staticmethod
    def lies_about(cell):
        if cell.replace(".", "").isdigit():
            return [cell[:-1] + str((int(cell[-1]) + 1) % 10), "1" + cell, "-" + cell]
        return [cell + "x", ""] if cell else ["x"]

    def test_a_hub_that_leaves_out_or_repeats_is_found_out(self):
        for ref, data in self.proved.items():
            told = json.loads(data)
            for name, rows in told["answer"].items():
                for number in range(len(rows)):
                    altered = copy.deepcopy(told)
                    del altered["answer"][name][number]
                    self.refuse(self.maker.sealed(altered), f"{ref} without {name}[{number}]")
                    altered = copy.deepcopy(told)
                    altered["answer"][name].append(rows[number])
                    if ref != "@3" and name != "lots":
                        self.refuse(self.maker.sealed(altered), f"{ref} with {name}[{number}] twice")
            for number, fact in enumerate(told["facts"]):
                # A correction of a lot moves figures of the lot, and none of an exit that took from it.
                if fact["role"] in (("entry", "exit", "movement") if ref != "R2" else ("exit",)):
                    altered = copy.deepcopy(told)
                    del altered["facts"][number]
                    self.refuse(self.maker.sealed(altered), f"{ref} without facts[{number}]")

    def test_facts_that_the_log_does_not_hold_are_found_out(self):
        chance, count = random.Random(8), 0
        for ref, data in self.proved.items():
            told = json.loads(data)
            for number, fact in enumerate(told["facts"]):
                for member in ("content", "leaf"):
                    for _ in range(6):
                        raw = bytearray(base64.b64decode(fact[member]))
                        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
                        altered = copy.deepcopy(told)
                        altered["facts"][number][member] = base64.b64encode(raw).decode()
                        self.refuse(self.maker.sealed(altered), f"{ref} facts[{number}].{member}")
                        count += 1
                for member in ("position", "kind", "tree", "proof"):
                    for other in told["facts"]:
                        if other[member] != fact[member]:
                            altered = copy.deepcopy(told)
                            altered["facts"][number][member] = other[member]
                            self.refuse(self.maker.sealed(altered), f"{ref} facts[{number}].{member}")
                            count += 1
                            break
        self.assertGreater(count, 100)

    def test_an_answer_to_another_question_is_found_out(self):
        for ref, data in self.proved.items():
            for member, lie in (("ref", "L2"), ("company", "BBB010101BBB"), ("kind", "exit" if ref != "R2" else "lot"), ("origin", "hub-2"), ("log_key", reshape.Signer("hub-1").vkey())):
                altered = json.loads(data)
                altered[member] = lie
                if (ref, member) != ("@3", "company"):
                    self.refuse(self.maker.sealed(altered), f"{ref} {member}")

    def test_an_export_holds_what_was_sealed_and_printed(self):
        export, paper = pathlib.Path(self.folder.name) / "export", pathlib.Path(self.folder.name) / "paper"
        stores.run(HUB, "--data", self.maker.data, "export", export)
        told = json.loads(self.proved["return/2025-03"])
        note = next(tree["checkpoint"] for tree in told["trees"] if tree["tree"].startswith("AAA"))
        text = note.split("\n\n")[0]
        paper.write_text(f"saldo:somewhere\n{text}\n", encoding="utf-8")
        code, said = verifier.run(export, "--key", self.maker.key, "--paper", paper, "--language", "en")
        self.assertEqual(code, 0, said)
        self.assertIn("1 filed reports, byte for byte what was sealed", said)
        self.assertIn("goes on from the printed one", said)
        lines = text.split("\n")
        lines[1] = str(int(lines[1]) - 1)
        paper.write_text("saldo:somewhere\n" + "\n".join(lines) + "\n", encoding="utf-8")
        code, said = verifier.run(export, "--key", self.maker.key, "--paper", paper, "--language", "en")
        self.assertEqual(code, 1, said)

    def test_a_seal_of_other_figures_is_found_out_in_an_export(self):
        program = verifier.load(name="saldo_verify_lied")
        for lie in ("values", "trees", "version"):
            export = pathlib.Path(self.folder.name) / f"export-{lie}"
            stores.run(HUB, "--data", self.maker.data, "export", export)
            read_fact = program.read_fact

            def lied(data, lie=lie):
                number, fact = read_fact(data)
                if number == 69 and lie == "values":
                    fact = fact._replace(sha256=bytes(32))
                elif number == 69 and lie == "version":
                    fact = fact._replace(position=fact.position - 1)
                elif number == 69:
                    fact = fact._replace(trees=[one._replace(root=bytes(32)) for one in fact.trees])
                return number, fact

            program.read_fact = lied
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                program.sys.stdout.reconfigure = lambda **_: None
                code = program.main([str(export), "--key", self.maker.key, "--language", "en", "--jobs", "1"])
            program.read_fact = read_fact
            self.assertEqual(code, 1, f"{lie}\n{said.getvalue()}")

    def test_a_witness_that_did_not_cosign_is_missed(self):
        code, said = self.maker.check(self.proved["L1"], "--witness", reshape.Signer("witness").vkey(4))
        self.assertEqual(code, 1, said)


class Consistency(unittest.TestCase):
    """Consistency proofs of every pair of small sizes, as RFC 6962 has them, and wrong ones."""

    @staticmethod
    def prove(old, leaves, is_whole=True):
        if old == len(leaves):
            return [] if is_whole else [reshape.root_of(leaves)]
        split = 1 << ((len(leaves) - 1).bit_length() - 1)
        if old <= split:
            return Consistency.prove(old, leaves[:split], is_whole) + [reshape.root_of(leaves[split:])]
        return Consistency.prove(old - split, leaves[split:], False) + [reshape.root_of(leaves[:split])]

    def test_every_pair_of_sizes(self):
        program = verifier.load()
        leaves = [program.leaf_hash(bytes([number])) for number in range(40)]
        for size in range(1, 41):
            root = reshape.root_of(leaves[:size])
            for old in range(1, size + 1):
                path, old_root = self.prove(old, leaves[:size]), reshape.root_of(leaves[:old])
                self.assertTrue(program.consistent(old, old_root, size, root, path), (old, size))
                for wrong in (path + [root], path[:-1], [program.leaf_hash(b"x")] + path[1:]):
                    if wrong != path:
                        self.assertFalse(program.consistent(old, old_root, size, root, wrong), (old, size))
                self.assertFalse(program.consistent(old, program.leaf_hash(b"y"), size, root, path))
                self.assertFalse(program.consistent(old, old_root, size, program.leaf_hash(b"y"), path))


GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden" / "stores"


@unittest.skipUnless(HUB, "SALDO_HUB names no hub")
class Scans(unittest.TestCase):
    """Movements out of a journal, of the golden stores: the batch that the agent signed is in the proof."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        shutil.copytree(sorted(GOLDEN.iterdir())[-1], pathlib.Path(folder.name) / "data")
        self.maker = proofs.Proofs(HUB, pathlib.Path(folder.name) / "data")

    def test_an_export_of_the_store_is_equal(self):
        export = self.maker.data.parent / "export"
        stores.run(HUB, "--data", self.maker.data, "export", export)
        code, said = verifier.run(export, "--key", self.maker.key, "--language", "en")
        self.assertEqual(code, 0, said)
        self.assertIn("2 filed reports, byte for byte what was sealed", said)

    def test_a_scan_is_proved_and_nothing_else_is(self):
        data = self.maker.prove("alfa-p01/1/3")
        code, said = self.maker.check(data)
        self.assertEqual(code, 0, said)
        self.assertIn("the agent alfa-p01 signed the batch of 6 records", said)
        told, chance = json.loads(data), random.Random(9)
        for _ in range(200):
            altered = copy.deepcopy(told)
            raw = bytearray(base64.b64decode(altered["frames"][0]["frame"]))
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
            altered["frames"][0]["frame"] = base64.b64encode(raw).decode()
            self.refuse(altered)
        for number in range(6):
            altered = copy.deepcopy(told)
            raw = bytearray(base64.b64decode(altered["frames"][0]["records"][number]))
            raw[chance.randrange(len(raw))] ^= 1
            altered["frames"][0]["records"][number] = base64.b64encode(raw).decode()
            self.refuse(altered)
        for member in ("first", "count", "skip"):
            altered = copy.deepcopy(told)
            altered["frames"][0][member] += 1
            self.refuse(altered)
        for column, cell in told["answer"]["movement"][0].items():
            altered = copy.deepcopy(told)
            altered["answer"]["movement"][0][column] = cell + "1"
            self.refuse(altered)
        for change in ({"frames": []}, {"facts": [fact for fact in told["facts"] if fact["role"] != "enrolment"]}):
            self.refuse({**copy.deepcopy(told), **change})

    def refuse(self, told):
        code, said = self.maker.check(self.maker.sealed({name: told[name] for name in told}))
        self.assertNotEqual(code, 0, said)


if __name__ == "__main__":
    unittest.main()
