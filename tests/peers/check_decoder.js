// decoder.js on the golden bytes: every message in every schema, a batch packed and not. `node check_decoder.js ROOT`.
'use strict';
const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { Refused, crc32c, publicOfSeed, readMessage, readTopic } = require('./decoder.js');

const golden = (name) => {
  const text = readFileSync(`${process.argv[2]}/tests/golden/wire/${name}.hex`, 'utf8');
  return Buffer.from(text.replace(/^#.*$/gm, '').replace(/\s/g, ''), 'hex');
};
assert.strictEqual(crc32c(Buffer.from('123456789')), 0xe3069283);

// What tests/unit/wire/messages_test.cpp put into them.
const place = { epoch: { ordinal: 2, nonce: 0x1122334455667788n }, next: 1000n, hash: '09'.repeat(32) };
const hello = {
  schema: 1, head: place, tail: 17n, session: 0xabcdefn, program: 'saldo-agent 0.1.0', token: '', receipt: Buffer.from('as signed'),
};
const receipt = {
  schema: 1, hub: 'hub-1', incarnation: 3n, agent: 'gna-tij1', held: place, verdict: 3, window: 5, session: 0xabcdefn,
  hubTimeMs: 1770000000123n, backedUp: 900n, logSize: 123456n, logHash: '04'.repeat(32),
};
const status = {
  schema: 1, online: true, timeMs: 1770000000123n, head: place, held: 998n, diskFree: 1n << 40n, clockQuality: 2,
  clockOffsetMs: -12, program: 'saldo-agent 0.1.0', alarm: 'the hub holds other records than ours',
};
const catalogPlace = { epoch: 0x1122334455667788n, sequence: 57n, hash: '09'.repeat(32) };
const expected = {
  hello_v1: hello,
  hello_v2: { ...hello, schema: 2, trail: { epoch: { ordinal: 1, nonce: 0xc0ffeen },
    marks: [{ next: 4n, hash: '07'.repeat(32) }, { next: 9n, hash: '08'.repeat(32) }] } },
  receipt_v1: receipt,
  receipt_v2: { ...receipt, schema: 2, common: { ordinal: 1, next: 4n } },
  receipt_v3: { ...receipt, schema: 3, checkpoint: 'hub-1/GNA/2026\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n' },
  status_v1: status,
  status_v2: { ...status, schema: 2, clockUncertaintyMs: 34, catalog: catalogPlace },
  catalog_v1: { schema: 1, rfc: 'GNA010101AAA', timeMs: 1770000000123n, head: catalogPlace, first: 56n, before: '03'.repeat(32),
    changes: [{ key: Buffer.from('\x01\x04RM-1'), value: Buffer.from('a value') }, { key: Buffer.from('\x01\x04RM-2') }] },
  catalog_offer_v1: { schema: 1, rfc: 'GNA010101AAA', timeMs: 1770000000123n, head: catalogPlace, first: 0n, before: '00'.repeat(32),
    changes: [], offer: { place: catalogPlace, bytes: 123456n, content: '05'.repeat(32) } },
  hub_state_v1: { schema: 1, hub: 'hub-1', incarnation: 3n, run: 77n, online: true, creditPermille: 500, timeMs: 1770000000123n },
  hub_state_v2: { schema: 2, hub: 'hub-1', incarnation: 3n, run: 77n, online: true, creditPermille: 500, timeMs: 1770000000123n,
    logKey: 'hub-1+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW' },
  witness_answer_v1: { schema: 1, status: 409, text: '3\n' },
  refill_request_v1: { schema: 1, epoch: place.epoch, first: 1000n, count: 400, isPacked: true },
};
for (const [name, value] of Object.entries(expected)) {
  const kind = name.replace(/(_offer)?_v\d$/, '');
  const bytes = golden(name);
  assert.deepStrictEqual(readMessage(kind, bytes), value, name);
  for (let size = 0; size < bytes.length; size++) assert.throws(() => readMessage(kind, bytes.subarray(0, size)), Refused);
  assert.throws(() => readMessage(kind, Buffer.concat([bytes, Buffer.alloc(1)])), Refused, 'left over');
}

// tests/support/stream.hpp: key of 32 bytes 01, 30 records from sequence 3.
const keys = { hub: Buffer.alloc(32), agents: { 'gna-tij1': publicOfSeed(Buffer.alloc(32, 1)) } };
const topic = 'saldo/1/00/gna-tij1/up';
for (const [name, isPacked] of [['frame_batch_v1', false], ['frame_batch_packed_v1', true]]) {
  const { head, records } = readTopic(topic, golden(name), keys);
  assert.strictEqual(head.isPacked, isPacked);
  assert.deepStrictEqual(records.map((record) => record.raw.toString()), Array.from({ length: 30 }, (_, i) => `record ${i + 3}`));
  const frame = golden(name);
  for (let at = 0; at < frame.length; at++) {
    const bad = Buffer.from(frame);
    bad[at] ^= 1 << (at % 8);
    assert.throws(() => readTopic(topic, bad, keys), Refused, `${name}: byte ${at} flipped`);
  }
}
console.log(`${Object.keys(expected).length} messages and 2 batches are read; no batch with a flipped byte is`);
