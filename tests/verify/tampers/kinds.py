"""Ways of tampering with an export. Each takes (chance, world, export, folder), does one thing at a place that chance picks, and gives what the
verifier must be told besides the log key, and words of which one must stand in what it says; None where there is no such place.

Weak ones leave something that does not fit. Strong ones are those of an administrator with every key of the hub: history is laid anew, signed anew,
and answers are what follows from it. Only what an auditor held before finds them."""

import base64
import collections
import csv
import io
import pathlib
import struct

import world as w

Tampered = collections.namedtuple("Tampered", "places arguments", defaults=[()])
WEAK, STRONG = {}, {}


def weak(name):
    return lambda kind: WEAK.setdefault(name, kind)


def strong(name):
    return lambda kind: STRONG.setdefault(name, kind)


def flipped(chance, data, first=0, last=None):
    at = chance.randrange(first, len(data) if last is None else last)
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1:]


def other(chance, items, count=2):
    return chance.sample(range(len(items)), count)


# -- facts


def change_facts(export, change):
    """`change` of the list of items; gives what it gives."""
    path = w.facts_file(export)
    items = w.items_of(path.read_bytes())
    given = change(items)
    w.write(path, w.facts_bytes(items))
    w.seal(export)
    return given


@weak("a byte of a fact")
def fact_byte(chance, world, export, folder):
    def change(items):
        at = chance.randrange(len(items))
        position, kind, content = items[at]
        items[at] = (position, kind, flipped(chance, content))
        return Tampered([f".facts, {position}:"])

    return change_facts(export, change)


@weak("a fact is left out")
def fact_out(chance, world, export, folder):
    return change_facts(export, lambda items: Tampered([f"position {items.pop(chance.randrange(len(items)))[0]} is missing"]))


@weak("a fact is put in behind the last")
def fact_in(chance, world, export, folder):
    def change(items):
        position = items[-1][0] + chance.randint(1, 9)
        items.append((position, 1, chance.choice(items)[2]))
        return Tampered([f".facts, {position}:"])

    return change_facts(export, change)


@weak("a fact is put in twice")
def fact_twice(chance, world, export, folder):
    def change(items):
        at = chance.randrange(len(items))
        items.insert(at, items[at])
        return Tampered([f".facts, {items[at][0]}:"])

    return change_facts(export, change)


@weak("two facts change places")
def facts_swapped(chance, world, export, folder):
    def change(items):
        one, two = other(chance, items)
        if items[one][1:] == items[two][1:]:
            return None
        items[one], items[two] = items[one][:1] + items[two][1:], items[two][:1] + items[one][1:]
        return Tampered([f".facts, {items[one][0]}:", f".facts, {items[two][0]}:"])

    return change_facts(export, change)


@weak("positions of facts are told otherwise")
def fact_moved(chance, world, export, folder):
    def change(items):
        at = chance.randrange(len(items))
        position = items[at][0]
        items[at] = (position + chance.choice((1, 2, 1000)), *items[at][1:])
        return Tampered([f".facts, {position}:", f"position {position} is missing", f".facts, {position + 1}:", f".facts, {items[at][0]}:"])

    return change_facts(export, change)


@weak("a record is called a fact, or a fact a record")
def fact_kind(chance, world, export, folder):
    def change(items):
        at = chance.randrange(len(items))
        position, kind, content = items[at]
        items[at] = (position, 3 - kind, content)
        return Tampered([f".facts, {position}:"])

    return change_facts(export, change)


@weak("the facts end too soon")
def facts_cut(chance, world, export, folder):
    path = w.facts_file(export)
    data = path.read_bytes()
    w.write(path, data[:chance.randrange(len(data))])
    w.seal(export)
    return Tampered([".facts", "is missing"])


# -- trees


def change_entries(chance, world, export, change):
    """`change` of the leaves of one bundle; gives what it gives, with the place of the tree."""
    tree = chance.choice(world.trees)
    name = chance.choice(w.entry_files(export, tree.folder))
    leaves = w.leaves_in((export / name).read_bytes())
    given = change(leaves, tree, name)
    w.write(export / name, b"".join(struct.pack(">H", len(leaf)) + leaf for leaf in leaves))
    w.seal(export)
    return given


