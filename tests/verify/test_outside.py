"""A real hub tells real outside witnesses, a web address and a mail server of its log: SALDO_HUB is the program."""

import email
import email.policy
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.request

import verifier
import witnesses

HUB = os.environ.get("SALDO_HUB", str(pathlib.Path(__file__).resolve().parents[2] / "build/release/bin/saldo-hub"))
DEBIAN_PYTHON = "/usr/bin/python3"  # Debian's aiosmtpd is a module of this one
sv = verifier.load()
BASE = ["company ALFA rfc=AAA010101AAA program=1234-2010", "plant P01 company=ALFA", "part X umc=6"]


def wait_for(question, what, seconds=30):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        answer = question()
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError(f"in {seconds} s not: {what}")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Hub:
    """The real hub, without a broker, until the end of the `with`."""

    def __init__(self, folder, **proof):
        self.folder, self.port = pathlib.Path(folder), free_port()
        self.config = self.folder.with_suffix(".toml")
        lines = [f'data = "{self.folder}"', "[http]", f'listen = "127.0.0.1:{self.port}"', "[broker]", 'address = ""', "[proof]", "every_seconds = 1"]
        lines += [f"{key} = {json.dumps(value)}" for key, value in proof.items()]
        self.config.write_text("\n".join(lines) + "\n")

    def command(self, *words):
        done = subprocess.run([HUB, "--config", str(self.config), "--lang", "en", *words], capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def log_key(self):
        return self.command("log-key")[1].strip()

    def record(self, *lines):
        file = self.folder.with_suffix(".scn")
        file.write_text("\n".join([*BASE, *lines]) + "\n")
        code, said = self.command("record", str(file))
        assert code == 0, said

    def trees(self):
        """{company/year: (size, note)}"""
        code, said = self.command("checkpoint", "--format", "json")
        assert code == 0, said
        rows = json.loads(said)
        return {f"{row['company']}/{row['year']}": (int(row["size"]), row["checkpoint"]) for row in rows}

    def status(self):
        return self.command("status")[1]

    def metrics(self):
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"http://127.0.0.1:{self.port}/metrics") as answer:
            return answer.read().decode()

    def said(self):
        return self.folder.with_suffix(".log").read_text()

    def __enter__(self):
        environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        with open(self.folder.with_suffix(".log"), "ab") as log:
            self.process = subprocess.Popen([HUB, "--config", str(self.config), "run"], stdout=log, stderr=log, env=environment)
        wait_for(lambda: (self.folder / "hub.sock").exists() and self.command("status")[0] == 0, "the hub answers")
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def cosigned(self, vkey):
        """{origin: sizes} of the checkpoints in the hub's own file that this witness signed, read as bytes."""
        data = (self.folder / "cosigned" / "data.mdb").read_bytes()
        found = {}
        for match in re.finditer(rb"[^\n\0]+/[^\n\0]+/\d{4}\n\d+\n[A-Za-z0-9+/=]{44}\n\n(?:\xe2\x80\x94 [^ ]+ [A-Za-z0-9+/=]+\n)+", data):
            text = match.group()
            text = text[text.find(b"hub-"):]
            note = sv.Checkpoint(text)
            if note.signed_by(vkey):
                found.setdefault(note.origin, set()).add(note.size)
        return found


