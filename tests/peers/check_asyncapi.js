// docs/asyncapi.yaml: valid, and neither more nor less than docs/protocol.md and the code say. `node check_asyncapi.js ROOT`.
'use strict';
const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { Parser } = require('@asyncapi/parser');
const { KINDS, readMessage } = require('./decoder.js');

const root = process.argv[2];
const read = (path) => readFileSync(`${root}/${path}`, 'utf8');
const ERROR = 0;

async function errorsOf(text) {
  const { document, diagnostics } = await new Parser().parse(text);
  return { document, errors: diagnostics.filter((found) => found.severity === ERROR).map((found) => found.message) };
}

// The topics and kinds of the code, out of its two tables.
function topicsOfCode() {
  const rows = [...read('common/wire/topics.cpp').matchAll(/\{"((?:up|dn)[a-z/]*)", Channel::\w+\}/g)];
  const state = /hub_state_topic = "([^"]+)"/.exec(read('common/wire/topics.hpp'))[1];
  return [...rows.map((row) => `saldo/1/{shard}/{agent}/${row[1]}`), state].sort();
}
function kindsOfCode() {
  const body = /enum class FrameKind[^{]*\{([^}]*)\}/.exec(read('common/wire/frame.hpp'))[1];
  return Object.fromEntries([...body.matchAll(/^\s*(\w+) = (\d+),/gm)].map((row) => [row[1], Number(row[2])]));
}
// The table of the page: topic → who sends, what, retained.
function tableOfPage() {
  const rows = read('docs/protocol.md').matchAll(/^\| `(saldo\/1\/[^`]*)` \| (\w+) → \w+ \| ([^|]*) \| *(yes|no)? *\|$/gm);
  return Object.fromEntries([...rows].map(([, topic, sender, text, retained]) => [topic, { sender, text, retained }]));
}

async function main() {
  const text = read('docs/asyncapi.yaml');
  const { document, errors } = await errorsOf(text);
  assert.deepStrictEqual(errors, []);
  for (const [what, broken] of [
    ['an operation without its channel', text.replace("channel: {$ref: '#/channels/upHello'}", "channel: {$ref: '#/channels/nowhere'}")],
    ['a QoS that is none', text.replace('{qos: 1, retain: false', '{qos: 3, retain: false')],
    ['no info', text.replace(/^info:/m, 'information:')],
  ]) {
    assert((await errorsOf(broken)).errors.length > 0, `the validator does not see ${what}`);
  }

  const channels = document.channels().all();
  assert.deepStrictEqual(channels.map((channel) => channel.address()).sort(), topicsOfCode(), 'topics of the code');
  const page = tableOfPage();
  assert.deepStrictEqual(Object.keys(page).sort(), topicsOfCode(), 'topics of the page');

  const messages = document.components().messages().all();
  const kinds = Object.fromEntries(messages.map((message) => [message.id(), message.extensions().get('x-kind').value()]));
  assert.deepStrictEqual(kinds, kindsOfCode(), 'frame kinds of the code');
  assert.deepStrictEqual(Object.fromEntries(Object.entries(KINDS).map(([number, name]) => [name, Number(number)])), kinds);

  for (const channel of channels) {
    const { sender, text: says, retained } = page[channel.address()];
    for (const message of channel.messages().all()) assert(says.includes(message.id()), `${channel.address()}: ${message.id()}`);
    const expectedNames = channel.address().includes('{') ? ['agent', 'shard'] : [];
    assert.deepStrictEqual(channel.parameters().all().map((parameter) => parameter.id()).sort(), expectedNames);
    const operations = channel.operations().all();
    if (says.includes('reserved')) {
      assert.strictEqual(operations.length, 0, 'reserved, and yet somebody sends it');
      continue;
    }
    const receiver = sender === 'hub' ? 'agent' : 'hub';
    const ways = operations.map((operation) => `${/^[a-z]+/.exec(operation.id())[0]} ${operation.action()}s`).sort();
    assert.deepStrictEqual(ways, [`${sender} sends`, `${receiver} receives`].sort(), channel.address());
    for (const operation of operations) {
      const { qos, retain } = operation.bindings().get('mqtt').value();
      assert.strictEqual(qos, 1);
      if (operation.action() === 'send') assert.strictEqual(retain, retained === 'yes', `retained: ${channel.address()}`);
    }
  }

  const { schemas } = document.components().json();
  let end = 0;
  for (const [name, { 'x-bytes': [offset, size] }] of Object.entries(schemas.frameHead.properties)) {
    assert.strictEqual(offset, end, `frame head: ${name}`);
    end = offset + size;
  }
  assert.strictEqual(end, 148);

  // The fields of each body, against golden bytes that the decoder reads: those of all schemas together.
  for (const [kind, files] of Object.entries({ hello: ['hello_v2'], receipt: ['receipt_v2', 'receipt_v3'], status: ['status_v2'],
    catalog: ['catalog_offer_v1'], hub_state: ['hub_state_v2'], refill_request: ['refill_request_v1'],
    witness_request: ['witness_request_v1'], witness_answer: ['witness_answer_v1'] })) {
    const fields = new Set(files.flatMap((file) => {
      const hex = read(`tests/golden/wire/${file}.hex`).replace(/^#.*$/gm, '').replace(/\s/g, '');
      return Object.keys(readMessage(kind, Buffer.from(hex, 'hex')));
    }));
    assert.deepStrictEqual(Object.keys(schemas[kind].properties), [...fields], `fields of ${kind}`);
  }
  console.log(`${channels.length} channels, ${document.operations().all().length} operations, ${messages.length} messages: valid and as the code`);
}
main().catch((error) => {
  console.error(error);
  process.exit(1);
});
