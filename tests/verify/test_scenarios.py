"""The verifier against a hub, on every scenario file: SALDO_HUB is the hub's binary, SALDO_SCENARIOS the folder, SALDO_SETS folders of
Data Stage sets (by `:`)."""

import json
import os
import pathlib
import shutil
import tempfile
import unittest

import exports
import reshape
import verifier

HUB = os.environ.get("SALDO_HUB")
SCENARIOS = os.environ.get("SALDO_SCENARIOS", str(pathlib.Path(__file__).resolve().parents[1] / "data" / "scenarios"))
STORIES = pathlib.Path(__file__).resolve().parent / "stories"
SETS = [path for path in os.environ.get("SALDO_SETS", "").split(":") if path]


@unittest.skipUnless(HUB, "SALDO_HUB names no hub")
class Scenarios(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.scenarios = exports.of_scenarios(HUB, SCENARIOS, cls.folder.name)
        cls.stories = exports.of_stories(HUB, STORIES, pathlib.Path(cls.folder.name) / "stories")

    def check_all(self, made):
        self.assertTrue(made)
        for name, export in made.items():
            with self.subTest(name):
                code, said = verifier.run(export, "--language", "en")
                self.assertEqual(code, 0, said)

    def test_every_scenario_is_equal(self):
        self.check_all(self.scenarios)

    def test_every_story_is_equal(self):
        self.check_all(self.stories)

    def test_a_company_alone_brings_what_its_pairs_need_of_others(self):
        for name in ("ds3", "dsun", "v1two", "v1wait"):
            export = self.stories[name]
            for company in exports.companies_of(export):
                with self.subTest(f"{name} {company}"):
                    alone = exports.alone(HUB, export, company)
                    code, said = verifier.run(alone, "--language", "en")
                    self.assertEqual(code, 0, said)

    def test_every_set_is_equal(self):
        for source in SETS:
            with self.subTest(source), tempfile.TemporaryDirectory() as folder:
                code, said = verifier.run(exports.of_set(HUB, source, folder), "--language", "en")
                self.assertEqual(code, 0, said)

    def test_an_answer_that_was_changed_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            export = pathlib.Path(folder) / "export"
            shutil.copytree(self.scenarios["case-01"], export)
            answers = export / "answers" / "lots.csv"
            answers.write_text(answers.read_text().replace("650.000", "651.000"))
            manifest = json.loads((export / "manifest.json").read_text())
            reshape.write_manifest(export, manifest)
            code, said = verifier.run(export, "--language", "en")
            self.assertEqual(code, 1)
            self.assertIn("qty_umc: here 650.000, in the export 651.000", said)


if __name__ == "__main__":
    unittest.main()
