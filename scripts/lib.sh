# What the scripts share. Sourced, never run.

# Seconds since an $EPOCHREALTIME, with one decimal.
seconds_since() {
    local now=$EPOCHREALTIME
    local micros=$((${now/[.,]/} - ${1/[.,]/}))
    printf '%d.%d' $((micros / 1000000)) $((micros / 100000 % 10))
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
