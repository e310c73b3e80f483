"""A small export that no hub wrote: a company, an agent, its journal in signed batches, facts in trees. For tests of chains and signatures."""

import hashlib
import pathlib
import struct

import reshape

RFC, PLANT, AGENT = "AAA010101AAA", "P01", "norte-1"
LAW = pathlib.Path(__file__).resolve().parents[2] / "configs/catalogs"
RECEIVED = 1_767_700_000_000  # 2026-01-06


# docs/data_format.md, section 7
COLUMNS = {
    "lots": "rfc,part_number,lot_key,lot_secuencia,payment_time,qty_umc,umc,clave,entry_date,term_end,qty_entered,qty_provisional,value_mxn,plant,fraccion,marks,crossed_on",
    "discharges": "rfc,exit_key,exit_secuencia,exit_clave,product,part_number,lot_key,lot_secuencia,qty_umc,operation_date,state,qty_umt,value_mxn",
    "balances": "rfc,part_number,umc,lots_open,qty_umc,qty_provisional,value_mxn,next_term_end",
    "stock": "rfc,plant,part_number,status,qty_umc",
    "alerts": "id,code,severity,rfc,plant,part_number,ref,amount,effective,known,owner,due,state,lot,reason,days,fine_mxn",
    "scccyg": "rfc,type,period,fraccion,due,version,replaces,state,filed_mxn,now_mxn,difference_mxn,approver",
    "account": "rfc,lot_key,lot_secuencia,part_number,fraccion,entry_date,payment_form,value_mxn,iva_mxn,own_value_left_mxn,sat_value_left_mxn,"
               "own_iva_left_mxn,sat_iva_left_mxn,own_minus_sat_mxn",
}


def text(value):
    data = value.encode()
    return struct.pack("<H", len(data)) + data


def fact(kind, body):
    return struct.pack("<HH", kind, 1) + body


def company(name="ALFA", rfc=RFC):
    return fact(20, text(rfc) + text(name) + text("1-2010") + b"\0" + text("") + b"\1" + text(""))


def plant():
    return fact(21, text(RFC) + text(PLANT) + b"\1")


def enrolment(key, agent=AGENT):
    return fact(30, text(agent) + text(RFC) + text(PLANT) + key)


def record(kind, body, ms=RECEIVED - 3_600_000):
    return struct.pack("<HHIqQIBiIQ", kind, 1, len(body), ms, 1, 1, 2, 0, 5, 0) + body


def opening(key_id):
    return record(1, text(RFC) + text(PLANT) + struct.pack("<IQ", 0, 0) + bytes(32) + key_id + b"\1")


def movement(number, quantity=10, ms=RECEIVED - 3_600_000):
    body = text(f"ev-{number}") + struct.pack("<qh", ms, -360) + text(PLANT) + struct.pack("<B", 1) + text("X") + struct.pack("<qB", quantity * 10**8, 6)
    body += text("") + text("") + text("") + text("")
    return record(2, body + text("line"))


def chain(records, nonce=7, epoch=1, agent=AGENT):
    before, hashes = bytes(32), []
    for sequence, one in enumerate(records):
        before = hashlib.sha256(b"saldo/record/1\0" + before + agent.encode().ljust(32, b"\0") + struct.pack("<IQQ", epoch, nonce, sequence) + one).digest()
        hashes.append(before)
    return hashes


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def frame(signer, records, hashes, first, count, nonce=7, epoch=1, agent=AGENT):
    body = b"".join(records[first:first + count])
    before = hashes[first - 1] if first else bytes(32)
    head = struct.pack("<4sBBHIII32sIQQ32s32s8s", b"SLD1", 1, 1, 0, len(body), len(body), count, agent.encode().ljust(32, b"\0"), epoch, nonce, first, before,
                       hashes[first + count - 1], hashlib.sha256(signer.public).digest()[:8])
    data = head + struct.pack("<I", crc32c(head + body)) + body
    return data + signer.sign(b"saldo/frame/1\0" + hashlib.sha256(data).digest())


def journal_export(out, signer, agent_signer, quantities=(10, 20, 30), batches=((0, 2), (2, 2)), change=None):
    """`change(records, hashes)` may spoil what is laid into the trees after the batches were signed."""
    out = pathlib.Path(out)
    records = [opening(hashlib.sha256(agent_signer.public).digest()[:8])] + [movement(number, quantity) for number, quantity in enumerate(quantities)]
    hashes = chain(records)
    facts = [company(), plant(), enrolment(agent_signer.public)]
    base = len(facts)
    frames = [(base + first, frame(agent_signer, records, hashes, first, count), count) for first, count in batches]
    if change:
        records, hashes = change(records, hashes)
    items = [(1, one) for one in facts] + [(2, one) for one in records]
    leaves = [b"\1" + struct.pack("<Qq", position, RECEIVED) + hashlib.sha256(one).digest() for position, one in enumerate(facts)]
    leaves += [b"\2" + struct.pack("<Qq", base + sequence, RECEIVED) + hashes[sequence] + struct.pack("<IQQ", 1, 7, sequence) + AGENT.encode() for sequence in range(len(records))]
    reshape.write(out / "facts/000000000000.facts", b"".join(struct.pack("<QBI", position, kind, len(one)) + one for position, (kind, one) in enumerate(items)))
    reshape.write(out / "frames/000000000003.frames", b"".join(struct.pack("<QIII", first, count, 0, len(data)) + data for first, data, count in frames))
    hashed, text_of = reshape.write_tree(out / "log" / RFC / "2026", signer, f"{signer.name}/{RFC}/2026", leaves)
    for table in sorted(LAW.glob("*.csv")):
        reshape.write(out / "format" / table.name, table.read_bytes())
    for name, columns in COLUMNS.items():
        rows = [f"{RFC},{PLANT},X,on_hand,{sum(quantities)}.000"] if name == "stock" else []
        reshape.write(out / "answers" / f"{name}.csv", "\n".join([columns] + rows + [""]).encode())
    trees = [{"company": RFC, "year": 2026, "size": len(leaves), "root": reshape.base64.b64encode(reshape.root_of(hashed)).decode()}]
    reshape.write_manifest(out, {"format": "saldo-export/1", "hub": signer.name, "origin": signer.name, "log_key": signer.vkey(), "whole": True, "companies": [RFC],
                                 "position": len(items), "as_of": "2026-01-07", "language": "es", "program": "synthetic", "trees": trees, "blobs": "none"})
    return hashed, text_of, leaves
