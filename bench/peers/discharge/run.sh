#!/usr/bin/env bash
# The discharge of Annex 24 by PostgreSQL, SQLite, DuckDB, a Python loop and Saldo: same files, same rows, one run.
#
#   bench/peers/discharge/run.sh [--rounds N] [--sets "standard hot terms hot_terms"] [--small] [--saldo COMMAND] [--out DIR]
#
# Makes the sets (seed 42; kept in DIR/data), proves the peers on small random sets, then measures each peer in turn, N rounds.
# Writes DIR/figures.jsonl and DIR/report.md (default build/peers). A figure whose rows or checksum differ is void.
#   --small    a twentieth of every set: to see that all works, not to be quoted
#   --saldo    what is run with `--data SET --dir WORK --late` for Saldo's own side; default build/release/bin/saldo_bench_ledger
# Exit: 0 done, 1 a figure is void or the proof failed, 69 something that it needs is missing.
set -uo pipefail
cd "$(dirname "$0")/../../.."
. scripts/lib.sh
here=bench/peers/discharge

rounds=1 sets="standard hot terms hot_terms" out=build/peers saldo=build/release/bin/saldo_bench_ledger
size=() loop_parts=1000 scale=full
while [ $# -gt 0 ]; do
    case "$1" in
        --rounds) rounds=$2; shift ;;
        --sets) sets=$2; shift ;;
        --out) out=$2; shift ;;
        --saldo) saldo=$2; shift ;;
        --small) size=(--parts 1000 --lots 50000 --exports 10000) loop_parts=50 scale=small ;;
        *) say "run.sh: unknown flag $1"; exit 2 ;;
    esac
    shift
done

for program in python3 node npm psql setpriv /usr/lib/postgresql/15/bin/postgres; do
    command -v "$program" >/dev/null || { say "run.sh: $program is missing (Debian packages: python3 nodejs npm postgresql-15)"; exit 69; }
done
(cd bench/peers && npm ci --silent --no-fund --no-audit) || { say "run.sh: npm ci could not install DuckDB"; exit 69; }
has_saldo=1
if ! command -v "${saldo%% *}" >/dev/null; then
    has_saldo=
    say "run.sh: *** NO FIGURES OF SALDO: '$saldo' is not there (build the target saldo_bench_ledger) ***"
fi

mkdir -p "$out/data"
# Stores of the peers. Not under a home folder, because PostgreSQL's server may run as another user.
work=$(mktemp -d "${TMPDIR:-/tmp}/saldo-peers.XXXXXX") && chmod 755 "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM  # bash waits for the peer that runs: PostgreSQL's must stop its cluster before its folder goes

say "proof: small random sets, row for row"
mkdir "$work/check" && chmod 755 "$work/check"
python3 "$here/check.py" --work "$work/check" ${has_saldo:+--saldo "$saldo"} >"$out/proof.txt"
proof=$?
grep -v '^ok ' "$out/proof.txt"
say "proof: $(grep -c '^ok ' "$out/proof.txt") right, $(grep -c '^WRONG ' "$out/proof.txt") wrong"
[ $proof = 0 ] || exit 1

declare -A flags=([standard]="" [hot]=--hot [terms]=--terms [hot_terms]="--hot --terms")
for set in $sets; do
    data=$out/data/$scale/$set
    [ -e "$data/complete" ] && [ "$data/complete" -nt "$here/generate.py" ] && continue
    say "making $data"
    # shellcheck disable=SC2086  # several flags
    python3 "$here/generate.py" --out "$data" "${size[@]}" ${flags[$set]} && touch "$data/complete" || exit 1
done

figures=$out/figures.jsonl
: >"$figures"
# Runs one peer and keeps its lines, each with its set and round. What ends badly is kept as such.
measure() {
    "$@" | sed -n "s/^{/{\"set\": \"$set\", \"round\": $round, /p" | tee -a "$figures"
    [ "${PIPESTATUS[0]}" = 0 ] || printf '{"set": "%s", "round": %d, "peer": "%s", "phase": "failed"}\n' "$set" "$round" "${*: 1:2}" | tee -a "$figures"
}
for round in $(seq 1 "$rounds"); do
    for set in $sets; do
        data=$out/data/$scale/$set
        say "== round $round of $rounds, $set, load $(cut -d' ' -f1-3 /proc/loadavg)"
        printf '{"set": "%s", "round": %d, "load": "%s"}\n' "$set" "$round" "$(cut -d' ' -f1-3 /proc/loadavg)" >>"$figures"
        if [ -n "$has_saldo" ]; then
            measure python3 "$here/disk_floor.py" --work "$work"
            # shellcheck disable=SC2086  # a command with its flags
            measure $saldo --data "$data" --dir "$work" --late
        fi
        measure python3 "$here/peer_python.py" --data "$data" --late --journal "$work/late.journal"
        case $set in
            standard) forms=merge,overlap,loop ;;
            hot) forms=merge; [ "$round" = 1 ] && forms=merge,overlap ;;  # the join ends at the limit: once is enough
            *) forms=loop ;;
        esac
        # The loop does a sample of the parts; this is what it must give there.
        [[ $forms = *loop* ]] && measure python3 "$here/peer_python.py" --data "$data" --parts-max "$loop_parts"
        measure python3 "$here/peer_postgres.py" --data "$data" --work "$work" --late --forms "$forms" --limit-s 60 --loop-parts "$loop_parts"
        [[ $set = *terms ]] && continue  # no set form of SQL follows skips and holes
        measure python3 "$here/peer_sqlite.py" --data "$data" --work "$work" --late
        measure node "$here/peer_duckdb.mjs" --data "$data" --work "$work" --late --forms "$forms" --limit-s 60
        rm -f "$work"/peer.*
    done
done

python3 "$here/report.py" --figures "$figures" --scale "$scale" --work "$work" --saldo "$saldo" >"$out/report.md"
state=$?
cat "$out/report.md"
say "written: $out/report.md"
exit $state
