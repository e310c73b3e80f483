// What two subscribers saw, read by decoder.js:
// `node check_frames.js JOIN FED LIVE_SUB LIVE_JS LATE_SUB LATE_JS`, files of lines "retained QoS topic payload".
'use strict';
const assert = require('node:assert');
const { createPrivateKey, sign } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { Refused, crc32c, publicOfSeed, readRecordBody, readTopic, sha256 } = require('./decoder.js');

const [joinFile, fedFile, ...frameFiles] = process.argv.slice(2);
const join = JSON.parse(readFileSync(joinFile, 'utf8'));
const seed = Buffer.from(join.signing_seed, 'hex');
const keys = { hub: Buffer.from(join.hub.public_key, 'hex'), agents: { [join.agent]: publicOfSeed(seed) } };

const [liveSub, liveJs, lateSub, lateJs] = frameFiles.map((file) =>
  readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => {
    const [retained, qos, topic, hex] = line.split(' ');
    return { line: `${topic} ${hex}`, retained: retained === '1', qos, topic, bytes: Buffer.from(hex, 'hex') };
  }));
const linesOf = (frames) => frames.map((frame) => frame.line).sort();
assert.deepStrictEqual(linesOf(liveSub), linesOf(liveJs), 'the two subscribers saw other frames');
assert.deepStrictEqual(linesOf(lateSub), linesOf(lateJs), 'the two late subscribers saw other frames');

const CHANNEL_OF = { batch: 'up', hello: 'up/hello', status: 'up/st', receipt: 'dn/ack', catalog: 'dn/cat', hub_state: 'hub/state',
  witness_request: 'dn/wit', witness_answer: 'up/wit' };
function readAll(frames) {
  return frames.map((frame) => {
    const read = readTopic(frame.topic, frame.bytes, keys);
    assert.strictEqual(read.channel, CHANNEL_OF[read.head.kind], 'a kind on a topic that the page does not name');
    assert.strictEqual(frame.qos, '1');
    return { ...frame, ...read };
  });
}
const live = readAll(liveJs);
const late = readAll(lateJs);
const of = (kind, frames = live) => frames.filter((frame) => frame.head.kind === kind);

for (const kind of Object.keys(CHANNEL_OF)) assert(of(kind).length > 0, `no ${kind} was seen`);
for (const frame of live) {
  if (frame.shard) assert.strictEqual(frame.shard, sha256(Buffer.from(join.rfc)).toString('hex', 0, 1), 'shard');
}
// Retained is what the table says, no more and no less.
assert.deepStrictEqual(late.map((frame) => frame.channel).sort(), ['dn/ack', 'hub/state', 'up/st']);
assert(late.every((frame) => frame.retained), 'a late subscriber got what is not retained');

// Every line that was scanned, once and in order; the chain runs from record 0 to the last receipt.
const batches = of('batch');
assert(batches.some((frame) => frame.head.isPacked) && batches.some((frame) => !frame.head.isPacked), 'packed and unpacked batches');
const records = new Map();
for (const { head, records: row } of batches) {
  assert(head.first <= BigInt(records.size), 'a batch leaves records out');
  const before = head.first === 0n ? Buffer.alloc(32) : records.get(head.first - 1n).hash;
  assert(head.before.equals(before), 'a batch does not continue the chain');
  for (const record of row) {
    const sent = records.get(record.sequence);  // what gets no receipt in time is sent again
    if (sent) assert(record.hash.equals(sent.hash), 'a record was sent again with other content');
    records.set(record.sequence, { ...record, body: readRecordBody(record) });
  }
}
const { hash } = [...records.values()].at(-1);
const [opening, ...movements] = records.values();
assert.strictEqual(opening.type, 1);
assert.deepStrictEqual([opening.body.rfc, opening.body.plant, opening.body.reason], [join.rfc, join.plant, 1]);
const fed = readFileSync(fedFile, 'utf8').trimEnd().split('\n');
assert.deepStrictEqual(movements.map((record) => record.body.line), fed, 'the lines are not those that were scanned');
assert.deepStrictEqual(movements.map((record) => record.body.eventId), fed.map((line) => line.split(',')[0]));
assert.deepStrictEqual(movements.map((record) => record.body.at.ms), fed.map((line) => BigInt(Date.parse(line.split(',')[1]))));
const { message: last } = of('receipt').at(-1);
assert.strictEqual(last.held.next, BigInt(records.size), 'the last receipt does not cover every record');
assert.strictEqual(last.held.hash, hash.toString('hex'), 'the last receipt is for another chain');

