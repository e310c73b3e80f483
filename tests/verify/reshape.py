#!/usr/bin/env python3
"""An export of a store, with trees (docs/proof.md): the hub's own, or, for a store that has none, trees that are laid here.

    reshape.py HUB DATA OUT [--as-of DATE]

So the verifier is tested against trees that no code of the hub has laid. Written for tests; nothing here is careful about foreign input."""

import base64
import hashlib
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

NAME = "hub-00test00"
RECEIVED, YEAR = 1_790_000_000_000, 2026


def run(*command, check=True):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


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


def facts_of(out):
    """(position, bytes) of each fact of the export."""
    for file in sorted((out / "facts").glob("*.facts")):
        data, offset = file.read_bytes(), 0
        while offset < len(data):
            position, kind, size = struct.unpack_from("<QBI", data, offset)
            if kind != 1:
                raise RuntimeError("reshape.py lays no trees over journals")
            yield position, data[offset + 13:offset + 13 + size]
            offset += 13 + size


def reshape(hub, data, out, as_of=None, signer=None):
    """Exports a store. Where the hub keeps no trees for it, lays them: received in one moment, signed by a key made here."""
    out = pathlib.Path(out)
    run(hub, "--data", data, "export", out, *(["--as-of", as_of] if as_of else []))
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    if manifest["trees"]:
        return None
    signer = signer or Signer(NAME)
    trees, named = {}, {}
    for position, fact in facts_of(out):
        leaf = b"\1" + struct.pack("<Qq", position, RECEIVED) + hashlib.sha256(fact).digest()
        trees.setdefault(company_of(fact, named) or "common", []).append(leaf)
    listed = []
    for company, leaves in sorted(trees.items()):
        hashes, _ = write_tree(out / "log" / company / str(YEAR), signer, f"{signer.name}/{company}/{YEAR}", leaves)
        listed.append({"company": company, "year": YEAR, "size": len(leaves), "root": base64.b64encode(root_of(hashes)).decode()})
    manifest.update(hub=signer.name, origin=signer.name, log_key=signer.vkey(), trees=listed)
    write_manifest(out, manifest)
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
