// The discharge in DuckDB, in a file, on two threads: as a boundary merge and as an overlap join.
//
//   node peer_duckdb.mjs --data DIR --work DIR [--late] [--forms merge,overlap] [--limit-s N] [--dump PREFIX] [--sql FILE]
//
// Prints the same JSON lines as common.py. An overlap join is stopped after --limit-s seconds.
import { DuckDBInstance, version } from '@duckdb/node-api';
import { closeSync, fdatasyncSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
const { values: args } = parseArgs({ options: {
  data: { type: 'string' }, work: { type: 'string' }, late: { type: 'boolean' }, dump: { type: 'string' },
  forms: { type: 'string', default: 'merge,overlap' }, 'limit-s': { type: 'string', default: '300' },
  sql: { type: 'string', default: `${here}/sql/boundary_merge.sql` } } });
// DuckDB can ask for the last value itself, which is faster than the running minimum. The order needs its tie then: a use
// that got nothing ends where the one before it ends, and must come before it from the top.
const merge = readFileSync(args.sql, 'utf8').replace(/min\((case is_use when . then place end)\)/g, 'last_value($1 ignore nulls)')
  .replace('order by edge desc', 'order by edge desc, place desc');
const join = readFileSync(`${here}/sql/overlap_join.sql`, 'utf8');
const sums = `select count(*)::varchar, coalesce(sum("use" * 1000003 + lot * 10007 + qty) % 2305843009213693952, 0)::varchar,
  coalesce(sum("use" % 8191 * (lot % 8191) * qty), 0)::varchar from matches`;

const file = `${args.work}/peer.duckdb`;
for (const old of [file, `${file}.wal`]) rmSync(old, { force: true });
const db = await (await DuckDBInstance.create(file, { threads: '2' })).connect();
// The checksum passes 2^53, so the lines are put together as text.
const emit = (form, phase, figures) => console.log(`{"peer": "DuckDB${form}", "phase": "${phase}", ${figures}}`);
const quantileMs = (times, permille) =>
  (times.sort((a, b) => a - b)[Math.max(0, Math.ceil(times.length * permille / 1000) - 1)] * 1000).toFixed(4);
const rows = async (sql) => (await db.runAndReadAll(sql)).getRows();

async function secondsOf(work) {
  const began = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - began) / 1e9;
}

async function summary(phase) {
  if (args.dump !== undefined) {
    const lines = (await rows('select "use", lot, qty from matches')).map((row) => `${row.join(',')}\n`);
    writeFileSync(`${args.dump}.${phase}`, lines.sort().join(''));
  }
  const [[count, checksum, pairs]] = await rows(sums);
  return `"rows": ${count}, "checksum": ${checksum}, "pairs": ${pairs}`;
}

// As in common.py.
async function diskFloor() {
  const path = `${args.work}/disk_floor`;
  const file = openSync(path, 'w');
  const times = [];
  for (let i = 0; i < 200; ++i) {
    times.push(await secondsOf(async () => {
      writeSync(file, Buffer.alloc(4096));
      fdatasyncSync(file);
    }));
  }
  closeSync(file);
  rmSync(path);
  return `"disk_p50_ms": ${quantileMs(times, 500)}, "disk_p99_ms": ${quantileMs(times, 990)}`;
}

const newMatches = () => db.run('create or replace table matches (part integer, "use" bigint, lot bigint, qty bigint)');

const load = await secondsOf(async () => {
  // In order of parts, so that the pages of one part lie together.
  for (const table of ['lots', 'uses']) {
    await db.run(`create table ${table} as select * from read_csv('${args.data}/${table}.csv') order by part`);
  }
});
emit('', 'load', `"seconds": ${load}, "version": "${version().replace(/^v/, '')}"`);

if (args.forms.includes('overlap')) {
  await newMatches();
  const limit = setTimeout(() => db.interrupt(), Number(args['limit-s']) * 1000);
  try {
    const seconds = await secondsOf(() => db.run(`insert into matches ${join}`));
    emit(', overlap join', 'discharge', `"seconds": ${seconds}, ${await summary('overlap')}`);
  } catch (error) {
    if (!/interrupt/i.test(error.message)) throw error;
    emit(', overlap join', 'discharge', `"stopped_s": ${args['limit-s']}`);
  }
  clearTimeout(limit);
}

if (args.forms.includes('merge')) {
  await newMatches();
  const seconds = await secondsOf(() => db.run(`insert into matches ${merge.replaceAll('{pool}', '')}`));
  emit(', boundary merge', 'discharge', `"seconds": ${seconds}, ${await summary('bulk')}`);
  if (args.late) {
    const floor = await diskFloor();
    const times = [];
    for (const line of readFileSync(`${args.data}/late.csv`, 'utf8').trim().split('\n').slice(1)) {
      const part = line.split(',')[1];
      times.push(await secondsOf(async () => {
        await db.run('begin');
        await db.run(`insert into lots values (${line})`);
        await db.run(`delete from matches where part = ${part}`);
        await db.run(`insert into matches ${merge.replaceAll('{pool}', `where part = ${part}`)}`);
        await db.run('commit');
      }));
    }
    emit(', boundary merge', 'late', `${floor}, "late": ${times.length}, "p50_ms": ${quantileMs(times, 500)}, ` +
      `"p99_ms": ${quantileMs(times, 990)}, "max_ms": ${quantileMs(times, 1000)}, ${await summary('late')}`);
  }
}
db.closeSync();
