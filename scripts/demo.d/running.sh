# The words for a demo that runs by itself: cut, heal, status, stop. Sourced by scripts/demo, never run.
#
# What runs is found through one small file that names its folder ($pointer); in that folder `run.sh` holds addresses, and
# `pids/NAME` the process of each part.

watch_seconds=${SALDO_DEMO_WATCH-10}
pointer=${SALDO_DEMO_POINTER-build/demo.run}

# Starts a part that outlives this script: `start_part NAME LOG COMMAND...`.
start_part() {
    local name=$1 log=$2
    shift 2
    setsid "$@" </dev/null >>"$log" 2>&1 &
    printf '%s\n' $! >"$work/pids/$name"
}

# Whether a part runs. The folder in the command line says that the process is still ours, and not a later one of that number.
part_runs() {
    local pid
    pid=$(cat "$work/pids/$1" 2>/dev/null) && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF "$work/"
}

# Ends parts, all at once: asks first, and insists after five seconds.
stop_some() {
    local name _
    for name in "$@"; do if part_runs "$name"; then kill -TERM "$(cat "$work/pids/$name")"; fi; done
    for name in "$@"; do
        for _ in $(seq 1 100); do
            part_runs "$name" || break
            sleep 0.05
        done
        if part_runs "$name"; then kill -KILL "$(cat "$work/pids/$name")"; fi
        rm -f "$work/pids/$name"
    done
}

# Scanners first, then agents, wires, the hub and the broker, so that nobody loses a partner it still needs.
stop_parts() {
    local kind names
    for kind in scans- agent- wire- hub broker; do
        mapfile -t names < <(find "$work/pids" -name "$kind*" -printf '%f\n')
        stop_some "${names[@]}"
    done
}

# Whether what `start` left still runs: a restart of the machine ends the parts and leaves the files.
anything_runs() {
    local file
    for file in "$work"/pids/*; do
        if part_runs "${file##*/}"; then return 0; fi
    done
    return 1
}

# The cable of one plant: its agent knows only this port. The folder is named for part_runs.
start_wire() {
    start_part "wire-$1" "$work/$1/wire.log" python3 -B scripts/demo.d/wire.py "${wires[$1]}" "$broker_port" "$work/$1"
    wait_for_port "${wires[$1]}" 5 || die "the wire of $1 did not start" "$work/$1/wire.log"
}

# Everything that the other words need to know, and where they find it.
remember() {
    {
        printf '# Written by scripts/demo start.\n'
        declare -p bin work data api_port broker_port ids ports wires http_ports | sed 's/^declare -\([aA]\)/declare -g\1/; s/^declare --/declare -g/'
    } >"$work/run.sh"
    mkdir -p "$(dirname "$pointer")"
    printf '%s\n' "$work" >"$pointer"
}

# Takes up the demo that runs; false when none does.
recall() {
    work=$(cat "$pointer" 2>/dev/null) && [ -e "$work/run.sh" ] || return 1
    . "$work/run.sh"
}

need_running() { recall || { echo "demo: none runs; scripts/demo start begins one" >&2; exit 2; }; }

# The plant that a person named, as the agent's id.
named_plant() {
    id=$(printf '%s' "${1-}" | tr 'A-Z' 'a-z')
    [ -n "$id" ] && [ -n "${ports[$id]-}" ] && return 0
    printf 'demo: name a plant: %s\n' "${ids[*]}" >&2
    exit 2
}

at_hub() { hub status --format csv 2>>"$work/commands.log" >"$work/status.csv"; columns "$work/status.csv" agent,movements | sed -n "s/^$1,//p"; }

# What the agent of `id` says now, all of one moment: sets `scanned`, `queue` and `link`, true or false.
see() {
    local said
    said=$(agent "$id" status --json 2>>"$work/commands.log" | tr -d ' \n')
    scanned=$(sed -n 's/.*"last_sequence":\([0-9]*\).*/\1/p' <<<"$said")
    queue=$(sed -n 's/.*"queue":\([0-9]*\).*/\1/p' <<<"$said")
    link=$(sed -n 's/.*"uplink":{"up":\([a-z]*\).*/\1/p' <<<"$said")
}

hash_bar() { printf '%*s' "$(($1 < 40 ? $1 : 40))" '' | tr ' ' '#'; }

watch_head() { printf '\n%6s  %-9s  %9s  %9s  %9s  %s\n' second agent scanned 'at hub' 'only here' "waiting on the plant's disk"; }

# One line of what agent and hub say now.
watch_line() {
    see
    held=$(at_hub "$id")
    printf '%6s  %-9s  %9s  %9s  %9s  %s\n' "$1" "$([ "$link" = true ] && echo connected || echo alone)" \
        "$scanned" "$held" "$queue" "$(hash_bar "${queue:-0}")"
}