@weak("a byte of a leaf")
def leaf_byte(chance, world, export, folder):
    def change(leaves, tree, name):
        at = chance.randrange(len(leaves))
        leaves[at] = flipped(chance, leaves[at])
        return Tampered([tree.folder])

    return change_entries(chance, world, export, change)


@weak("a leaf is left out")
def leaf_out(chance, world, export, folder):
    def change(leaves, tree, name):
        leaves.pop(chance.randrange(len(leaves)))
        return Tampered([tree.folder])

    return change_entries(chance, world, export, change)


@weak("a leaf is put in")
def leaf_in(chance, world, export, folder):
    def change(leaves, tree, name):
        leaves.insert(chance.randrange(len(leaves) + 1), chance.choice(leaves))
        return Tampered([tree.folder])

    return change_entries(chance, world, export, change)


@weak("two leaves change places")
def leaves_swapped(chance, world, export, folder):
    def change(leaves, tree, name):
        if len(leaves) < 2:
            return None
        one, two = other(chance, leaves)
        leaves[one], leaves[two] = leaves[two], leaves[one]
        return Tampered([tree.folder])

    return change_entries(chance, world, export, change)


def files_below(export, part, ending=""):
    found = (str(path.relative_to(export)) for path in (export / part).rglob("*") if path.is_file())
    return sorted(name for name in found if name.endswith(ending))


def change_file(export, name, change):
    w.write(export / name, change((export / name).read_bytes()))
    w.seal(export)
    return Tampered([name])


def hash_tiles(export, tree):
    return [name for name in files_below(export, f"{tree.folder}/tile") if "/entries/" not in name]


@weak("a byte of a tile")
def tile_byte(chance, world, export, folder):
    name = chance.choice(hash_tiles(export, chance.choice(world.trees)))
    return change_file(export, name, lambda data: flipped(chance, data))


@weak("a tile or bundle is left out")
def tile_out(chance, world, export, folder):
    name = chance.choice(files_below(export, f"{chance.choice(world.trees).folder}/tile"))
    (export / name).unlink()
    w.seal(export)
    return Tampered([name])


def change_checkpoint(export, tree, change):
    """`change` of the lines of a checkpoint."""
    path = export / tree.folder / "checkpoint"
    lines = path.read_text(encoding="utf-8").split("\n")
    change(lines)
    w.write(path, "\n".join(lines).encode())
    w.seal(export)
    return Tampered([f"{tree.folder}/checkpoint", f"{tree.folder}/tile"])


@weak("a checkpoint tells another size")
def checkpoint_size(chance, world, export, folder):
    tree = chance.choice(world.trees)

    def change(lines):
        lines[1] = str(chance.choice([size for size in range(len(tree.leaves) + 9) if size != len(tree.leaves)]))

    return change_checkpoint(export, tree, change)


@weak("a checkpoint tells another root")
def checkpoint_root(chance, world, export, folder):
    def change(lines):
        lines[2] = base64.b64encode(flipped(chance, base64.b64decode(lines[2]))).decode()

    return change_checkpoint(export, chance.choice(world.trees), change)


@weak("a byte of a checkpoint's signature")
def checkpoint_signature(chance, world, export, folder):
    def change(lines):
        start, name, signature = lines[4].split(" ")
        lines[4] = f"{start} {name} {base64.b64encode(flipped(chance, base64.b64decode(signature))).decode()}"

    return change_checkpoint(export, chance.choice(world.trees), change)


@weak("a checkpoint of another tree")
def checkpoint_elsewhere(chance, world, export, folder):
    tree = chance.choice(world.trees)
    company = chance.choice([one.company for one in world.trees if one is not tree] + ["OTRA010101AAA"])
    size = chance.randint(1, len(tree.leaves))
    note = world.signed(f"{world.log.name}/{company}/{tree.year + (company == tree.company)}", tree.hashes[:size])
    w.write(export / tree.folder / "checkpoint", note.encode())
    w.seal(export)
    return Tampered([f"{tree.folder}/checkpoint"])


@weak("a checkpoint of a smaller size, signed by the log key")
def checkpoint_older(chance, world, export, folder):
    tree = chance.choice([tree for tree in world.trees if len(tree.leaves) > 1])
    w.write(export / tree.folder / "checkpoint", world.signed(tree.origin, tree.hashes[:chance.randrange(1, len(tree.leaves))]).encode())
    w.seal(export)
    return Tampered([tree.folder])


