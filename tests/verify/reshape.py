#!/usr/bin/env python3
"""Makes an export in the layout of docs/proof.md out of a store, by the hub's older `export` and its questions.

    reshape.py HUB DATA OUT [--as-of DATE]

It lays trees and signs checkpoints by itself, with a key that it makes: so the verifier is tested against trees that no code of
the hub has laid. Written for tests; nothing here is careful about foreign input."""

import base64
import csv
import datetime
import hashlib
import io
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

NAME = "hub-00test00"
FACTS_PER_FILE = 1 << 20


def run(*command, check=True):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def entries_of(old):
    """(first position, received ms, kind, skip, [facts] or frame) of each entry of the log."""
    for line in open(old / "log.jsonl", encoding="utf-8"):
        entry = json.loads(line)
        payload = bytes.fromhex(entry["payload"])
        at = datetime.datetime.fromisoformat(entry["received"].replace("Z", "+00:00"))
        ms = round(at.timestamp() * 1000)
        facts, offset = [], 0
        if entry["kind"] == "facts":
            while offset < len(payload):
                (size,) = struct.unpack_from("<I", payload, offset)
                facts.append(payload[offset + 4:offset + 4 + size])
                offset += 4 + size
            assert len(facts) == int(entry["count"])
            yield int(entry["first"]), ms, facts
        else:
            raise RuntimeError("reshape.py knows no frames")


def text_at(body, offset):
    (size,) = struct.unpack_from("<H", body, offset)
    return body[offset + 2:offset + 2 + size].decode(), offset + 2 + size


def company_of(fact, named):
    """Whose tree a fact is in (docs/proof.md, Trees). `named` remembers who gave a name first."""
    (kind,) = struct.unpack_from("<H", fact)
    body = fact[4:]
    if kind in (40, 42, 48, 53, 55, 61):
        name, after = text_at(body, 0)
        if kind == 53:
            serial, _ = text_at(body, after)
            rfc = named.get(("asset", serial), "")
            return rfc
        rfc, _ = text_at(body, after)
        named.setdefault(name, rfc)
        return rfc
    if kind == 52:
        serial, after = text_at(body, 0)
        rfc, _ = text_at(body, after)
        named.setdefault(("asset", serial), rfc)
        return rfc
    if kind == 70:
        _, after = text_at(body, 0)
        return text_at(body, after)[0]
    if kind in (41, 43, 44, 45, 46, 47, 60, 65):
        return named.get(text_at(body, 0)[0], "")
    if kind == 12:
        _, after = text_at(body, 0)
        return text_at(body, after)[0]
    if kind == 29:
        return ""
    if kind == 30:
        _, after = text_at(body, 0)
        return text_at(body, after)[0]
    return text_at(body, 0)[0]