cut_plant() {
    local began second deadline scanned queue link held
    [ ! -e "$work/$id/cut_after" ] || { echo "demo: $id is cut already; next: scripts/demo heal $id" >&2; exit 2; }
    stop_some "wire-$id"
    deadline=$((SECONDS + 10))
    until see && [ "$link" = false ]; do
        [ "$SECONDS" -lt "$deadline" ] || die "the agent of $id does not say that its link is gone" "$work/$id/agent.log"
        sleep 0.1
    done
    printf '%s\n' "$scanned" >"$work/$id/cut_after"  # what is scanned from here on has no network
    say "$id has no network any more: its wire to the broker is gone. The people at its dock go on scanning."
    watch_head
    began=$SECONDS
    for ((second = 0; second <= watch_seconds; second++)); do
        while [ $((SECONDS - began)) -lt "$second" ]; do sleep 0.1; done
        watch_line "$second"
    done
    printf '\nand so the hub sees its plants (heard_s: seconds since the last word of the plant):\n\n'
    hub plant list
    printf '\nnothing is lost: each of those scans is on the disk of the plant. The other plants go on.\n'
    say "next: scripts/demo heal $id"
}

heal_plant() {
    local began deadline after until calm scanned queue link held
    [ -e "$work/$id/cut_after" ] || { echo "demo: $id is not cut; scripts/demo cut $id does that" >&2; exit 2; }
    after=$(cat "$work/$id/cut_after")
    see
    until=$scanned
    if ! part_runs "wire-$id"; then start_wire "$id"; fi
    say "$id has its network back. Its agent tries again by itself; the longer the cut, the longer its steps, at most 5 minutes."
    watch_head
    began=$SECONDS deadline=$((SECONDS + 330)) calm=
    while watch_line $((SECONDS - began)); do
        if [ "$link" = true ]; then
            # All of the cut is at the hub; people scan on, so the moment with nothing on its way is waited for a little only.
            if [ "$held" -ge "$until" ]; then
                calm=${calm:-$((SECONDS + 3))}
                if [ "$queue" = 0 ] || [ "$SECONDS" -ge "$calm" ]; then break; fi
            fi
            sleep 0.2
        else
            until=$scanned  # taken without a network, too
            sleep $((SECONDS - began < 15 ? 1 : 5))
        fi
        [ "$SECONDS" -lt "$deadline" ] || die "$queue scans of $id did not reach the hub" "$work/$id/agent.log"
    done
    printf '\n'
    rm -rf "$work/proof"
    hub export "$work/proof" >>"$work/commands.log" 2>&1 || die "the hub gave no export" "$work/commands.log"
    python3 -B scripts/exported_movements.py "$work/proof" >"$work/movements" || die "the export cannot be read" "$work/movements"
    python3 -B scripts/demo.d/proof.py "$work/$id/accepted" "$work/movements" "$id" "$after" "$until" || exit 1
    rm -f "$work/$id/cut_after"
}

show_addresses() {
    local id
    printf '\n%-17s %-32s %s\n' '' 'health and metrics' 'scanner port'
    printf '%-17s %-32s\n' hub "http://127.0.0.1:$api_port/readyz"
    for id in "${ids[@]}"; do
        printf '%-17s %-32s 127.0.0.1:%s%s\n' "$id" "http://127.0.0.1:${http_ports[$id]}/readyz" "${ports[$id]}" \
            "$([ ! -e "$work/$id/cut_after" ] || printf '  (no network)')"
    done
    printf '\n  /metrics instead of /readyz gives the figures; an agent tells everything at /api/v1/status, the hub at\n'
    printf '  http://127.0.0.1:%s/api/v1/balances, /lots, /stock and /alerts.\n' "$api_port"
}

show_next() {
    printf '\nnext:\n'
    printf '  %-40s %s\n' "scripts/demo cut ${ids[0]}" 'take the network of a plant away, and watch it work on' \
        "scripts/demo heal ${ids[0]}" 'give it back, and count' 'scripts/demo status' 'how all is' 'scripts/demo stop' 'end all of it'
}

# One line a plant, then every part that should run and does not; 1 then.
show_status() {
    local id file whole=0 scanned queue link
    printf '%-17s %9s  %9s  %9s  %s\n' plant scanned 'only here' 'at hub' network
    for id in "${ids[@]}"; do
        see
        printf '%-17s %9s  %9s  %9s  %s\n' "$id" "$scanned" "$queue" "$(at_hub "$id")" \
            "$([ -e "$work/$id/cut_after" ] && printf 'cut' || printf 'there')"
    done
    for file in "$work"/pids/*; do
        if ! part_runs "${file##*/}"; then
            printf 'not running: %s; its log is in %s\n' "${file##*/}" "$work"
            whole=1
        fi
    done
    return $whole
}

stop_demo() {
    if ! recall; then
        rm -f "$pointer"
        say "no demo runs"
        return 0
    fi
    stop_parts
    rm -f "$pointer"
    if [ -z "$data" ]; then rm -rf "$work"; else rm -f "$work/run.sh"; fi
    say "stopped; nothing of the demo runs any more${data:+; what it wrote is in $work}"
}