@weak("checkpoints signed by another key of the same name")
def checkpoint_other_key(chance, world, export, folder):
    signer = w.reshape.Signer(world.log.name)
    tree = chance.choice(world.trees)
    w.write(export / tree.folder / "checkpoint", w.reshape.checkpoint(signer, tree.origin, tree.hashes)[1].encode())
    w.seal(export, log_key=signer.vkey())
    return Tampered([f"{tree.folder}/checkpoint"])


# -- cosignatures


@weak("a cosignature is taken away")
def cosignature_out(chance, world, export, folder):
    tree = chance.choice(world.trees)
    for name in files_below(export, f"{tree.folder}/cosigned"):
        w.write(export / name, "".join((export / name).read_text(encoding="utf-8").splitlines(keepends=True)[:5]).encode())
    w.seal(export)
    return Tampered([tree.folder], ["--witness", world.witness.vkey(4)])


@weak("a cosignature is forged")
def cosignature_forged(chance, world, export, folder):
    tree = chance.choice(world.trees)
    forger = w.reshape.Signer(world.witness.name)
    for name in files_below(export, f"{tree.folder}/cosigned"):
        lines = (export / name).read_text(encoding="utf-8").splitlines(keepends=True)
        w.write(export / name, ("".join(lines[:5]) + forger.cosignature_line("".join(lines[:3]), chance.randrange(2**31))).encode())
    w.seal(export)
    return Tampered([tree.folder], ["--witness", world.witness.vkey(4)])


@weak("a cosigned checkpoint of another history")
def cosigned_other(chance, world, export, folder):
    tree = chance.choice(world.trees)
    size = chance.randint(1, len(tree.leaves))
    hashes = tree.hashes[:size - 1] + [bytes(reversed(tree.hashes[size - 1]))]
    text, note = w.reshape.checkpoint(world.log, tree.origin, hashes)
    name = f"{tree.folder}/cosigned/{size}"
    w.write(export / name, (note + world.witness.cosignature_line(text, 1_767_800_000)).encode())
    w.seal(export)
    return Tampered([name], ["--witness", world.witness.vkey(4)])


# -- the manifest


@weak("the manifest tells another position")
def manifest_position(chance, world, export, folder):
    """In an export of some companies nothing tells how many facts of others came behind the last: there it can only be too small."""
    manifest = w.read_manifest(export)
    last = w.items_of(w.facts_file(export).read_bytes())[-1][0]
    higher = manifest["whole"] and chance.randrange(2)
    w.seal(export, position=manifest["position"] + chance.randint(1, 50) if higher else chance.randint(max(0, last - 50), last))
    return Tampered(["manifest.json", ".facts", "past the position"])


@weak("the manifest tells another tree")
def manifest_tree(chance, world, export, folder):
    trees = w.read_manifest(export)["trees"]
    one = chance.choice(trees)
    if chance.randrange(2):
        one["size"] += chance.choice((-1, 1))
    else:
        one["root"] = base64.b64encode(flipped(chance, base64.b64decode(one["root"]))).decode()
    w.seal(export, trees=trees)
    return Tampered([f"log/{one['company']}/{one['year']}"])


@weak("a tree is left out")
def tree_out(chance, world, export, folder):
    tree = chance.choice(world.trees)
    w.shutil.rmtree(export / tree.folder)
    w.seal(export, trees=[one for one in w.read_manifest(export)["trees"] if (one["company"], one["year"]) != (tree.company, tree.year)])
    return Tampered(["no tree has this position"])


@weak("a company is left out, facts and tree and answers")
def company_out(chance, world, export, folder):
    """It fits but for what was held of that tree, and for positions that are not there."""
    if len(world.companies) < 2:
        return None
    tree = chance.choice([tree for tree in world.trees if tree.company in world.companies])
    gone = set(tree.positions())
    manifest = w.read_manifest(export)
    path = w.facts_file(export)
    w.write(path, w.facts_bytes([item for item in w.items_of(path.read_bytes()) if item[0] not in gone]))
    w.shutil.rmtree(export / tree.folder)
    w.seal(export, trees=[one for one in manifest["trees"] if one["company"] != tree.company], companies=[one for one in manifest["companies"] if one != tree.company])
    answer_anew(export)
    return Tampered(["positions of all companies"])