def leaf_hash(leaf):
    return hashlib.sha256(b"\0" + leaf).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def levels_of(hashes):
    """Rows of complete nodes, bottom up: row k holds each complete subtree of 2**k leaves."""
    rows = [hashes]
    while len(rows[-1]) > 1:
        below = rows[-1]
        rows.append([node(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])
    return rows


def root_of(hashes):
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    return node(root_of(hashes[:split]), root_of(hashes[split:]))


def tile_name(number):
    digits = f"{number:03d}"
    digits = digits.zfill((len(digits) + 2) // 3 * 3)
    groups = [digits[i:i + 3] for i in range(0, len(digits), 3)]
    return "/".join(["x" + g for g in groups[:-1]] + [groups[-1]])


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


class Signer:
    """An Ed25519 key of signed-note, by the openssl command."""

    def __init__(self, name):
        self.name = name
        self.folder = tempfile.TemporaryDirectory()
        self.key = pathlib.Path(self.folder.name) / "key.pem"
        run("openssl", "genpkey", "-algorithm", "ed25519", "-out", self.key)
        der = subprocess.run(["openssl", "pkey", "-in", str(self.key), "-pubout", "-outform", "DER"], capture_output=True, check=True).stdout
        self.public = der[-32:]

    def key_id(self, kind=1):
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([kind]) + self.public).digest()[:4]

    def vkey(self, kind=1):
        return f"{self.name}+{self.key_id(kind).hex()}+{base64.b64encode(bytes([kind]) + self.public).decode()}"

    def sign(self, message):
        source = pathlib.Path(self.folder.name) / "message"
        source.write_bytes(message)
        signature = pathlib.Path(self.folder.name) / "signature"
        run("openssl", "pkeyutl", "-sign", "-inkey", self.key, "-rawin", "-in", source, "-out", signature)
        return signature.read_bytes()

    def line(self, text):
        return f"\u2014 {self.name} {base64.b64encode(self.key_id() + self.sign(text.encode())).decode()}\n"

    def cosignature_line(self, text, when):
        """C2SP tlog-cosignature, cosignature/v1."""
        signed = self.sign(f"cosignature/v1\ntime {when}\n{text}".encode())
        return f"\u2014 {self.name} {base64.b64encode(self.key_id(4) + struct.pack('>Q', when) + signed).decode()}\n"


def checkpoint(signer, origin, hashes):
    text = f"{origin}\n{len(hashes)}\n{base64.b64encode(root_of(hashes)).decode()}\n"
    return text, text + "\n" + signer.line(text)


def write_tree(folder, signer, origin, leaves):
    hashes = [leaf_hash(leaf) for leaf in leaves]
    for first in range(0, len(leaves), 256):
        bundle = leaves[first:first + 256]
        part = "" if len(bundle) == 256 else f".p/{len(bundle)}"
        data = b"".join(struct.pack(">H", len(leaf)) + leaf for leaf in bundle)
        write(folder / f"tile/entries/{tile_name(first // 256)}{part}", data)
    rows, level = levels_of(hashes), 0
    while 8 * level < len(rows):
        row = rows[8 * level]
        for first in range(0, len(row), 256):
            tile = row[first:first + 256]
            part = "" if len(tile) == 256 else f".p/{len(tile)}"
            write(folder / f"tile/{level}/{tile_name(first // 256)}{part}", b"".join(tile))
        level += 1
    text, note = checkpoint(signer, origin, hashes)
    write(folder / "checkpoint", note.encode())
    return hashes, text


def answers(hub, data, out, as_of):
    day = as_of or "2026-11-23"
    old = out.parent / (out.name + ".old")
    if not old.exists():
        run(hub, "--data", data, "export", old)
    (out / "answers").mkdir(parents=True, exist_ok=True)
    for name in ("lots", "discharges", "balances", "stock"):
        (out / "answers" / f"{name}.csv").write_bytes((old / f"{name}.csv").read_bytes())
    (out / "answers" / "alerts.csv").write_text(run(hub, "--data", data, "alerts", "--as-of", day, "--format", "csv"), encoding="utf-8")
    rfcs = sorted({row["rfc"] for name in ("balances", "lots", "discharges") for row in csv.DictReader(io.StringIO((old / f"{name}.csv").read_text(encoding="utf-8")))})
    rows, head = [], None
    for rfc in rfcs:
        lines = run(hub, "--data", data, "report", "scccyg", "--company", rfc, "--format", "csv").splitlines()
        head, body = lines[0], lines[1:]
        rows += body
    if head:
        (out / "answers" / "scccyg.csv").write_text("\n".join([head] + rows) + "\n", encoding="utf-8")
    return old, day, rfcs


def reshape(hub, data, out, as_of=None, signer=None):
    out = pathlib.Path(out)
    signer = signer or Signer(NAME)
    out.mkdir(parents=True)
    old, day, rfcs = answers(hub, pathlib.Path(data), out, as_of)
    trees, named, chunk, chunk_first, position = {}, {}, io.BytesIO(), 0, 0

    def flush():
        nonlocal chunk
        if chunk.tell():
            write(out / f"facts/{chunk_first:012d}.facts", chunk.getvalue())
        chunk = io.BytesIO()

    for first, ms, facts in entries_of(old):
        year = datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone.utc).year
        for index, fact in enumerate(facts):
            position = first + index
            if chunk.tell() == 0:
                chunk_first = position
            chunk.write(struct.pack("<QBI", position, 1, len(fact)) + fact)
            if chunk.tell() > FACTS_PER_FILE:
                flush()
            leaf = b"\1" + struct.pack("<Qq", position, ms) + hashlib.sha256(fact).digest()
            trees.setdefault((company_of(fact, named) or "common", year), []).append(leaf)
    flush()
    listed = []
    for (company, year), leaves in sorted(trees.items()):
        hashes, _ = write_tree(out / "log" / company / str(year), signer, f"{NAME}/{company}/{year}", leaves)
        listed.append({"company": company, "year": year, "size": len(leaves), "root": base64.b64encode(root_of(hashes)).decode()})
    here = pathlib.Path(__file__).resolve().parents[2]
    for table in (here / "configs" / "catalogs").glob("*.csv"):
        write(out / "format" / table.name, table.read_bytes())
    write_manifest(out, {"format": "saldo-export/1", "hub": NAME, "origin": NAME, "log_key": signer.vkey(), "companies": rfcs,
                         "position": position + 1, "as_of": day, "language": "es", "program": "reshape", "trees": listed, "blobs": "none"})
    return signer


def write_manifest(out, manifest):
    out = pathlib.Path(out)
    files = [p for p in sorted(out.rglob("*")) if p.is_file() and p.name != "manifest.json"]
    manifest["files"] = [{"path": str(p.relative_to(out)), "bytes": p.stat().st_size, "sha256": hashlib.sha256(p.read_bytes()).hexdigest()} for p in files]
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    day = None
    if "--as-of" in arguments:
        index = arguments.index("--as-of")
        day = arguments[index + 1]
        del arguments[index:index + 2]
    reshape(*arguments, as_of=day)
