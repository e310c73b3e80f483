"""The verifier's parts by known answers: numbers, bytes, trees, notes, signatures."""

import base64
import pathlib
import re
import struct
import tempfile
import unittest

import reshape
import synthetic
import verifier

sv = verifier.load()
DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs"
WIRE = pathlib.Path(__file__).resolve().parents[1] / "golden" / "wire"


class Numbers(unittest.TestCase):
    def test_halves_go_to_the_even_one(self):
        self.assertEqual([sv.half_even(n, 2) for n in (1, 3, 5, 7, -1, -3)], [0, 2, 2, 4, 0, -2])
        self.assertEqual([sv.half_up(n, 2) for n in (1, 3, 5)], [1, 2, 3])

    def test_case_10_of_the_domain_reference(self):
        """1,000 pieces are 333.333 kg; three returns of 300, 300, 400 (D-09)."""
        used, given, rows = 0, 0, []
        for quantity in (300, 300, 400):
            used += quantity
            total = sv.share(used, 1000, 333333 * sv.UNIT // 1000, sv.UMT_STEP)
            rows.append(sv.qty(total - given))
            given = total
        self.assertEqual(rows, ["100.000", "100.000", "133.333"])

    def test_case_8_terms(self):
        holidays = set()
        cases = [("2025-01-20", 18, "2026-07-20", "2026-07-20"), ("2024-05-02", 24, "2026-05-02", "2026-05-04"), ("2026-01-31", 6, "2026-07-31", "2026-07-31"),
                 ("2026-03-15", 18, "2027-09-15", "2027-09-15"), ("2024-08-31", 18, "2026-02-28", "2026-03-02"), ("2026-03-06", 18, "2027-09-06", "2027-09-06")]
        for start, months, conservative, cff in cases:
            self.assertEqual(tuple(map(sv.day_text, sv.term_ends(sv.day_of(start), months, holidays))), (conservative, cff))

    def test_texts(self):
        self.assertEqual([sv.qty(ticks) for ticks in (0, 100000000, -150000000, 1, 12345678900)], ["0.000", "1.000", "-1.500", "0.00000001", "123.456789"])
        self.assertEqual([sv.money(ticks) for ticks in (0, 12345, 1200, -50)], ["0.00", "1.2345", "0.12", "-0.005"])

    def test_fines_of_case_6(self):
        law = sv.Law()
        day = sv.day_of("2026-04-13")
        self.assertEqual(law.fine(day, 34, None), "9060.00..13680.00")
        self.assertEqual(law.fine(day, 34, 10000 * sv.PESO), "9060.00..10000.00")
        self.assertEqual(law.fine(sv.day_of("2025-04-13"), 34, None), "")


class Bytes(unittest.TestCase):
    def test_a_company(self):
        kind, fact = sv.read_fact(synthetic.company())
        self.assertEqual((kind, fact.rfc, fact.name, fact.program, fact.mode), (20, "AAA010101AAA", "ALFA", "1-2010", 1))

    def test_every_cut_and_every_surplus_is_malformed(self):
        whole = synthetic.company()
        for size in range(4, len(whole)):
            with self.assertRaises(sv.Malformed):
                sv.read_fact(whole[:size])
        with self.assertRaises(sv.Malformed):
            sv.read_fact(whole + b"\0")

    def test_a_bool_is_0_or_1_and_an_enum_in_its_range(self):
        with self.assertRaises(sv.Malformed):
            sv.read_fact(synthetic.plant()[:-1] + b"\2")
        with self.assertRaises(sv.Malformed):
            sv.read_fact(synthetic.fact(64, synthetic.text("A") + struct.pack("<BiH", 3, 20000, 0)))

    def test_a_list_longer_than_the_bytes_is_refused_before_it_is_made(self):
        with self.assertRaises(sv.Malformed):
            sv.read_fact(synthetic.fact(24, synthetic.text("A") + synthetic.text("P") + b"\0" + struct.pack("<I", 9_000)))

    def test_types_of_later_programs_are_known_to_be_unknown(self):
        self.assertEqual(sv.read_fact(struct.pack("<HH", 999, 1)), (999, None))
        self.assertEqual(sv.read_fact(struct.pack("<HH", 20, 2)), (20, None))

    def test_every_type_of_the_format_is_known(self):
        told = re.findall(r"^\| (\d+) \|", (DOCS / "data_format.md").read_text(encoding="utf-8").split("## 3.")[0], re.MULTILINE)
        self.assertGreater(len(told), 40)
        self.assertEqual(set(map(int, told)) - set(sv.FACTS), set())

    def test_what_a_hub_tells_of_itself(self):
        restored = synthetic.text("b-1") + struct.pack("<qQQ32sQ", 5, 9, 8, b"h" * 32, 3) + synthetic.text("ana") + synthetic.text("disk")
        drill = struct.pack("<q", 5) + synthetic.text("") + struct.pack("<BQQQIII", 1, 7, 0, 0, 1, 2, 3) + synthetic.text("")
        self.assertEqual(sv.read_fact(synthetic.fact(58, restored))[1].incarnation, 3)
        self.assertTrue(sv.read_fact(synthetic.fact(59, drill))[1].is_equal)

    def test_a_record_that_was_written_again(self):
        inner = synthetic.movement(1)
        body = struct.pack("<IQ32sHH", 3, 9, b"h" * 32, 2, 1) + inner[45:]
        record = sv.read_record(synthetic.record(4, body))
        self.assertEqual((record.type, record.origin, record.body.movement.event_id), (2, (3, 9, b"h" * 32), "ev-1"))

    def test_crc_and_the_hubs_own_golden_frames(self):
        self.assertEqual(sv.crc32c(b"123456789"), 0xE3069283)
        for name in ("frame_batch_v1.hex", "frame_batch_packed_v1.hex"):
            lines = (WIRE / name).read_text().splitlines()
            data = bytes.fromhex("".join(line for line in lines if not line.startswith("#")).replace(" ", ""))
            head = sv.FRAME_HEAD.unpack_from(data)
            self.assertEqual(sv.crc32c(data[:144] + data[148:-64]), head[-1], name)


class Trees(unittest.TestCase):
    """RFC 6962: the test vectors of Certificate Transparency."""

    LEAVES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
    ROOTS = ["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
             "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
             "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
             "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"]

    def test_roots(self):
        frontier = sv.Frontier()
        self.assertEqual(frontier.root().hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        for leaf, root in zip(self.LEAVES, self.ROOTS):
            frontier.add(sv.leaf_hash(leaf))
            self.assertEqual(frontier.root().hex(), root)

    @staticmethod
    def path(hashes, index):
        if len(hashes) == 1:
            return []
        split = 1 << ((len(hashes) - 1).bit_length() - 1)
        if index < split:
            return Trees.path(hashes[:split], index) + [reshape.root_of(hashes[split:])]
        return Trees.path(hashes[split:], index - split) + [reshape.root_of(hashes[:split])]

    def test_inclusion_of_every_leaf_of_every_size_and_of_no_other(self):
        hashes = [sv.leaf_hash(struct.pack(">I", number)) for number in range(20)]
        for size in range(1, 20):
            root = reshape.root_of(hashes[:size])
            for index in range(size):
                path = self.path(hashes[:size], index)
                self.assertEqual(sv.root_by_inclusion(hashes[index], index, size, path), root)
                self.assertNotEqual(sv.root_by_inclusion(hashes[19], index, size, path), root)
                self.assertNotEqual(sv.root_by_inclusion(hashes[index], index, size, path + [root]), root)
                if path:
                    self.assertNotEqual(sv.root_by_inclusion(hashes[index], index, size, path[:-1]), root)

    def test_a_smaller_tree_is_the_beginning_of_a_greater_one(self):
        """Consistency is seen by walking: the root at every size on the way is that of the tree of that size."""
        hashes = [sv.leaf_hash(struct.pack(">I", number)) for number in range(40)]
        frontier = sv.Frontier()
        for size, one in enumerate(hashes, 1):
            frontier.add(one)
            self.assertEqual(frontier.root(), reshape.root_of(hashes[:size]))

    def test_tile_names(self):
        self.assertEqual([sv.tile_path(number) for number in (0, 255, 999, 1000, 1234067)], ["000", "255", "999", "x001/000", "x001/x234/067"])


class Notes(unittest.TestCase):
    KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    NOTE = ("If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
            "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n").encode()

    def test_the_example_of_signed_note(self):
        key, note = sv.VerifierKey(self.KEY), sv.Note(self.NOTE)
        self.assertTrue(note.signed_by(key))
        self.assertFalse(sv.Note(self.NOTE.replace(b"answer", b"Answer")).signed_by(key))

    def test_a_key_that_tells_another_id_is_refused(self):
        with self.assertRaises(sv.Unusable):
            sv.VerifierKey(self.KEY.replace("c74f20a3", "c74f20a4"))

    def test_library_and_command_agree(self):
        key, note = sv.VerifierKey(self.KEY), sv.Note(self.NOTE)
        signature = note.signatures[0][2]
        for message, expected in ((note.text, True), (note.text + b".", False)):
            self.assertEqual(sv.Ed25519.by_command(key.public, message, signature), expected)
            if sv.ed25519.lib:
                self.assertEqual(sv.ed25519.by_library(key.public, message, signature), expected)

    def test_cosignatures_and_proofs(self):
        with tempfile.TemporaryDirectory() as folder:
            log, witness = reshape.Signer("hub-1"), reshape.Signer("witness.example")
            leaves = [struct.pack(">I", number) for number in range(11)]
            hashes = [sv.leaf_hash(leaf) for leaf in leaves]
            body, note = reshape.checkpoint(log, "hub-1/AAA010101AAA/2026", hashes)
            cosigned = (note + witness.cosignature_line(body, 1_767_000_000)).encode()
            checkpoint = sv.Checkpoint(cosigned)
            self.assertEqual((checkpoint.size, checkpoint.root), (11, reshape.root_of(hashes)))
            self.assertTrue(checkpoint.signed_by(sv.VerifierKey(log.vkey())))
            self.assertTrue(checkpoint.signed_by(sv.VerifierKey(witness.vkey(4))))
            self.assertFalse(sv.Checkpoint(note.encode()).signed_by(sv.VerifierKey(witness.vkey(4))))
            proof = "\n".join(["c2sp.org/tlog-proof@v1", "index 5"] + [base64.b64encode(one).decode() for one in Trees.path(hashes, 5)]) + "\n\n" + cosigned.decode()
            files = {name: pathlib.Path(folder) / name for name in ("proof", "leaf", "other")}
            files["proof"].write_text(proof)
            files["leaf"].write_bytes(leaves[5])
            files["other"].write_bytes(leaves[6])
            given = ["proof", files["proof"], "--key", log.vkey()]
            self.assertEqual(verifier.run(*given, "--leaf", files["leaf"], "--witness", witness.vkey(4))[0], 0)
            self.assertEqual(verifier.run(*given, "--leaf", files["other"])[0], 1)
            self.assertEqual(verifier.run("proof", files["proof"], "--key", reshape.Signer("hub-1").vkey(), "--leaf", files["leaf"])[0], 1)
            self.assertEqual(verifier.run("proof", files["proof"])[0], 2)


if __name__ == "__main__":
    unittest.main()