@weak("a file is changed behind the manifest")
def file_behind(chance, world, export, folder):
    name = chance.choice([one["path"] for one in w.read_manifest(export)["files"] if one["bytes"]])
    w.write(export / name, flipped(chance, (export / name).read_bytes()))
    return Tampered([name])


@weak("a file is left out behind the manifest")
def file_gone(chance, world, export, folder):
    name = chance.choice(w.read_manifest(export)["files"])["path"]
    (export / name).unlink()
    return Tampered([name])


# -- answers, law, files that facts came from


def change_answers(chance, export, change):
    """`change` of the rows of an answer that has some; gives whether it changed anything."""
    names = [name for name in files_below(export, "answers", ".csv") if (export / name).read_bytes().count(b"\n") > 1]
    name = chance.choice(names)
    head, *rows = csv.reader(io.StringIO((export / name).read_text(encoding="utf-8")))
    before = [list(row) for row in rows]
    change(rows)
    if sorted(rows) == sorted(before):
        return None
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([head, *rows])
    w.write(export / name, out.getvalue().encode())
    w.seal(export)
    return Tampered([name])


@weak("a cell of an answer")
def answer_cell(chance, world, export, folder):
    def change(rows):
        row = chance.choice(rows)
        at = chance.choice([index for index, cell in enumerate(row) if cell])
        digits = [index for index, letter in enumerate(row[at]) if letter.isalnum()]
        place = chance.choice(digits)
        row[at] = row[at][:place] + chance.choice("0123456789") + row[at][place + 1:]

    return change_answers(chance, export, change)


@weak("a row of an answer is left out")
def answer_out(chance, world, export, folder):
    return change_answers(chance, export, lambda rows: rows.pop(chance.randrange(len(rows))))


@weak("a row of an answer is put in twice")
def answer_twice(chance, world, export, folder):
    return change_answers(chance, export, lambda rows: rows.append(list(chance.choice(rows))))


@weak("two rows of an answer change values")
def answers_swapped(chance, world, export, folder):
    def change(rows):
        if len(rows) > 1:
            one, two = other(chance, rows)
            at = chance.randrange(len(rows[one]))
            rows[one][at], rows[two][at] = rows[two][at], rows[one][at]

    return change_answers(chance, export, change)


@weak("an answer is left out")
def answer_file_out(chance, world, export, folder):
    name = chance.choice(files_below(export, "answers", ".csv"))
    (export / name).unlink()
    w.seal(export)
    return Tampered([name])


@weak("a table of law is another")
def law_row(chance, world, export, folder):
    name = f"format/{chance.choice(('pedimento_keys.csv', 'late_return_fines.csv', 'prohibited_goods.csv'))}"
    if not (export / name).is_file():
        return None
    head, *rows = (export / name).read_text(encoding="utf-8").splitlines(keepends=True)
    at = chance.randrange(len(rows))
    if ",no," in rows[at] and chance.randrange(2):
        rows[at] = rows[at].replace(",no,", ",yes,", 1)
    else:
        rows.pop(at)
    return change_file(export, name, lambda _: "".join([head, *rows]).encode())


@weak("a table of law is left out")
def law_out(chance, world, export, folder):
    name = f"format/{chance.choice(('pedimento_keys.csv', 'late_return_fines.csv', 'prohibited_goods.csv'))}"
    if not (export / name).is_file():
        return None
    (export / name).unlink()
    w.seal(export)
    return Tampered([name])


def blobs(export):
    return [name for name in files_below(export, "blobs")] if (export / "blobs").is_dir() else []


@weak("a byte of a file that facts came from")
def blob_byte(chance, world, export, folder):
    names = [name for name in blobs(export) if (export / name).stat().st_size]
    return change_file(export, chance.choice(names), lambda data: flipped(chance, data)) if names else None


@weak("two files that facts came from change places")
def blobs_swapped(chance, world, export, folder):
    names = blobs(export)
    if len(names) < 2:
        return None
    one, two = chance.sample(names, 2)
    first, second = (export / one).read_bytes(), (export / two).read_bytes()
    w.write(export / one, second)
    w.write(export / two, first)
    w.seal(export)
    return Tampered([one, two])


