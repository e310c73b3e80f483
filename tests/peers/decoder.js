// Reads frames as docs/protocol.md says, and docs/data_format.md for the bodies of records. Written from these pages alone: nothing of
// ours is called, so that what they leave out would be missing here.
'use strict';
const { createHash, createPublicKey, createPrivateKey, verify } = require('node:crypto');
const { decompress } = require('fzstd');

const KINDS = { 1: 'batch', 2: 'hello', 3: 'receipt', 4: 'catalog', 5: 'status', 6: 'config', 7: 'hub_state', 8: 'refill_request', 9: 'witness_request',
  10: 'witness_answer' };
const HEAD_BYTES = 148;
const SIGNATURE_BYTES = 64;
const BODY_BYTES_MAX = 65536;
const UNPACKED_BYTES_MAX = 524288;
const RECORD_BYTES_MAX = 1850;
const RECORD_HEAD_BYTES = 45;

class Refused extends Error {}
function must(holds, reason) {
  if (!holds) throw new Refused(reason);
}

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const isZero = (bytes) => bytes.every((byte) => byte === 0);

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1;
  return c >>> 0;
});
function crc32c(...parts) {
  let c = 0xffffffff;
  for (const part of parts) for (const byte of part) c = crcTable[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

// Ed25519 keys travel as 32 raw bytes; node wants them in DER (RFC 8410).
const publicKey = (raw) =>
  createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]), format: 'der', type: 'spki' });
function publicOfSeed(seed) {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const key = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  return key.export({ format: 'der', type: 'spki' }).subarray(-32);
}

// The bounded archive. One value has one encoding, and nothing may be left over.
class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  take(size) {
    must(this.at + size <= this.bytes.length, 'a field reaches past the end');
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }
  u8() { return this.take(1).readUInt8(); }
  u16() { return this.take(2).readUInt16LE(); }
  i16() { return this.take(2).readInt16LE(); }
  u32() { return this.take(4).readUInt32LE(); }
  i32() { return this.take(4).readInt32LE(); }
  u64() { return this.take(8).readBigUInt64LE(); }
  i64() { return this.take(8).readBigInt64LE(); }
  hash() { return this.take(32).toString('hex'); }
  bool() { return this.oneOf(1, 0) === 1; }
  oneOf(last, first = 1) {
    const value = this.u8();
    must(value >= first && value <= last, `${value} is outside ${first} to ${last}`);
    return value;
  }
  raw(max) {
    const size = this.u16();
    must(size <= max, `${size} bytes where ${max} are the most`);
    return this.take(size);
  }
  text(max) {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.raw(max));
    } catch (error) {
      throw error instanceof Refused ? error : new Refused('a text is not UTF-8');
    }
  }
  epoch() { return { ordinal: this.u32(), nonce: this.u64() }; }
  catalogPlace() { return { epoch: this.u64(), sequence: this.u64(), hash: this.hash() }; }
  place() { return { epoch: this.epoch(), next: this.u64(), hash: this.hash() }; }
  end() { must(this.at === this.bytes.length, 'bytes are left over'); }
}