// The conversation, as far as a bystander sees it.
for (const { agent, message } of of('witness_answer')) {
  assert.strictEqual(message.status, 200, message.text);
  assert(message.text.startsWith(`— ${agent} `), `no cosignature of ${agent}: ${message.text}`);
}
assert(last.checkpoint.startsWith(`${join.hub.id}/${join.rfc}/`), 'a receipt without the checkpoint of the company');
assert.strictEqual(last.hub, join.hub.id);
const sessions = of('hello').map((frame) => frame.message.session);
assert(of('receipt').some((frame) => sessions.includes(frame.message.session)), 'no receipt answers a HELLO');
assert.strictEqual(of('status').at(-1).message.online, false, 'the will of an agent that fell over');
assert(of('status').some((frame) => frame.message.online), 'a status of an agent that is there');
assert.deepStrictEqual([...new Set(of('hub_state').map((frame) => frame.message.run))].length, 2, 'the hub ran twice');

// Controls: a decoder that refuses nothing proves nothing.
let refused = 0;
function mustRefuse(topic, bytes, what) {
  assert.throws(() => readTopic(topic, bytes, keys), Refused, what);
  refused++;
}
function flipped(bytes, at) {
  const copy = Buffer.from(bytes);
  copy[at] ^= 1 << (at % 8);
  return copy;
}
// As somebody without a key could do it: the CRC is made right again.
function withCrc(bytes) {
  const bodyEnd = bytes.length - 64;
  bytes.writeUInt32LE(crc32c(bytes.subarray(0, 144), bytes.subarray(148, bodyEnd)), 144);
  return bytes;
}
// As the holder of the agent's own key could do it.
function signedAgain(bytes) {
  const bodyEnd = bytes.length - 64;
  const key = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });
  sign(null, Buffer.concat([Buffer.from('saldo/frame/1\0'), sha256(withCrc(bytes).subarray(0, bodyEnd))]), key).copy(bytes, bodyEnd);
  return bytes;
}
for (const kind of Object.keys(CHANNEL_OF)) {
  const { topic, bytes } = of(kind).reduce((least, frame) => (frame.bytes.length < least.bytes.length ? frame : least));
  readTopic(topic, signedAgainIfAgents(kind, Buffer.from(bytes)), keys);
  const step = Math.max(1, Math.floor(bytes.length / 600));
  for (let at = 0; at < bytes.length; at += step) mustRefuse(topic, flipped(bytes, at), `${kind}: byte ${at} flipped`);
  for (let at = 20; at < bytes.length - 64; at += 16) {
    if (at < 144 || at >= 148) mustRefuse(topic, withCrc(flipped(bytes, at)), `${kind}: byte ${at} flipped under a right CRC`);
  }
  mustRefuse(topic, bytes.subarray(0, -1), `${kind}: cut short`);
  mustRefuse(topic.replace(join.agent, 'another').replace('hub/state', 'hub/stale'), bytes, `${kind}: on another's topic`);
}
function signedAgainIfAgents(kind, bytes) {
  return ['receipt', 'catalog', 'hub_state', 'witness_request'].includes(kind) ? bytes : signedAgain(bytes);
}
const plain = batches.find((frame) => !frame.head.isPacked);
for (let at = 148; at < plain.bytes.length - 64; at += 7) {
  mustRefuse(plain.topic, signedAgain(flipped(plain.bytes, at)), `byte ${at} of a record altered by the agent's own key`);
}

const counts = Object.keys(CHANNEL_OF).map((kind) => `${of(kind).length} ${kind}`).join(', ');
console.log(`${live.length} frames (${counts}), ${records.size} records, ${batches.filter((frame) => frame.head.isPacked).length} packed`);
console.log(`${refused} altered frames refused`);