@weak("a file that facts came from is left out")
def blob_out(chance, world, export, folder):
    names = blobs(export)
    if not names:
        return None
    name = chance.choice(names)
    (export / name).unlink()
    w.seal(export)
    return Tampered([name])


# -- journals


def change_frames(export, change):
    found = sorted((export / "frames").glob("*.frames")) if (export / "frames").is_dir() else []
    if not found:
        return None
    path = found[0]
    frames = w.frames_of(path.read_bytes())
    given = change(frames)
    w.write(path, w.frames_bytes(frames))
    w.seal(export)
    return given


@weak("a byte of a signed frame")
def frame_byte(chance, world, export, folder):
    def change(frames):
        at = chance.randrange(len(frames))
        first, count, skip, frame = frames[at]
        frames[at] = (first, count, skip, flipped(chance, frame))
        return Tampered([f"frames/{first:012d}", "frames/", ".facts, " + str(first)])

    return change_frames(export, change)


@weak("a frame is left out")
def frame_out(chance, world, export, folder):
    return change_frames(export, lambda frames: Tampered([f".facts, {frames.pop(chance.randrange(len(frames)))[0]}:"]))


@weak("two frames change places")
def frames_swapped(chance, world, export, folder):
    def change(frames):
        if len(frames) < 2:
            return None
        one, two = other(chance, frames)
        frames[one], frames[two] = frames[one][:3] + frames[two][3:], frames[two][:3] + frames[one][3:]
        return Tampered(["frames/", f".facts, {frames[one][0]}:"])

    return change_frames(export, change)


@weak("a frame is signed by another key")
def frame_signed_anew(chance, world, export, folder):
    def change(frames):
        at = chance.randrange(len(frames))
        first, count, skip, frame = frames[at]
        frames[at] = (first, count, skip, frame[:-64] + w.reshape.Signer("other").sign(b"saldo/frame/1\0" + w.hashlib.sha256(frame[:-64]).digest()))
        return Tampered(["frames/", f".facts, {first}:"])

    return change_frames(export, change)


# -- facts of others


def change_foreign(chance, export, change):
    path = export / "foreign.jsonl"
    if not path.is_file():
        return None
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if not lines:
        return None
    given = change(lines)
    w.write(path, "".join(lines).encode())
    w.seal(export)
    return given


@weak("a byte of another company's fact")
def foreign_byte(chance, world, export, folder):
    def change(lines):
        at = chance.randrange(len(lines))
        one = w.json.loads(lines[at])
        field = chance.choice(("leaf", "content"))
        one[field] = base64.b64encode(flipped(chance, base64.b64decode(one[field]))).decode()
        lines[at] = w.json.dumps(one) + "\n"
        return Tampered(["foreign.jsonl"])

    return change_foreign(chance, export, change)


@weak("the proof of another company's fact is that of its neighbour")
def foreign_proof(chance, world, export, folder):
    def change(lines):
        if len(lines) < 2:
            return None
        one, two = other(chance, lines)
        first, second = w.json.loads(lines[one]), w.json.loads(lines[two])
        first["proof"], second["proof"] = second["proof"], first["proof"]
        lines[one], lines[two] = w.json.dumps(first) + "\n", w.json.dumps(second) + "\n"
        return Tampered(["foreign.jsonl"])

    return change_foreign(chance, export, change)


# -- strong ones: laid and signed anew, answered anew


def answer_anew(export):
    """Answers as they follow from what stands there now."""
    answers = export.parent / "answers"
    verify = w.HERE.parents[1] / "verify/saldo-verify"
    w.subprocess.run([w.sys.executable, "-B", str(verify), str(export), "--no-compare", "--jobs", "1", "--write-answers", str(answers)], capture_output=True, check=False)
    for path in sorted(answers.iterdir()):
        w.write(export / "answers" / path.name, path.read_bytes())
    w.seal(export)


def drop_cosigned(export, tree):
    """Whoever lays a history anew leaves nothing there that was cosigned over the old one."""
    w.shutil.rmtree(export / tree.folder / "cosigned", ignore_errors=True)


def lay_anew(world, export, trees, items):
    """The trees that were changed, signed by the log key, over the facts as they are now."""
    for tree, leaves in trees:
        drop_cosigned(export, tree)
        told = w.lay_tree(export, world.log, tree, leaves)
        w.seal(export, trees=told)
    w.write(w.facts_file(export), w.facts_bytes(items))
    w.seal(export, position=items[-1][0] + 1)
    answer_anew(export)


