# What the scripts share. Sourced, never run.

# Milliseconds since an $EPOCHREALTIME, and seconds with one decimal.
millis_since() {
    local now=$EPOCHREALTIME
    printf '%d' $(((${now/[.,]/} - ${1/[.,]/}) / 1000))
}
seconds_since() {
    local millis
    millis=$(millis_since "$1")
    printf '%d.%d' $((millis / 1000)) $((millis / 100 % 10))
}

# A TCP port of 127.0.0.1 where nobody listens, out of the range that the kernel does not hand out.
# Gives: the port on standard output; never the same one twice in a row.
free_port() {
    local port tries
    for tries in $(seq 1 200); do
        port=$((20000 + (RANDOM * 32768 + RANDOM + tries) % 12000))
        if ! (exec 9<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            printf '%d\n' "$port"
            return 0
        fi
    done
    return 1
}

# Waits until something listens on a port, at most so many seconds.
wait_for_port() {
    local port=$1 deadline=$((SECONDS + $2))
    while ! (exec 9<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.05
    done
}

say() { printf '%s\n' "$*"; }

# Ends a process that this shell started: asks first, and insists after five seconds.
stop_process() {
    local pid=$1 tries
    kill -TERM "$pid" 2>/dev/null || return 0
    for tries in $(seq 1 100); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.05
    done
    kill -KILL "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
}

# The named columns of a CSV file without quoted fields, sorted: `columns FILE a,b,c`.
columns() {
    awk -F, -v names="$2" '
        { sub(/\r$/, "") }
        NR == 1 {
            count = split(names, wanted, ",")
            for (i = 1; i <= NF; i++) at[$i] = i
            for (i = 1; i <= count; i++) if (!(wanted[i] in at)) { print "missing column " wanted[i]; exit }
            next
        }
        { line = $(at[wanted[1]]); for (i = 2; i <= count; i++) line = line "," $(at[wanted[i]]); print line }
    ' "$1" | LC_ALL=C sort
}
