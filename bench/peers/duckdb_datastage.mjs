// DuckDB's CSV reader over the files of a Data Stage set, beside `saldo-hub import datastage`.
//
//   node duckdb_datastage.mjs FOLDER [RUNS]
//
// Reads every record into a table of texts, then sums the quantities of record 551 exactly. It checks no totals, ties no
// record to its pedimento and writes nothing durable: it is the floor of reading, not the same work. The sum is printed so
// that both sides show that they read the same rows.
import { DuckDBInstance } from '@duckdb/node-api';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const [folder, runs = '3'] = process.argv.slice(2);
const filesByRecord = new Map();
for (const entry of readdirSync(folder, { recursive: true })) {
  const match = /_(\d{3}|Resumen|Sel|Inci)\.asc$/.exec(entry);
  if (match === null) continue;
  if (!filesByRecord.has(match[1])) filesByRecord.set(match[1], []);
  filesByRecord.get(match[1]).push(join(folder, entry));
}
const bytes = [...filesByRecord.values()].flat().reduce((sum, file) => sum + statSync(file).size, 0);

const seconds = [];
let answer = {};
for (let run = 0; run < Number(runs); ++run) {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  const begin = process.hrtime.bigint();
  for (const [record, files] of filesByRecord) {
    const list = files.map((file) => `'${file.replaceAll("'", "''")}'`).join(', ');
    await connection.run(`create table r${record} as select * from read_csv([${list}], delim='|', quote='', escape='',
      header=true, all_varchar=true, encoding='latin-1', null_padding=true, strict_mode=false)`);
  }
  seconds.push(Number(process.hrtime.bigint() - begin) / 1e9);
  const reader = await connection.runAndReadAll(
    `select count(*)::varchar as rows, sum(CantidadUMComercial::decimal(18, 8))::varchar as quantity from r551`);
  answer = reader.getRowObjects()[0];
  connection.closeSync();
}
seconds.sort((a, b) => a - b);
const median = seconds[Math.floor(seconds.length / 2)];
const rate = Math.round(Number(answer.rows) / median);
console.log(`duckdb csv reader, 2 threads, in memory: ${answer.rows} partidas, ${(bytes / 1e6).toFixed(1)} MB, ` +
  `median ${median.toFixed(3)} s of ${runs} (${seconds[0].toFixed(3)}-${seconds.at(-1).toFixed(3)}), ` +
  `${rate} partidas/s, sum of quantities ${answer.quantity}`);