def held(chance, world, folder, tree, index):
    """What the auditor held: of a size that has the leaf; as a checkpoint, or as a witness cosigned it."""
    size = chance.randint(index + 1, len(tree.leaves))
    path = world.held(folder, tree, size)
    if chance.randrange(2):
        text = "".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:3])
        path.write_text(path.read_text(encoding="utf-8") + world.witness.cosignature_line(text, 1_767_800_000), encoding="utf-8")
    return Tampered([f"{path}:", path.name], ["--checkpoint", str(path)])


def a_fact(chance, world, export, kinds=None):
    """(tree, index of its leaf, items, index of the item) of a fact of one of these types; None where there is none."""
    items = w.items_of(w.facts_file(export).read_bytes())
    fitting = [index for index, (_, kind, content) in enumerate(items) if kind == 1 and (kinds is None or struct.unpack_from("<H", content)[0] in kinds)]
    if not fitting:
        return None
    at = chance.choice(fitting)
    for tree in world.trees:
        positions = tree.positions()
        if items[at][0] in positions:
            return tree, positions.index(items[at][0]), items, at
    raise AssertionError("a fact without a leaf")


def quantity_at(content):
    """Where the quantity of an imported movement (2), an invoice line (11) or a plain text of a company or part (20, 22) can be changed."""
    (kind,) = struct.unpack_from("<H", content)

    def text_end(at):
        return at + 2 + struct.unpack_from("<H", content, at)[0]

    at = text_end(4)
    if kind == 2:
        at = text_end(text_end(text_end(at) + 10) + 1)
    elif kind == 11:
        at = text_end(text_end(text_end(at)) + 9 + 4)
    elif kind == 20:
        return at + 2
    return at


@strong("a fact is told otherwise")
def history_edited(chance, world, export, folder):
    found = a_fact(chance, world, export, {2, 11, 20})
    if found is None:
        return None
    tree, index, items, at = found
    position, kind, content = items[at]
    place = quantity_at(content)
    if content[0] == 20:
        content = content[:place] + bytes([content[place] ^ 1]) + content[place + 1:]
    else:
        (ticks,) = struct.unpack_from("<q", content, place)
        content = content[:place] + struct.pack("<q", ticks + 100_000_000 * chance.randint(1, 50)) + content[place + 8:]
    items[at] = (position, kind, content)
    leaves = list(tree.leaves)
    leaves[index] = w.leaf_of(leaves[index], content)
    lay_anew(world, export, [(tree, leaves)], items)
    return held(chance, world, folder, tree, index)


def moved_up(world, items, gone, by):
    """All trees with positions behind `gone` moved by so many, and items likewise."""
    def place(position):
        return position + by if position > gone else position

    items[:] = [(place(position), kind, content) for position, kind, content in items]
    return {tree: [leaf[:1] + struct.pack("<Q", place(w.position_of(leaf))) + leaf[9:] for leaf in tree.leaves] for tree in world.trees}


@strong("a fact is left out, and all behind it moves up")
def history_shorter(chance, world, export, folder):
    found = a_fact(chance, world, export, {2, 11})
    if found is None:
        return None
    tree, index, items, at = found
    position = items.pop(at)[0]
    if any(kind == 2 for _, kind, _ in items):
        return None  # frames tell positions, and agents sign frames
    trees = moved_up(world, items, position, -1)
    trees[tree].pop(index)
    lay_anew(world, export, trees.items(), items)
    return held(chance, world, folder, tree, index)


@strong("a fact is put in, and all behind it moves on")
def history_longer(chance, world, export, folder):
    found = a_fact(chance, world, export, {2, 11})
    if found is None:
        return None
    tree, index, items, at = found
    position, kind, content = items[at]
    if any(other_kind == 2 for _, other_kind, _ in items):
        return None
    place = quantity_at(content)
    added = content[:place] + struct.pack("<q", struct.unpack_from("<q", content, place)[0] + 100_000_000) + content[place + 8:]
    trees = moved_up(world, items, position, 1)
    items.insert(at + 1, (position + 1, 1, added))
    leaf = trees[tree][index]
    trees[tree].insert(index + 1, w.leaf_of(leaf[:1] + struct.pack("<Q", position + 1) + leaf[9:], added))
    lay_anew(world, export, trees.items(), items)
    return held(chance, world, folder, tree, min(index + 1, len(tree.leaves) - 1))