class Outside(unittest.TestCase):
    def setUp(self):
        made = tempfile.TemporaryDirectory(prefix="saldo-outside.")
        self.addCleanup(made.cleanup)
        self.folder = pathlib.Path(made.name)

    def witness(self, name="w1"):
        folder = self.folder / name
        return folder, witnesses.make(folder, f"witness.example/{name}")

    def are_cosigned(self, hub, name="w1"):
        return lambda: re.search(rf"witness witness.example/{name}: cosigned \d+ min ago, 0 tree", hub.status())

    def test_the_hub_keeps_the_outside_line_and_a_hung_witness_holds_nobody_up(self):
        folder, vkey = self.witness()
        hung = socket.create_server(("127.0.0.1", 0))  # takes connections and never says a word
        self.addCleanup(hung.close)
        other = witnesses.make(self.folder / "w2", "witness.example/w2")
        hub = Hub(self.folder / "hub")
        hub.record()
        witnesses.command("add-log", folder, hub.log_key())
        with witnesses.Running(folder) as witness:
            hub = Hub(self.folder / "hub", witnesses=f"{vkey} {witness.address}/, {other} http://127.0.0.1:{hung.getsockname()[1]}")
            with hub:
                wait_for(self.are_cosigned(hub), "all trees are cosigned")
                for number in range(3):
                    hub.record(f"part P{number} umc=6")
                    wait_for(self.are_cosigned(hub), "they are cosigned again")
                trees = hub.trees()
                self.assertIn("witness witness.example/w2: nothing since the start, 2 tree(s) behind", hub.status())
                self.assertIn('saldo_hub_witness_alarm{witness="witness.example/w1"} 0', hub.metrics())
                self.assertIn('saldo_hub_witness_trees_behind{witness="witness.example/w2"} 2', hub.metrics())
                asked = time.monotonic()
            self.assertLess(time.monotonic() - asked, 10)  # nor at the end
        held = witnesses.load().Store(str(folder)).all_seen()
        self.assertEqual({seen.checkpoint.origin.split("/", 1)[1]: (seen.checkpoint.size, seen.note.decode()) for seen in held}, trees)
        found = hub.cosigned(sv.VerifierKey(vkey))
        self.assertEqual({origin.split("/", 1)[1]: max(sizes) for origin, sizes in found.items()}, {name: size for name, (size, _) in trees.items()})
        self.assertEqual(hub.cosigned(sv.VerifierKey(other)), {})
        # It goes out with an export, and the verifier finds it there; the witness that never answered cosigned nothing.
        out = self.folder / "out"
        self.assertEqual(hub.command("export", str(out))[0], 0)
        for name, (size, _) in trees.items():
            self.assertTrue((out / "log" / name / "cosigned" / str(size)).exists())
        self.assertEqual(verifier.run(out, "--key", hub.log_key(), "--witness", vkey)[0], 0)
        self.assertEqual(verifier.run(out, "--key", hub.log_key(), "--witness", other)[0], 1)
        self.assertEqual(witnesses.command("show", folder)[0], 0)

    def test_a_witness_that_was_away_or_was_told_before_is_asked_from_what_it_holds(self):
        folder, vkey = self.witness()
        port = free_port()
        hub = Hub(self.folder / "hub", witnesses=f"{vkey} http://127.0.0.1:{port}")
        hub.record()
        witnesses.command("add-log", folder, hub.log_key())
        with hub:
            wait_for(lambda: "2 tree(s) behind: " in hub.status(), "the hub says that nobody answers")
            hub.record("part P1 umc=6")
            with witnesses.Running(folder, "--listen", f"127.0.0.1:{port}"):
                wait_for(self.are_cosigned(hub), "the newest state is cosigned")
                shutil.rmtree(self.folder / "hub" / "cosigned", ignore_errors=True)
        hub.record("part P2 umc=6")
        with hub, witnesses.Running(folder, "--listen", f"127.0.0.1:{port}"):  # it knows no more what was cosigned
            wait_for(self.are_cosigned(hub), "it goes on from the size that it was told")
        self.assertNotIn("ALARM", (folder / "journal.txt").read_text())

    def test_a_forked_hub_is_refused_and_both_sides_say_so(self):
        folder, vkey = self.witness()
        hub = Hub(self.folder / "hub")
        hub.record("part P1 umc=6")
        key = hub.log_key()
        witnesses.command("add-log", folder, key)
        with witnesses.Running(folder) as witness:
            told = f"{vkey} {witness.address}"
            with Hub(self.folder / "hub", witnesses=told) as hub:
                wait_for(self.are_cosigned(hub), "all trees are cosigned")
            for name in ("longer", "shorter"):
                shutil.copytree(self.folder / "hub", self.folder / name)
            with Hub(self.folder / "hub", witnesses=told) as hub:
                hub.record(*[f"part TRUE{number} umc=6" for number in range(3)])
                wait_for(self.are_cosigned(hub), "the true one went on")
                size = max(size for size, _ in hub.trees().values())
            self.assertEqual(witnesses.command("show", folder)[0], 0)

            with Hub(self.folder / "shorter", witnesses=told) as hub:
                hub.record("part FALSE umc=6")
                status = wait_for(lambda: "ALARM: log.went_back" in hub.status() and hub.status(), "the hub says that it went back")
                self.assertIn(f"holds size {size}", status)
            code, said = witnesses.command("show", folder)
            self.assertEqual(code, 1)
            self.assertIn("ALARM log.went_back", said)

            with Hub(self.folder / "longer", witnesses=told) as hub:
                hub.record(*[f"part FALSE{number} umc=6" for number in range(8)])
                wait_for(lambda: "ALARM: log.two_histories" in hub.status(), "the hub says that there are two histories")
                wait_for(lambda: 'saldo_hub_witness_alarm{witness="witness.example/w1"} 1' in hub.metrics(), "the metric says so", 5)
                self.assertIn("log.two_histories", hub.said())
            code, said = witnesses.command("show", folder)
            self.assertIn("ALARM log.two_histories", said)
            evidence = re.search(r"^  (\S+log\.two_histories\S+)$", said, re.M)[1]
            self.assertEqual(witnesses.command("evidence", evidence, "--key", key)[0], 1)

            with Hub(self.folder / "hub", witnesses=told) as hub:  # the true one is still believed
                hub.record("part TRUE9 umc=6")
                wait_for(self.are_cosigned(hub), "the true one goes on")
            said = witnesses.command("show", folder)[1]
            self.assertNotIn("log.went_back", said)
            self.assertIn("log.two_histories", said)

    def test_a_web_address_gets_the_newest_checkpoints(self):
        got, answers = [], [500, 200]

        class Archive(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                got.append((self.headers["Content-Type"], json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
                self.send_response(answers.pop(0) if len(answers) > 1 else answers[0])
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Archive)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        hub = Hub(self.folder / "hub", webhooks=f"http://127.0.0.1:{server.server_address[1]}/a?secret=1")
        hub.record()
        with hub:
            wait_for(lambda: len(got) == 1, "it is told")
            wait_for(lambda: "checkpoints do not reach 127.0.0.1" in hub.status(), "the hub says that it was not taken")
            self.assertNotIn("secret", hub.status() + hub.said())
            hub.record("part P1 umc=6")
            wait_for(lambda: len(got) == 2, "it is told again, the newest")
            trees = hub.trees()
            kind, body = got[1]
            self.assertEqual((kind, body["format"], body["log_key"]), ("application/json", "saldo-checkpoints/1", hub.log_key()))
            self.assertEqual({one["origin"].split("/", 1)[1]: (one["size"], one["note"]) for one in body["checkpoints"]}, trees)
            for one in body["checkpoints"]:
                note = sv.Checkpoint(one["note"].encode())
                self.assertTrue(note.signed_by(sv.VerifierKey(body["log_key"])))
                self.assertEqual((note.origin, note.size), (one["origin"], one["size"]))
            hub.record("part P2 umc=6")
            wait_for(lambda: len(got) == 3, "it is told what grew")
            self.assertEqual(len(got[2][1]["checkpoints"]), 1)
            time.sleep(2.5)
            self.assertEqual(len(got), 3)  # nothing grew, nothing is told

    def test_people_get_them_by_mail_once_a_day(self):
        if subprocess.run([DEBIAN_PYTHON, "-c", "import aiosmtpd"], capture_output=True).returncode != 0:
            self.skipTest("skipped, because aiosmtpd is missing: scripts/setup")
        port, box = free_port(), self.folder / "box"
        server = subprocess.Popen([DEBIAN_PYTHON, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Mailbox", str(box)],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: (server.terminate(), server.wait()))

        def letters():
            return sorted((box / "new").glob("*")) if (box / "new").is_dir() else []

        def is_up():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

        wait_for(is_up, "the mail server is up")
        hub = Hub(self.folder / "hub", mail_server=f"smtp://127.0.0.1:{port}", mail_from="saldo@hub.example", mail_to="auditor@auditor.example, broker@agencia.example")
        hub.record()
        with hub:
            wait_for(letters, "a letter came")
            trees = hub.trees()
            hub.record("part P1 umc=6")
            time.sleep(2)
        with hub:
            time.sleep(2)
        self.assertEqual(len(letters()), 1)  # one a day, also over a restart
        letter = email.message_from_bytes(letters()[0].read_bytes(), policy=email.policy.default)
        self.assertEqual((letter["From"], letter["To"]), ("saldo@hub.example", "auditor@auditor.example, broker@agencia.example"))
        self.assertIn("Checkpoints: hub-", letter["Subject"])
        text = letter.get_body().get_content()
        for words in ("Guarde este correo", "Keep this mail", hub.log_key()):
            self.assertIn(words, text)
        files = {part.get_filename(): part.get_payload(decode=True) for part in letter.iter_attachments()}
        self.assertEqual({data.decode() for data in files.values()}, {note for _, note in trees.values()})
        # Each file is what the verifier takes; against another log it is a difference.
        out = self.folder / "out"
        self.assertEqual(hub.command("export", str(out))[0], 0)
        for name, data in files.items():
            (self.folder / name).write_bytes(data)
            self.assertEqual(verifier.run(out, "--key", hub.log_key(), "--checkpoint", self.folder / name)[0], 0)
        false = Hub(self.folder / "false")  # another past under the same keys
        (self.folder / "false").mkdir(mode=0o700)
        for key in ("hub.key", "log.key"):
            shutil.copy(self.folder / "hub" / key, self.folder / "false" / key)
        false.record("part OTHER umc=6", "part OTHER2 umc=6")
        self.assertEqual(false.command("export", str(self.folder / "out2"))[0], 0)
        codes = [verifier.run(self.folder / "out2", "--key", hub.log_key(), "--checkpoint", self.folder / name)[0] for name in files]
        self.assertIn(1, codes)


if __name__ == "__main__":
    unittest.main()
