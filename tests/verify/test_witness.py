"""The outside witness: what it answers, what it keeps, and that nothing makes it forget or say two things."""

import base64
import concurrent.futures
import errno
import http.client
import os
import pathlib
import random
import signal
import socket
import ssl
import tempfile
import threading
import time
import unittest
from unittest import mock

import reshape
import verifier
import witnesses

sw = witnesses.load()
sw.tell = lambda text: None  # what it would tell its journal is read from the real process
sv = sw.verifier
ORIGIN = "hub-1/AAA010101AAA/2026"


class Base(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.signer = reshape.Signer("hub-1")

    def setUp(self):
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        self.folder = pathlib.Path(made.name) / "witness"
        self.vkey = sv.VerifierKey(witnesses.make(self.folder))
        self.assertEqual(witnesses.command("add-log", self.folder, self.signer.vkey(), "hub-1/AAA010101AAA")[0], 0)

    def witness(self):
        return sw.Witness(sw.Store(str(self.folder)), sw.Key(str(self.folder)))

    def cosigned(self, tree, size, line):
        """Whether the line is the witness's over the tree at that size."""
        return sv.Checkpoint((tree.note(size) + line).encode()).signed_by(self.vkey)

    def held(self):
        return {seen.checkpoint.origin: seen.checkpoint.size for seen in sw.Store(str(self.folder)).all_seen()}

    def evidence(self):
        return sw.Store(str(self.folder)).evidence()

    def codes(self):
        return [one["code"] for _, one in self.evidence()]


class Answers(Base):
    def test_every_status_over_http(self):
        tree = witnesses.Tree(self.signer, ORIGIN).grow(20)
        stranger = witnesses.Tree(reshape.Signer("hub-9"), "hub-9/AAA010101AAA/2026").grow(3)
        other_company = witnesses.Tree(self.signer, "hub-1/AAA010101AAAB/2026").grow(3)
        forged = witnesses.Tree(reshape.Signer("hub-1"), ORIGIN).grow(3)
        with witnesses.Running(self.folder) as witness:
            status, kind, line = witness.post(tree.body(0, 5))
            self.assertEqual((status, kind), (200, "text/plain; charset=utf-8"))
            self.assertTrue(self.cosigned(tree, 5, line))
            self.assertFalse(self.cosigned(tree, 6, line))
            when = int.from_bytes(base64.b64decode(line.split()[2])[4:12], "big")
            self.assertLess(abs(when - time.time()), 60)

            size = (409, "text/x.tlog.size", "5\n")
            self.assertEqual(witness.post(tree.body(0, 9)), size)
            self.assertEqual(witness.post(tree.body(4, 9)), size)
            self.assertEqual(witness.post(tree.body(8, 9)), size)
            self.assertEqual(witness.post(tree.body(9, 9)), size)
            self.assertEqual(witness.post(tree.body(5, 9))[0], 200)
            self.assertEqual(witness.post(tree.body(9, 9))[0], 200)  # the answer was lost on its way
            self.assertEqual(witness.post(stranger.body(0, 3))[0], 404)
            self.assertEqual(witness.post(other_company.body(0, 3))[0], 404)
            self.assertEqual(witness.post(forged.body(0, 3))[0], 403)
            self.assertEqual(witness.post(witnesses.request(9, [], tree.note(20)))[0], 422)
            self.assertEqual(witness.post(tree.body(9, 8))[0], 400)
            self.assertEqual(witness.post(tree.body(9, 9), "/add")[0], 404)
            good = tree.body(9, 20)
            for bad in (b"", b"old 9", b"old 09\n\n" + tree.note(20).encode(), good.replace(b"old 9", b"old -9"), good.replace(b"old 9", b"old  9"),
                        good.replace(b"=\n", b"\n", 1), good.replace(b"\n\n", b"\n", 1), b"\xff" * 200, tree.note(20).encode(),
                        witnesses.request(9, [b"\0" * 32] * 64, tree.note(20)), good[:-1], good.split(b"\n\n")[0] + b"\n\n"):
                self.assertEqual(witness.post(bad)[0], 400, bad)
            self.assertEqual(witness.post(b"x" * (sw.BODY_MAX + 1))[0], 413)
            self.assertEqual(witness.post(good)[0], 200)
        self.assertEqual(self.held(), {ORIGIN: 20})

    def test_a_log_that_is_added_counts_at_once_and_others_stay(self):
        second = reshape.Signer("hub-2")
        tree = witnesses.Tree(second, "hub-2/common/2026").grow(4)
        with witnesses.Running(self.folder) as witness:
            self.assertEqual(witness.post(tree.body(0, 4))[0], 404)
            self.assertEqual(witnesses.command("add-log", self.folder, second.vkey())[0], 0)
            self.assertEqual(witness.post(tree.body(0, 4))[0], 200)
            self.assertEqual(witness.post(witnesses.Tree(self.signer, ORIGIN).grow(1).body(0, 1))[0], 200)
        self.assertEqual(self.held(), {ORIGIN: 1, "hub-2/common/2026": 4})

    def test_one_connection_asks_many_times_and_other_methods_are_refused(self):
        tree = witnesses.Tree(self.signer, ORIGIN).grow(4)
        with witnesses.Running(self.folder) as witness:
            connection = http.client.HTTPConnection("127.0.0.1", witness.port, timeout=30)
            for size in range(1, 5):
                connection.request("POST", "/add-checkpoint", tree.body(size - 1, size))
                answer = connection.getresponse()
                self.assertEqual((answer.status, answer.read()[:3]), (200, "\u2014".encode()))
            self.assertIsNotNone(connection.sock)  # still the first one
            for method, status in (("GET", 405), ("PUT", 501)):
                connection.request(method, "/add-checkpoint")
                self.assertEqual(connection.getresponse().status, status)
                connection.close()
            with socket.create_connection(("127.0.0.1", witness.port)) as raw:
                raw.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nTransfer-Encoding: chunked\r\n\r\n")
                self.assertIn(b" 411 ", raw.recv(200))

    def test_who_drips_bytes_is_cut_off_and_holds_nobody_up(self):
        tree = witnesses.Tree(self.signer, ORIGIN).grow(1)
        with mock.patch.object(sw, "REQUEST_SECONDS", 1):
            server = sw.Server(("127.0.0.1", 0), self.witness(), None)
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            with socket.create_connection(server.server_address) as drip:
                drip.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\n")
                connection = http.client.HTTPConnection(*server.server_address, timeout=10)
                connection.request("POST", "/add-checkpoint", tree.body(0, 1))
                self.assertEqual(connection.getresponse().status, 200)
                drip.settimeout(10)
                ended = False
                for _ in range(40):
                    try:
                        drip.sendall(b"X")
                        drip.settimeout(0.2)
                        ended = drip.recv(100) == b""
                    except TimeoutError:
                        continue
                    except OSError:
                        ended = True
                    if ended:
                        break
                self.assertTrue(ended)
            server.shutdown()
            server.server_close()
            thread.join()

    def test_over_tls(self):
        pem = self.folder / "tls.pem"
        reshape.run("openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-keyout", self.folder / "tls.key", "-out", pem, "-days", "2", "-subj", "/CN=w",
                    "-addext", "subjectAltName=IP:127.0.0.1")
        tree = witnesses.Tree(self.signer, ORIGIN).grow(1)
        with witnesses.Running(self.folder, "--tls-certificate", str(pem), "--tls-key", str(self.folder / "tls.key")) as witness:
            self.assertTrue(witness.address.startswith("https://"))
            connection = http.client.HTTPSConnection("127.0.0.1", witness.port, timeout=30, context=ssl.create_default_context(cafile=str(pem)))
            connection.request("POST", "/add-checkpoint", tree.body(0, 1))
            self.assertEqual(connection.getresponse().status, 200)
            connection.close()


class Proofs(Base):
    def test_every_pair_of_sizes_and_no_altered_proof(self):
        hashes = [reshape.leaf_hash(b"%d" % number) for number in range(34)]
        roots = [reshape.root_of(hashes[:size]) for size in range(35)]
        accepted = refused = 0
        for new in range(2, 35):
            for old in range(1, new):
                proof = witnesses.consistency(old, hashes[:new])
                wanted = (roots[old], roots[new])
                self.assertEqual(sw.roots_of_consistency(old, new, roots[old], proof), wanted)
                accepted += 1
                altered = [proof[:at] + proof[at + 1:] for at in range(len(proof))] + [proof + [roots[3]], [roots[3]] + proof]
                altered += [proof[:at] + [bytes([proof[at][0] ^ 1]) + proof[at][1:]] + proof[at + 1:] for at in range(len(proof))]
                altered += [proof[:at] + [proof[at + 1], proof[at]] + proof[at + 2:] for at in range(len(proof) - 1)]
                for one in altered:
                    self.assertNotEqual(sw.roots_of_consistency(old, new, roots[old], one), wanted, (old, new))
                    refused += 1
                # A proof of other sizes is one only where its hashes meet the same tree.
                self.assertNotEqual(sw.roots_of_consistency(old, new, roots[old - 1], proof), wanted if old & (old - 1) == 0 else None)
        self.assertEqual(accepted, 33 * 34 // 2)
        self.assertGreater(refused, 5 * accepted)

    def test_altered_bytes_are_never_cosigned(self):
        tree = witnesses.Tree(self.signer, ORIGIN).grow(13)
        witness = self.witness()
        self.assertEqual(witness.add_checkpoint(tree.body(0, 6))[0], 200)
        good = tree.body(6, 13)
        rng = random.Random(20261123)
        seen = set()
        # Each byte once: the first line, the proof, origin, size, root, name and signature of the note.
        for at, bit in [(at, rng.randrange(8)) for at in range(len(good))] + [(4, bit) for bit in range(8)]:
            bad = bytearray(good)
            bad[at] ^= 1 << bit
            status, _, text = witness.add_checkpoint(bytes(bad))
            self.assertNotEqual(status, 200, at)
            self.assertNotIn("\u2014", text)
            seen.add(status)
        self.assertTrue({400, 403, 404, 409, 422} <= seen, seen)
        self.assertEqual(self.held(), {ORIGIN: 6})
        self.assertNotIn("log.two_histories", self.codes())  # whoever alters bytes on the way accuses nobody of two histories
        self.assertEqual(witness.add_checkpoint(good)[0], 200)


class Histories(Base):
    def test_two_roots_of_one_size(self):
        tree = witnesses.Tree(self.signer, ORIGIN).grow(8)
        other = tree.fork(5).grow(8)
        with witnesses.Running(self.folder) as witness:
            self.assertEqual(witness.post(tree.body(0, 8))[0], 200)
            self.assertEqual(witness.post(other.body(8, 8)), (409, "text/x.tlog.size", "8\n"))
            self.assertEqual(witness.post(other.body(0, 8))[0], 409)  # and also where the size asked from is another
            self.assertIn("ALARM", witness.said())
        [(path, evidence)] = self.evidence()
        self.assertEqual((evidence["code"], evidence["held"], evidence["told"]), ("log.two_histories", tree.note(8), other.note(8)))
        self.prove(path, "log.two_histories")

    def test_a_fork_that_grew_shows_itself_by_its_own_proof(self):
        tree = witnesses.Tree(self.signer, ORIGIN).grow(11)
        other = tree.fork(7).grow(14)
        witness = self.witness()
        self.assertEqual(witness.add_checkpoint(tree.body(0, 11))[0], 200)
        self.assertEqual(witness.add_checkpoint(other.body(11, 14))[0], 422)
        [(path, evidence)] = self.evidence()
        self.assertEqual(evidence["code"], "log.two_histories")
        self.prove(path, "log.two_histories")
        code, said = witnesses.command("show", self.folder, language="es")
        self.assertEqual(code, 1)
        self.assertIn("ALARMA log.two_histories", said)
        self.assertIn(f"{ORIGIN}  11  ", said)
        # The true log may go on; the alarm stays until a person looked.
        tree.grow(20)
        self.assertEqual(witness.add_checkpoint(tree.body(11, 20))[0], 200)
        self.assertEqual(self.codes(), ["log.two_histories"])

    def test_a_fork_of_a_whole_subtree_is_refused_and_said_without_a_claim_of_proof(self):
        tree = witnesses.Tree(self.signer, ORIGIN).grow(8)
        other = tree.fork(7).grow(14)
        witness = self.witness()
        self.assertEqual(witness.add_checkpoint(tree.body(0, 8))[0], 200)
        self.assertEqual(witness.add_checkpoint(other.body(8, 14))[0], 422)
        self.assertEqual(self.codes(), ["log.no_proof"])
        self.prove(self.evidence()[0][0], "log.no_proof")

    def test_every_fork_of_small_trees_is_refused(self):
        tree = witnesses.Tree(self.signer, ORIGIN).grow(12)
        store, key = sw.Store(str(self.folder)), sw.Key(str(self.folder))
        for held_size in range(1, 12):
            seen = sw.Seen(sw.Seen.bytes_of(1, tree.note(held_size).encode()))
            for common in range(held_size):
                for size in (held_size, held_size + 1, 12):
                    other = tree.fork(common).grow(12)
                    for old in (0, held_size):
                        with self.assertRaises(sw.Refused) as refused:
                            sw.judge(store.logs(), seen, sw.Request(other.body(old, size)), 2)
                        self.assertIn(refused.exception.status, (409, 422))
                        if old == held_size:
                            self.assertIsNotNone(refused.exception.evidence)
            sw.judge(store.logs(), seen, sw.Request(tree.body(held_size, 12)), 2)  # the control: the true one may
        self.assertEqual(key.vkey.type, 4)

    def test_a_log_that_went_back_alarms_until_it_goes_on_from_what_is_held(self):
        tree = witnesses.Tree(self.signer, ORIGIN).grow(10)
        witness = self.witness()
        self.assertEqual(witness.add_checkpoint(tree.body(0, 10))[0], 200)
        self.assertEqual(witness.add_checkpoint(tree.body(0, 6)), (409, "text/x.tlog.size", "10\n"))
        self.assertEqual(witness.add_checkpoint(tree.body(6, 6))[0], 409)
        self.assertEqual(self.codes(), ["log.went_back"])
        self.prove(self.evidence()[0][0], "log.went_back")
        self.assertEqual(witness.add_checkpoint(tree.body(10, 10))[0], 200)
        self.assertEqual(self.codes(), ["log.went_back"])  # saying the same again is not going on
        tree.grow(11)
        self.assertEqual(witness.add_checkpoint(tree.body(10, 11))[0], 200)
        self.assertEqual(self.codes(), [])
        self.assertEqual(witnesses.command("show", self.folder)[0], 0)

    def test_a_checkpoint_without_its_way_is_forgiven_when_the_way_is_shown(self):
        tree = witnesses.Tree(self.signer, ORIGIN).grow(9)
        witness = self.witness()
        witness.add_checkpoint(tree.body(0, 5))
        self.assertEqual(witness.add_checkpoint(witnesses.request(5, [b"\1" * 32], tree.note(9)))[0], 422)
        self.assertEqual(self.codes(), ["log.no_proof"])
        self.assertEqual(witness.add_checkpoint(tree.body(5, 9))[0], 200)
        self.assertEqual(self.codes(), [])

    def test_evidence_that_was_altered_proves_nothing(self):
        tree = witnesses.Tree(self.signer, ORIGIN).grow(11)
        witness = self.witness()
        witness.add_checkpoint(tree.body(0, 11))
        witness.add_checkpoint(tree.fork(7).grow(14).body(11, 14))
        [(path, evidence)] = self.evidence()
        other = witnesses.Tree(self.signer, "hub-1/AAA010101AAA/2027").grow(14)
        changes = [{"told": evidence["held"]}, {"held": evidence["held"].replace("\n11\n", "\n12\n")}, {"told": other.note(14)}, {"told": "x"}]
        for change in changes:
            self.assertIsNone(sw.proves(dict(evidence, **change), sv.VerifierKey(self.signer.vkey())), change)
        self.assertIsNone(sw.proves(evidence, sv.VerifierKey(reshape.Signer("hub-1").vkey())))
        # A good log whose proof somebody took away looks like one without a proof, never like two histories.
        good = dict(evidence, told=tree.grow(14).note(14), proof=[])
        self.assertEqual(sw.proves(good, sv.VerifierKey(self.signer.vkey())), "log.no_proof")
        pathlib.Path(path).write_text("{}")
        self.assertEqual(witnesses.command("evidence", path, "--key", self.signer.vkey())[0], 2)

    def prove(self, path, code):
        found, said = witnesses.command("evidence", path, "--key", self.signer.vkey())
        self.assertEqual((found, said.split()[0]), (1, code))
        found, said = witnesses.command("evidence", path, "--key", reshape.Signer("hub-1").vkey())
        self.assertEqual(found, 0)


class Durable(Base):
    def test_nothing_is_said_before_it_is_on_disk(self):
        tree = witnesses.Tree(self.signer, ORIGIN).grow(4)
        witness = self.witness()
        witness.add_checkpoint(tree.body(0, 2))
        for call in ("fsync", "rename"):
            with mock.patch.object(os, call, side_effect=OSError(errno.EIO, "no")):
                status, _, text = witness.add_checkpoint(tree.body(2, 4))
            self.assertEqual(status, 500)
            self.assertNotIn("\u2014", text)
            self.assertEqual(self.held(), {ORIGIN: 2})
        done = []
        fsync, rename = os.fsync, os.rename
        with mock.patch.object(os, "fsync", lambda handle: (done.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file"), fsync(handle))), \
                mock.patch.object(os, "rename", lambda *names: (done.append("rename"), rename(*names))):
            self.assertEqual(witness.add_checkpoint(tree.body(2, 4))[0], 200)
        self.assertEqual(done, ["file", "rename", "folder"])
        self.assertEqual(self.held(), {ORIGIN: 4})

    def test_what_cannot_be_read_is_never_a_new_tree(self):
        tree = witnesses.Tree(self.signer, ORIGIN).grow(4)
        witness = self.witness()
        witness.add_checkpoint(tree.body(0, 4))
        path = pathlib.Path(sw.Store(str(self.folder)).seen_path(ORIGIN))
        whole = path.read_bytes()
        for damaged in (b"", whole[:20], whole[:-10], whole.replace(b"saldo-seen/1", b"saldo-seen/2"), whole.replace(b"2026", b"2027", 1)):
            path.write_bytes(damaged)
            self.assertEqual(witness.add_checkpoint(tree.fork(0).grow(4).body(0, 4))[0], 500)
            self.assertEqual(witnesses.command("run", self.folder, "--listen", "127.0.0.1:0")[0], 2)
        path.write_bytes(whole)
        self.assertEqual(witness.add_checkpoint(tree.body(4, 4))[0], 200)

    def test_a_witness_that_lost_what_it_saw_does_not_start_and_two_do_not_run(self):
        with witnesses.Running(self.folder):
            code, said = witnesses.command("run", self.folder, "--listen", "127.0.0.1:0")
            self.assertEqual(code, 2)
            self.assertIn("another process", said)
        (self.folder / "seen").rename(self.folder / "lost")
        code, said = witnesses.command("run", self.folder, "--listen", "127.0.0.1:0")
        self.assertEqual(code, 2)
        self.assertIn("cannot go on under its name", said)
        self.assertEqual(witnesses.command("init", self.folder, "--name", "again")[0], 2)

    def test_of_many_forks_at_once_one_is_cosigned(self):
        tree = witnesses.Tree(self.signer, ORIGIN).grow(3)
        forks = [tree.fork(3, b"fork %d" % number).grow(5) for number in range(8)]
        bodies = [fork.body(3, 5) for fork in forks]
        with witnesses.Running(self.folder) as witness:
            self.assertEqual(witness.post(tree.body(0, 3))[0], 200)
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                answers = list(pool.map(witness.post, bodies))
            self.assertEqual(sorted(answer[0] for answer in answers), [200] + [409] * 7)
        self.assertEqual(self.codes(), ["log.two_histories"] * 7)

    def test_kill_9_at_any_moment_never_makes_it_say_two_things(self):
        """Each answer that arrived is held after the kill; a fork from there is refused; the log goes on."""
        rounds = int(os.environ.get("SALDO_KILL_ROUNDS", "12"))
        tree = witnesses.Tree(self.signer, ORIGIN)
        bodies = {}
        held, cut = 0, 0
        rng = random.Random(9)
        for number in range(rounds):
            with witnesses.Running(self.folder) as witness:
                timer = threading.Timer(0.03 + 0.2 * rng.random(), lambda process=witness.process: process.kill())
                timer.start()
                size, answered = held, held
                try:
                    while True:
                        if size + 1 not in bodies:
                            bodies[size + 1] = tree.grow(size + 1).body(size, size + 1)
                        status, _, text = witness.post(bodies[size + 1])
                        self.assertEqual(status, 200, text)
                        size = answered = size + 1
                except (OSError, http.client.HTTPException):
                    cut += 1
                timer.join()
                self.assertEqual(witness.process.wait(), -signal.SIGKILL)
            now = self.held().get(ORIGIN, 0)
            self.assertIn(now, (answered, answered + 1))  # it may have been on disk, and the answer not on its way
            held = now
            if held:
                other = tree.fork(held - 1).grow(held)
                with witnesses.Running(self.folder) as witness:
                    self.assertEqual(witness.post(other.body(held, held))[0], 409)
        self.assertEqual(cut, rounds)
        self.assertGreater(held, 2 * rounds if rounds > 4 else 0)


class Commands(unittest.TestCase):
    def test_wrong_use_is_2_in_both_languages(self):
        with tempfile.TemporaryDirectory() as made:
            folder = pathlib.Path(made) / "w"
            for name in ("", "a b", "a+b", "x" * 256, "a\nb"):
                self.assertEqual(witnesses.command("init", folder, "--name", name)[0], 2, name)
            witnesses.make(folder)
            self.assertEqual(oct((folder / "key.pem").stat().st_mode)[-3:], "600")
            witness_key = witnesses.command("show", folder)[1].split()[0]
            hub = reshape.Signer("hub-1").vkey()
            for vkey, prefix in ((witness_key, "hub-1"), (hub[:-4], "hub-1"), (hub.replace("hub-1", "hub-2", 1), "hub-2"), (hub, ""), (hub, "a\nb"), (hub, " a")):
                self.assertEqual(witnesses.command("add-log", folder, vkey, prefix)[0], 2, (vkey, prefix))
            self.assertIn("INUTILIZABLE", witnesses.command("add-log", folder, witness_key, language="es")[1])
            for address in ("127.0.0.1", ":1", "127.0.0.1:x", "127.0.0.1:70000"):
                self.assertEqual(witnesses.command("run", folder, "--listen", address)[0], 2, address)
            self.assertEqual(witnesses.command("add-log", folder, hub)[0], 0)
            self.assertIn("it was there", witnesses.command("add-log", folder, hub)[1])
            self.assertEqual(witnesses.command("show", folder)[0], 0)
            reshape.run("openssl", "genpkey", "-algorithm", "ed25519", "-out", folder / "key.pem")
            self.assertEqual(witnesses.command("run", folder)[0], 2)


if __name__ == "__main__":
    unittest.main()
