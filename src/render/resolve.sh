# Resolves the host names of endpoints again while the latest handshake of their peer is overdue. Sessions are renewed
# every 120 seconds (REKEY_AFTER_TIME in the WireGuard paper, 6.1), so after 135 seconds the peer may have moved. Reads
# lines of "<public key> <host>:<port>"; the argument is the interface.
resolve_endpoints() {
  handshakes=$(wg show "$1" latest-handshakes 2>/dev/null) || return 0
  now=$(date +%s)
  while read -r key endpoint; do
    # A peer that was removed meanwhile is not listed.
    last=$(printf '%s\n' "$handshakes" | awk -v key="$key" '$1 == key { print $2 }')
    [ -n "$last" ] || continue
    # The clock of a host may be wrong at first.
    if [ "$last" -le "$now" ] && [ $((now - last)) -le 135 ]; then continue; fi
    resolve_endpoint "$1" "$key" "$endpoint" &
  done
  wait
}

# `wg set` adds a peer that was removed while its name was resolved; such a peer has no networks.
resolve_endpoint() {
  wg set "$1" peer "$2" endpoint "$3" 2>/dev/null || return 0
  networks=$(wg show "$1" allowed-ips | awk -v key="$2" '$1 == key { print $2 }')
  [ "$networks" != '(none)' ] || wg set "$1" peer "$2" remove
}
