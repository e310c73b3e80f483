"""The auditor's page, played as it stands: each of its commands runs, and says the lines that the page prints."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SET = ROOT / "tests/data/datastage/synthetic_small"
HUB = os.environ.get("SALDO_HUB", str(ROOT / "build/release/bin/saldo-hub"))
COMPANY, LOT = "GNA150301A00", "25-470-8010-5000004/1"
STEP = re.compile(r"^ *```sh\n(.*?)^ *```\n+ *```text\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def steps(page):
    """[(command, lines that it prints)]"""
    return [(command.strip(), [line.strip() for line in said.splitlines()]) for command, said in STEP.findall(page)]


def hub(folder, *arguments):
    return subprocess.run([HUB, "--data", str(folder / "hub"), *map(str, arguments)], check=True, capture_output=True, text=True).stdout


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.made = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.made.name)
        hub(cls.folder, "import", "catalogs", SET / "catalogs")
        hub(cls.folder, "import", "datastage", SET / "datastage")
        cls.key = hub(cls.folder, "log-key").split()[0]
        hub(cls.folder, "export", cls.folder / "export", "--company", COMPANY)
        for name in ("lote.json", "lot.json"):
            hub(cls.folder, "prove", LOT, "--out", cls.folder / name)
        shutil.copy(ROOT / "verify/saldo-verify", cls.folder)
        shutil.copy(cls.folder / "export/log" / COMPANY / "2026/checkpoint", cls.folder / "checkpoint.2026")
        shutil.copytree(cls.folder / "export", cls.folder / "alterada")
        lots = cls.folder / "alterada/answers/lots.csv"
        lots.write_text(lots.read_text().replace("5000004,1,2025-01-16 11:14:55,180.000", "5000004,1,2025-01-16 11:14:55,150.000"))

    @classmethod
    def tearDownClass(cls):
        cls.made.cleanup()

    def played(self, command):
        environment = {**os.environ, "LLAVE": self.key, "KEY": self.key, "LANG": "es_MX.UTF-8", "LC_ALL": "", "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(["bash", "-c", command], cwd=self.folder, env=environment, capture_output=True, text=True, encoding="utf-8")
        return done.returncode, done.stdout + done.stderr

    def play(self, name, count):
        played = steps((ROOT / "docs/tutorials" / name).read_text(encoding="utf-8"))
        self.assertEqual(len(played), count)
        for command, lines in played:
            code, said = self.played(command)
            with self.subTest(command):
                for line in lines:
                    self.assertIn(line, said)
                self.assertEqual(code, 1 if "alterada" in command else 0)

    def test_spanish(self):
        self.play("auditor.es.md", 5)

    def test_english(self):
        self.play("auditor.md", 2)

    def test_a_checkpoint_brought_along_is_not_among_what_was_not_checked(self):
        self.assertIn("no se trajo ninguno", self.played('python3 saldo-verify export --key "$LLAVE"')[1])
        self.assertNotIn("no se trajo ninguno", self.played('python3 saldo-verify export --key "$LLAVE" --checkpoint checkpoint.2026')[1])

    @unittest.skipUnless(shutil.which("rsvg-convert") and shutil.which("zbarimg"), "skipped, because rsvg-convert or zbarimg is missing")
    def test_the_code_on_paper_is_read_by_a_camera_and_pins_the_log(self):
        hub(self.folder, "prove", LOT, "--out", self.folder / "printed.json", "--qr", self.folder / "printed.svg")
        subprocess.run(["rsvg-convert", "-w", "400", self.folder / "printed.svg", "-o", self.folder / "printed.png"], check=True)
        seen = subprocess.run(["zbarimg", "-q", "--raw", self.folder / "printed.png"], check=True, capture_output=True, text=True).stdout
        (self.folder / "paper").write_text(seen)
        self.assertEqual(self.played('python3 saldo-verify export --key "$LLAVE" --paper paper')[0], 0)
        other = seen.replace(seen.split("\n")[3][:4], "AAAA")
        self.assertNotEqual(seen, other)
        (self.folder / "paper").write_text(other)
        self.assertEqual(self.played('python3 saldo-verify export --key "$LLAVE" --paper paper')[0], 1)

    def test_a_line_that_the_program_does_not_say_would_be_seen(self):
        self.assertNotIn("Saldo 181.000", self.played(f'python3 saldo-verify export --key "$LLAVE" --explain {LOT}')[1])


if __name__ == "__main__":
    unittest.main()
