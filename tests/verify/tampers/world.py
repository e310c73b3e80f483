"""A genuine export, and what tampering with one needs: its parts, the keys of whoever tampers, and what an auditor holds."""

import base64
import hashlib
import json
import pathlib
import shutil
import struct
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE))
import reshape  # noqa: E402
import stores  # noqa: E402
import synthetic  # noqa: E402

AS_OF = "2026-06-30"
SEED_OF_PKCS8 = bytes.fromhex("302e020100300506032b657004220420")


class LogKey(reshape.Signer):
    """The hub's own log key, as its administrator has it: out of log.key in the hub's folder."""

    def __init__(self, name, seed_hex):
        super().__init__(name)
        der = SEED_OF_PKCS8 + bytes.fromhex(seed_hex)
        command = ["openssl", "pkey", "-inform", "DER", "-out", str(self.key)]
        subprocess.run(command, input=der, check=True, capture_output=True)
        command = ["openssl", "pkey", "-in", str(self.key), "-pubout", "-outform", "DER"]
        self.public = subprocess.run(command, check=True, capture_output=True).stdout[-32:]


class World:
    """One export that is as it should be, where it lies, and who signs."""

    def __init__(self, export, log, witness, agents):
        self.export, self.log, self.witness, self.agents = pathlib.Path(export), log, witness, agents
        manifest = read_manifest(self.export)
        self.trees = [Tree(self.export, one, log) for one in manifest["trees"]]
        self.companies = manifest["companies"]

    def copy(self, folder):
        """The whole export again; files are links until they are written anew (write)."""
        out = pathlib.Path(folder) / "export"
        shutil.copytree(self.export, out, copy_function=lambda source, to: pathlib.Path(to).hardlink_to(source))
        return out

    def held(self, folder, tree, size):
        """The checkpoint of a smaller size, as receipts carried it: signing is deterministic."""
        path = pathlib.Path(folder) / "held"
        path.write_text(self.signed(tree.origin, tree.hashes[:size]), encoding="utf-8")
        return path

    def signed(self, origin, hashes):
        return reshape.checkpoint(self.log, origin, hashes)[1]


class Tree:
    def __init__(self, export, told, log):
        self.company, self.year = told["company"], told["year"]
        self.folder = f"log/{self.company}/{self.year}"
        self.origin = f"{log.name}/{self.company}/{self.year}"
        self.leaves = [leaf for name in entry_files(export, self.folder) for leaf in leaves_in((export / name).read_bytes())]
        self.hashes = [reshape.leaf_hash(leaf) for leaf in self.leaves]

    def positions(self):
        return [position_of(leaf) for leaf in self.leaves]


def position_of(leaf):
    return struct.unpack_from("<Q", leaf, 1)[0]


def leaves_in(data):
    leaves, offset = [], 0
    while offset < len(data):
        size = data[offset] << 8 | data[offset + 1]
        leaves.append(data[offset + 2:offset + 2 + size])
        offset += 2 + size
    return leaves


def entry_files(export, folder):
    found = (pathlib.Path(export) / folder / "tile/entries").rglob("*")
    return sorted((str(path.relative_to(export)) for path in found if path.is_file()), key=lambda name: name.replace(".p/", "/"))


def read_manifest(export):
    return json.loads((pathlib.Path(export) / "manifest.json").read_text(encoding="utf-8"))


def write(path, data):
    """Writes a file anew: never through the link that it may be."""
    path.unlink(missing_ok=True)
    reshape.write(path, data)


def seal(export, **changes):
    """The manifest of what lies there now; whoever tampers writes one."""
    manifest = dict(read_manifest(export), **changes)
    (export / "manifest.json").unlink()
    reshape.write_manifest(export, manifest)


def items_of(data):
    """[(position, kind, content)] of a file of facts."""
    items, offset = [], 0
    while offset < len(data):
        position, kind, size = struct.unpack_from("<QBI", data, offset)
        items.append((position, kind, data[offset + 13:offset + 13 + size]))
        offset += 13 + size
    return items


def facts_bytes(items):
    return b"".join(struct.pack("<QBI", position, kind, len(content)) + content for position, kind, content in items)


def facts_file(export):
    (path,) = (pathlib.Path(export) / "facts").glob("*.facts")
    return path


def frames_of(data):
    """[(first position, count, skip, frame)] of a file of frames."""
    frames, offset = [], 0
    while offset < len(data):
        first, count, skip, size = struct.unpack_from("<QIII", data, offset)
        frames.append((first, count, skip, data[offset + 20:offset + 20 + size]))
        offset += 20 + size
    return frames


def frames_bytes(frames):
    return b"".join(struct.pack("<QIII", first, count, skip, len(frame)) + frame for first, count, skip, frame in frames)


def lay_tree(export, log, tree, leaves):
    """A tree anew over other leaves, tiles and signed checkpoint included: what whoever has the log key can do."""
    folder = export / tree.folder
    shutil.rmtree(folder)
    hashes, _ = reshape.write_tree(folder, log, tree.origin, leaves)
    manifest = read_manifest(export)
    for one in manifest["trees"]:
        if (one["company"], one["year"]) == (tree.company, tree.year):
            one.update(size=len(leaves), root=base64.b64encode(reshape.root_of(hashes)).decode())
    return manifest["trees"]


def leaf_of(leaf, content):
    """The leaf of a fact with another content."""
    return leaf[:17] + hashlib.sha256(content).digest()


def of_hub(hub, source, folder):
    """A real hub's export of a generated set, with cosignatures of a witness that an auditor trusts."""
    folder = pathlib.Path(folder)
    stores.store_of_set(hub, source, folder / "data")
    stores.run(hub, "--data", folder / "data", "export", folder / "export", "--as-of", AS_OF)
    name = read_manifest(folder / "export")["hub"]
    log = LogKey(name, (folder / "data" / "log.key").read_text().strip())
    return cosigned(folder / "export", log, {})


def of_journal(folder):
    """An export with a journal in signed batches, that no hub wrote."""
    folder = pathlib.Path(folder)
    log, agent = reshape.Signer("hub-1"), reshape.Signer("agent")
    quantities = [1 + number % 7 for number in range(60)]
    batches = [(first, 4) for first in range(0, 60, 4)]
    synthetic.journal_export(folder / "export", log, agent, quantities, batches + [(60, 1)])
    return cosigned(folder / "export", log, {synthetic.AGENT: agent})


def cosigned(export, log, agents):
    """The export with cosigned checkpoints of an outside witness in every tree."""
    world = World(export, log, reshape.Signer("witness.example"), agents)
    for tree in world.trees:
        for size in {max(1, len(tree.leaves) // 2), len(tree.leaves)}:
            text, note = reshape.checkpoint(log, tree.origin, tree.hashes[:size])
            write(export / tree.folder / "cosigned" / str(size), (note + world.witness.cosignature_line(text, 1_767_800_000 + size)).encode())
    seal(export)
    return world