const MESSAGES = {
  hello(r, schema) {
    const hello = { head: r.place(), tail: r.u64(), session: r.u64(), program: r.text(64), token: r.text(128), receipt: r.raw(1024) };
    if (schema === 2) {
      hello.trail = { epoch: r.epoch(), marks: [] };
      const count = r.u32();
      must(count >= 1 && count <= 32, 'a trail has 1 to 32 marks');
      for (let i = 0; i < count; i++) hello.trail.marks.push({ next: r.u64(), hash: r.hash() });
    }
    return hello;
  },
  receipt(r, schema) {
    const receipt = {
      hub: r.text(32), incarnation: r.u64(), agent: r.text(32), held: r.place(), verdict: r.oneOf(7), window: r.u16(),
      session: r.u64(), hubTimeMs: r.i64(), backedUp: r.u64(), logSize: r.u64(), logHash: r.hash(),
    };
    if (schema === 2 || (schema === 3 && r.bool())) receipt.common = { ordinal: r.u32(), next: r.u64() };
    if (schema === 3) {
      receipt.checkpoint = r.text(512);
      must(receipt.checkpoint !== '', 'nothing of schema 3');
    }
    return receipt;
  },
  status(r, schema) {
    const status = {
      online: r.bool(), timeMs: r.i64(), head: r.place(), held: r.u64(), diskFree: r.u64(), clockQuality: r.oneOf(2, 0),
      clockOffsetMs: r.i32(), program: r.text(64), alarm: r.text(256),
    };
    if (schema === 2) {
      if (r.bool()) status.clockUncertaintyMs = r.u32();
      if (r.bool()) status.catalog = r.catalogPlace();
      must('clockUncertaintyMs' in status || 'catalog' in status, 'nothing of schema 2');
    }
    return status;
  },
  catalog(r) {
    const catalog = {
      rfc: r.text(17), timeMs: r.i64(), head: r.catalogPlace(), first: r.u64(), before: r.hash(), changes: [],
    };
    const count = r.u32();
    must(count <= 500 && (count === 0) === (catalog.first === 0n), 'changes without a place');
    for (let i = 0; i < count; i++) {
      const isSet = r.oneOf(2) === 1;
      const change = { key: r.raw(320) };
      must(change.key.length > 0, 'a row has a key');
      if (isSet) change.value = r.raw(32768);
      catalog.changes.push(change);
    }
    if (r.bool()) catalog.offer = { place: r.catalogPlace(), bytes: r.u64(), content: r.hash() };
    return catalog;
  },
  hub_state(r, schema) {
    const state = { hub: r.text(32), incarnation: r.u64(), run: r.u64(), online: r.bool(), creditPermille: r.u16(), timeMs: r.i64() };
    if (schema === 2) {
      state.logKey = r.text(160);
      must(state.logKey !== '', 'nothing of schema 2');
    }
    return state;
  },
  refill_request: (r) => ({ epoch: r.epoch(), first: r.u64(), count: r.u32(), isPacked: r.bool() }),
  witness_request: (r) => ({ timeMs: r.i64(), text: r.text(8192) }),
  witness_answer: (r) => ({ status: r.u16(), text: r.text(1024) }),
};

const NEWEST = { hello: 2, receipt: 3, status: 2, hub_state: 2 };

function readMessage(kind, body) {
  const reader = new Reader(body);
  const schema = reader.u16();
  must(schema >= 1 && schema <= (NEWEST[kind] ?? 1), `no schema ${schema} of ${kind}`);
  const message = { schema, ...MESSAGES[kind](reader, schema) };
  reader.end();
  return message;
}

const RECORD_BODIES = {
  1: (r) => ({
    rfc: r.text(17), plant: r.text(32), parentOrdinal: r.u32(), parentSequence: r.u64(), parentHash: r.hash(),
    keyId: r.take(8).toString('hex'), reason: r.u8(),
  }),
  2: (r) => ({
    eventId: r.text(64), at: { ms: r.i64(), offsetMinutes: r.i16() }, plant: r.text(32), type: r.u8(), partNumber: r.text(64),
    quantity: r.i64(), umc: r.u8(), refType: r.text(16), ref: r.text(80), counterPlant: r.text(48), device: r.text(32),
    line: r.raw(1024).toString('latin1'),
  }),
  3: (r) => ({ day: r.i32(), head: r.place(), receipt: r.raw(1024) }),
  5: (r) => ({ backMs: r.i64(), bootNumber: r.u32(), seenBy: r.oneOf(2) }),
};

// The body of a record of schema 1. Nothing for a type that these pages do not lay out: it is kept raw.
function readRecordBody(record) {
  if (record.schema !== 1 || !RECORD_BODIES[record.type]) return undefined;
  const reader = new Reader(record.raw);
  const body = RECORD_BODIES[record.type](reader);
  reader.end();
  return body;
}

function readRecords(head, body) {
  const reader = new Reader(body);
  const records = [];
  let hash = head.before;
  const fixed = Buffer.alloc(12);
  fixed.writeUInt32LE(head.epoch.ordinal, 0);
  fixed.writeBigUInt64LE(head.epoch.nonce, 4);
  while (reader.at < body.length) {
    const start = reader.at;
    const record = {
      type: reader.u16(), schema: reader.u16(), bytes: reader.u32(), timeMs: reader.i64(), monotonicNs: reader.u64(), boot: reader.u32(),
      quality: reader.oneOf(2, 0), offsetMs: reader.i32(), uncertaintyMs: reader.u32(), catalog: reader.u64(),
    };
    must(record.bytes <= RECORD_BYTES_MAX - RECORD_HEAD_BYTES, 'a record is too long');
    record.raw = reader.take(record.bytes);
    record.sequence = head.first + BigInt(records.length);
    const number = Buffer.alloc(8);
    number.writeBigUInt64LE(record.sequence);
    hash = sha256(Buffer.from('saldo/record/1\0'), hash, head.agentPadded, fixed, number, body.subarray(start, reader.at));
    records.push({ ...record, hash });
  }
  must(records.length === head.records, 'the number of records is not the one told');
  must(hash.equals(head.after), 'the chain does not hold');
  return records;
}

