"""Exports that are damaged, forged or no exports at all: exit 1 or 2 with a place, never 0, never a traceback."""

import base64
import json
import pathlib
import random
import shutil
import struct
import tempfile
import unittest

import reshape
import synthetic
import verifier


class Damage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.log, cls.agent = reshape.Signer("hub-1"), reshape.Signer("agent")
        cls.folder = tempfile.TemporaryDirectory()
        cls.whole = pathlib.Path(cls.folder.name) / "whole"
        cls.hashed, cls.text_of, cls.leaves = synthetic.journal_export(cls.whole, cls.log, cls.agent)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def copy(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        shutil.copytree(self.whole, pathlib.Path(folder.name) / "export")
        return pathlib.Path(folder.name) / "export"

    @staticmethod
    def remake(export):
        reshape.write_manifest(export, json.loads((export / "manifest.json").read_text()))

    def check(self, export, code, word="", *arguments):
        got, said = verifier.run(export, "--language", "en", *arguments)
        self.assertNotIn("Traceback", said)
        self.assertEqual(got, code, said)
        self.assertIn(word, said)
        return said

    def test_the_whole_one_is_equal(self):
        said = self.check(self.whole, 0, "4 chained records of journals, 2 signed batches", "--key", self.log.vkey(), "--agent-key", f"{synthetic.AGENT}={self.agent.public.hex()}")
        self.assertNotIn("the origin", said)
        self.check(self.whole, 0, "proves nothing about who made it")
        self.check(self.whole, 0, "EQUAL", "--jobs", "1")

    def test_other_keys(self):
        other = reshape.Signer("hub-1")
        self.check(self.whole, 1, "not signed by the given key", "--key", other.vkey())
        self.check(self.whole, 1, "not signed by the given key", "--key", reshape.Signer("hub-2").vkey())
        self.check(self.whole, 1, "not that of the agent", "--agent-key", f"{synthetic.AGENT}={other.public.hex()}")
        self.check(self.whole, 1, "cosigned nothing", "--witness", other.vkey(4))

    def test_older_checkpoints(self):
        with tempfile.TemporaryDirectory() as folder:
            for size, forged, code in ((3, False, 0), (3, True, 1), (99, False, 1)):
                hashes = (self.hashed * 20)[:size]
                if forged:
                    hashes = hashes[::-1]
                _, note = reshape.checkpoint(self.log, f"hub-1/{synthetic.RFC}/2026", hashes)
                path = pathlib.Path(folder) / "older"
                path.write_text(note)
                self.check(self.whole, code, "", "--checkpoint", path)

    def test_cosigned_checkpoints_are_held_to_the_tree(self):
        witness = reshape.Signer("witness.example")
        export = self.copy()
        for hashes, code in ((self.hashed[:4], 0), (self.hashed[3::-1], 1)):
            body, note = reshape.checkpoint(self.log, f"hub-1/{synthetic.RFC}/2026", hashes)
            reshape.write(export / f"log/{synthetic.RFC}/2026/cosigned/4", (note + witness.cosignature_line(body, 1_767_800_000)).encode())
            self.remake(export)
            self.check(export, code, "", "--witness", witness.vkey(4))

    def test_a_record_that_was_changed_after_its_batch_was_signed(self):
        for named, change in (("the signed frame says", lambda records, hashes: self.rewritten(records)), ("chain does not go on", self.swapped)):
            export = self.copy()
            shutil.rmtree(export)
            synthetic.journal_export(export, self.log, self.agent, change=change)
            self.check(export, 1, named)

    @staticmethod
    def rewritten(records):
        records = records[:2] + [synthetic.movement(1, 7)] + records[3:]
        return records, synthetic.chain(records)

    @staticmethod
    def swapped(records, hashes):
        return records[:2] + [synthetic.movement(1, 7)] + records[3:], hashes

    def test_what_is_missing_is_named(self):
        cases = [("manifest.json", 2, "manifest.json is missing"), ("facts/000000000000.facts", 1, "is missing"), ("frames/000000000003.frames", 1, "no signed frame"),
                 (f"log/{synthetic.RFC}/2026/checkpoint", 1, "checkpoint"), (f"log/{synthetic.RFC}/2026/tile/entries/000.p/7", 1, "tile/entries"),
                 (f"log/{synthetic.RFC}/2026/tile/0/000.p/7", 1, "tile/0"), ("answers/stock.csv", 1, "answers/stock.csv")]
        for name, code, word in cases:
            with self.subTest(name):
                export = self.copy()
                (export / name).unlink()
                if name != "manifest.json":
                    self.remake(export)
                self.check(export, code, word)

    def test_facts_that_are_not_in_the_log(self):
        export = self.copy()
        with open(export / "facts/000000000000.facts", "ab") as out:
            fact = synthetic.company("OTRA")
            out.write(struct.pack("<QBI", 7, 1, len(fact)) + fact)
        self.remake(export)
        self.check(export, 1, "past the position of the export")
        manifest = json.loads((export / "manifest.json").read_text())
        (export / "manifest.json").write_text(json.dumps(dict(manifest, position=8)))
        self.check(export, 1, "no tree has this position")

    def test_answers_without_a_column(self):
        export = self.copy()
        (export / "answers/stock.csv").write_text(f"rfc,plant,part_number,status\n{synthetic.RFC},{synthetic.PLANT},X,on_hand\n")
        self.remake(export)
        self.check(export, 1, "has no qty_umc")

    def test_hostile_manifests(self):
        def changed(**fields):
            export = self.copy()
            manifest = json.loads((export / "manifest.json").read_text())
            manifest.update(fields)
            (export / "manifest.json").write_text(json.dumps(manifest))
            return export

        tree = {"company": "../../..", "year": 2026, "size": 7, "root": ""}
        for export in (changed(format="other/1"), changed(files=[{"path": "../../etc/passwd", "bytes": 1, "sha256": ""}]), changed(files="x"), changed(trees=[tree]),
                       changed(trees=[dict(tree, company="A", size=2**60)]), changed(position=-1), changed(as_of="soon"), changed(position=True), changed(log_key="x")):
            self.check(export, 2, "UNUSABLE")
        export = self.copy()
        (export / "manifest.json").write_text("[" * 200000)
        self.check(export, 2, "UNUSABLE")
        (export / "manifest.json").write_bytes(b"\xff\xfe")
        self.check(export, 2, "UNUSABLE")
        self.check(pathlib.Path("/nonexistent"), 2, "UNUSABLE")

    def test_a_folder_that_leads_out_of_the_export(self):
        export = self.copy()
        outside = export.parent / "outside.csv"
        outside.write_text("rfc\n")
        (export / "answers" / "lots.csv").unlink()
        (export / "answers" / "lots.csv").symlink_to(outside)
        self.check(export, 1, "is no file")

    def test_bits_that_were_turned_are_found_by_the_manifest_and_without_it(self):
        chance = random.Random(20261123)
        files = [path for path in sorted(self.whole.rglob("*")) if path.is_file() and path.name != "manifest.json" and path.stat().st_size and path.parent.name not in ("answers", "format")]
        for trial in range(60):
            export = self.copy()
            path = export / chance.choice(files).relative_to(self.whole)
            data = bytearray(path.read_bytes())
            at = chance.randrange(len(data))
            data[at] ^= 1 << chance.randrange(8)
            path.write_bytes(data)
            if trial % 2:
                self.remake(export)
            code, said = verifier.run(export, "--language", "en", "--key", self.log.vkey(), "--jobs", "1")
            self.assertNotIn("Traceback", said)
            self.assertIn(code, (1, 2), f"{path} {at}: {said}")

    def test_files_of_noise(self):
        chance = random.Random(7)
        for name in ("facts/000000000000.facts", "frames/000000000003.frames", f"log/{synthetic.RFC}/2026/checkpoint", f"log/{synthetic.RFC}/2026/tile/entries/000.p/7", "answers/stock.csv"):
            for size in (0, 1, 13, 500):
                export = self.copy()
                (export / name).write_bytes(chance.randbytes(size))
                self.remake(export)
                code, said = verifier.run(export, "--language", "en", "--jobs", "1")
                self.assertNotIn("Traceback", said)
                self.assertIn(code, (1, 2), said)

    def test_malformed_facts_are_named_by_position(self):
        export = self.copy()
        bad = synthetic.company()[:-1]
        facts = [bad, synthetic.plant(), synthetic.enrolment(self.agent.public)]
        shutil.rmtree(export)
        original = synthetic.company
        try:
            synthetic.company = lambda *_: bad
            synthetic.journal_export(export, self.log, self.agent)
        finally:
            synthetic.company = original
        self.assertEqual(len(facts), 3)
        self.check(export, 1, "000000000000.facts, 0: the bytes end too soon")

    def test_foreign_facts(self):
        export = self.copy()
        leaf = self.leaves[0]
        proof = "c2sp.org/tlog-proof@v1\nindex 0\n\n" + (export / f"log/{synthetic.RFC}/2026/checkpoint").read_text()
        line = json.dumps({"proof": proof, "leaf": base64.b64encode(leaf).decode(), "kind": 1, "content": base64.b64encode(synthetic.company()).decode()})
        for text, word in ((line, "is not in the tree"), (line.replace('"kind": 1', '"kind": 2'), "cannot be read"), ("{", "cannot be read"), ("[" * 100000, "cannot be read")):
            (export / "foreign.jsonl").write_text(text + "\n")
            self.remake(export)
            self.check(export, 1, word)


if __name__ == "__main__":
    unittest.main()