@strong("two facts change places")
def history_reordered(chance, world, export, folder):
    found = a_fact(chance, world, export, {2, 11})
    if found is None:
        return None
    tree, index, items, at = found
    swaps = [one for one, (position, kind, content) in enumerate(items) if one != at and kind == 1 and content != items[at][2] and position in set(tree.positions())]
    two = chance.choice(swaps)
    positions = tree.positions()
    second = positions.index(items[two][0])
    items[at], items[two] = items[at][:2] + items[two][2:], items[two][:2] + items[at][2:]
    leaves = list(tree.leaves)
    leaves[index], leaves[second] = w.leaf_of(leaves[index], items[at][2]), w.leaf_of(leaves[second], items[two][2])
    lay_anew(world, export, [(tree, leaves)], items)
    return held(chance, world, folder, tree, min(index, second))


@strong("the day of receipt is another")
def history_dated(chance, world, export, folder):
    found = a_fact(chance, world, export)
    if found is None:
        return None
    tree, index, items, at = found
    leaves = list(tree.leaves)
    leaf = leaves[index]
    (received,) = struct.unpack_from("<q", leaf, 9)
    leaves[index] = leaf[:9] + struct.pack("<q", received - 1000 * chance.randint(1, 5000)) + leaf[17:]
    lay_anew(world, export, [(tree, leaves)], items)
    return held(chance, world, folder, tree, index)


@strong("the log went back")
def history_back(chance, world, export, folder):
    items = w.items_of(w.facts_file(export).read_bytes())
    if any(kind == 2 for _, kind, _ in items):
        return None
    tree = chance.choice([tree for tree in world.trees if len(tree.leaves) > 1])
    cut = tree.positions()[chance.randrange(1, len(tree.leaves))]
    items = [item for item in items if item[0] < cut]
    kept = {tree: [leaf for leaf in tree.leaves if w.position_of(leaf) < cut] for tree in world.trees}
    trees = [(tree, leaves) for tree, leaves in kept.items() if leaves]
    for gone in [tree for tree, leaves in kept.items() if not leaves]:
        w.shutil.rmtree(export / gone.folder)
    left = {tree.folder for tree, _ in trees}
    w.seal(export, trees=[one for one in w.read_manifest(export)["trees"] if f"log/{one['company']}/{one['year']}" in left])
    lay_anew(world, export, trees, items)
    path = world.held(folder, tree, len(tree.leaves))
    return Tampered([str(path)], ["--checkpoint", str(path)])


@strong("another history is shown to this auditor")
def history_forked(chance, world, export, folder):
    """The export is the true one; what the hub showed this auditor before, signed and cosigned, was of another."""
    tree = chance.choice(world.trees)
    size = chance.randint(1, len(tree.leaves))
    at = chance.randrange(size)
    hashes = tree.hashes[:at] + [bytes(reversed(tree.hashes[at]))] + tree.hashes[at + 1:size]
    text, note = w.reshape.checkpoint(world.log, tree.origin, hashes)
    path = pathlib.Path(folder) / "held"
    path.write_text(note + world.witness.cosignature_line(text, 1_767_800_000), encoding="utf-8")
    return Tampered([str(path)], ["--checkpoint", str(path), "--witness", world.witness.vkey(4)])


@strong("a tree begins anew under another year or company")
def history_elsewhere(chance, world, export, folder):
    """The tree that the auditor holds a checkpoint of is not there at all: its facts stand in a tree that nobody held anything of."""
    tree = chance.choice([tree for tree in world.trees if tree.company != "common"])
    size = chance.randint(1, len(tree.leaves))
    path = world.held(folder, tree, size)
    text = path.read_text(encoding="utf-8").replace(f"/{tree.year}\n", f"/{tree.year - 1}\n", 1)
    body = "".join(text.splitlines(keepends=True)[:3])
    path.write_text(body + "\n" + world.log.line(body), encoding="utf-8")
    return Tampered([str(path)], ["--checkpoint", str(path)])