function readHead(bytes) {
  return {
    kind: KINDS[bytes[5]], isPacked: bytes.readUInt16LE(6) === 1, bodyBytes: bytes.readUInt32LE(8),
    unpackedBytes: bytes.readUInt32LE(12), records: bytes.readUInt32LE(16), agentPadded: bytes.subarray(20, 52),
    epoch: { ordinal: bytes.readUInt32LE(52), nonce: bytes.readBigUInt64LE(56) }, first: bytes.readBigUInt64LE(64),
    before: bytes.subarray(72, 104), after: bytes.subarray(104, 136), keyId: bytes.subarray(136, 144), crc: bytes.readUInt32LE(144),
  };
}

function nameOf(padded) {
  const end = padded.indexOf(0);
  const name = padded.subarray(0, end < 0 ? 32 : end).toString('latin1');
  must(isZero(padded.subarray(name.length)), 'the name is not padded with zeros');
  return name;
}

function checkHead(head, topicAgent) {
  if (head.kind === 'batch') {
    must(head.records >= 1, 'a batch without records');
  } else {
    must(head.records === 0 && head.epoch.ordinal === 0 && head.epoch.nonce === 0n && head.first === 0n, 'only a batch fills these fields');
    must(isZero(head.before) && isZero(head.after), 'only a batch fills the hashes');
  }
  if (!head.isPacked) must(head.bodyBytes === head.unpackedBytes, 'two sizes of a body that is not packed');
  head.agent = nameOf(head.agentPadded);
  must(head.agent === topicAgent, 'the frame speaks of another agent than its topic');
}

// One frame of a topic, checked in the order of the page. `key` is the raw public key of whom the topic and kind let speak.
function readFrame(bytes, topicAgent, key) {
  must(bytes.length >= HEAD_BYTES + SIGNATURE_BYTES, 'too short');
  const head = readHead(bytes);
  must(bytes.length === HEAD_BYTES + head.bodyBytes + SIGNATURE_BYTES, 'not as long as it says');
  must(bytes.subarray(0, 4).toString('latin1') === 'SLD1' && bytes[4] === 1, 'no frame of version 1');
  must(head.kind !== undefined && bytes.readUInt16LE(6) <= 1, 'kind or flags');
  must(head.bodyBytes <= BODY_BYTES_MAX && head.unpackedBytes <= UNPACKED_BYTES_MAX, 'past a limit');
  const sent = bytes.subarray(HEAD_BYTES, HEAD_BYTES + head.bodyBytes);
  must(crc32c(bytes.subarray(0, 144), sent) === head.crc, 'the CRC does not hold');
  checkHead(head, topicAgent);
  must(head.keyId.equals(sha256(key).subarray(0, 8)), 'signed with another key');
  const signed = Buffer.concat([Buffer.from('saldo/frame/1\0'), sha256(bytes.subarray(0, HEAD_BYTES + head.bodyBytes))]);
  must(verify(null, signed, publicKey(key), bytes.subarray(-SIGNATURE_BYTES)), 'the signature does not hold');
  const body = head.isPacked ? Buffer.from(decompress(sent)) : sent;
  must(body.length === head.unpackedBytes, 'it unpacks to another size');
  if (head.kind === 'batch') return { head, records: readRecords(head, body) };
  return { head, message: readMessage(head.kind, body) };
}

// Who signs: up, the agent; down, the hub, but a batch is always the agent's.
function readTopic(topic, bytes, keys) {
  const parts = /^saldo\/1\/(?:hub\/state|([0-9a-f]{2})\/([a-z0-9-]{1,32})\/(up(?:\/(?:hello|st|refill|wit))?|dn\/(?:ack|cat|cfg|refill|wit)))$/.exec(topic);
  must(parts !== null, `no topic of ours: ${topic}`);
  const isBatch = bytes.length > 5 && KINDS[bytes[5]] === 'batch';
  const isAgents = parts[3] !== undefined && (parts[3].startsWith('up') || isBatch);
  const agent = parts[2] ?? '';
  must(!isAgents || keys.agents[agent] !== undefined, `an agent that nobody enrolled: ${agent}`);
  return { agent, shard: parts[1], channel: parts[3] ?? 'hub/state', ...readFrame(bytes, agent, isAgents ? keys.agents[agent] : keys.hub) };
}

module.exports = { KINDS, Refused, crc32c, publicOfSeed, readMessage, readRecordBody, readTopic, sha256 };
