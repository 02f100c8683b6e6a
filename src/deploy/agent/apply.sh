# Creates the interface, with wireguard-go if the kernel does not support WireGuard.
create_interface() {
  has_interface && return 0
  ip link add dev "$WG" type wireguard 2>/dev/null && return 0
  have wireguard-go || return 1
  wireguard-go "$WG" </dev/null >/dev/null 2>&1
}

# Prints lines of the second file that are not in the first.
added_lines() { awk -v file="$1" 'BEGIN { while ((getline line < file) > 0) known[line] = 1 } !($0 in known)' "$2"; }

# Prints destinations of peerway's routes. `ip` prints a host without its prefix length.
managed_routes() {
  ip "-$1" route show dev "$WG" proto $PROTOCOL 2>/dev/null |
    awk -v bits="$([ "$1" = 4 ] && echo 32 || echo 128)" '{ print $1 ($1 ~ "/" || $1 == "default" ? "" : "/" bits) }'
}

set_addresses() {
  while read -r address; do ip address replace "$address" dev "$WG" || return 1; done <"$CHANGE/addresses"
  order_addresses "$CHANGE/addresses"
}

# Brings the IPv6 addresses of a file into its order, which decides source addresses. Kernels list the latest address
# first or last, so tries both.
order_addresses() {
  grep : "$1" >"$1.wanted" || return 0
  for order in latest-first latest-last; do
    ! is_ordered "$1.wanted" || return 0
    # A line of a snapshot may have several arguments for `ip`.
    # shellcheck disable=SC2086
    while read -r address; do ip address del $address dev "$WG" 2>/dev/null; done <"$1.wanted"
    if [ $order = latest-first ]; then reversed "$1.wanted"; else cat "$1.wanted"; fi >"$1.order"
    # shellcheck disable=SC2086
    while read -r address; do ip address replace $address dev "$WG" || return 1; done <"$1.order"
  done
}

is_ordered() { [ "$(addresses | common_lines "$1")" = "$(cat "$1")" ]; }

# Prints lines of stdin that are in a file.
common_lines() { awk -v file="$1" 'BEGIN { while ((getline line < file) > 0) known[line] = 1 } $0 in known'; }

reversed() { awk '{ lines[NR] = $0 } END { for (i = NR; i > 0; i--) print lines[i] }' "$1"; }

# Never uses `replace`, which would replace the host's own routes too, such as the one to the operator. If the
# interface already has a foreign route to the network, such as one of wg-quick, adds peerway's with a higher metric.
add_route() {
  ip "-$1" route add "$2" dev "$WG" proto $PROTOCOL 2>"$CHANGE/route.err" && return 0
  [ -n "$(ip "-$1" route show "$2" dev "$WG" 2>/dev/null)" ] &&
    ip "-$1" route add "$2" dev "$WG" proto $PROTOCOL metric 2048 2>/dev/null && return 0
  cat "$CHANGE/route.err" >&2
  return 1
}

set_routes() {
  managed_routes "$1" >"$CHANGE/live-routes" || return 1
  added_lines "$CHANGE/live-routes" "$CHANGE/routes$1" >"$CHANGE/routes-to-add" || return 1
  while read -r network; do add_route "$1" "$network" || return 1; done <"$CHANGE/routes-to-add"
  added_lines "$CHANGE/routes$1" "$CHANGE/live-routes" >"$CHANGE/routes-to-delete" || return 1
  while read -r network; do ip "-$1" route del "$network" dev "$WG" proto $PROTOCOL || return 1; done <"$CHANGE/routes-to-delete"
}

set_sysctls() {
  sysctls_failed=0
  while read -r name value; do
    [ "$(cat "/proc/sys/$name" 2>/dev/null)" = "$value" ] && continue
    # The settings of an interface disappear with it.
    [ ! -e "/proc/sys/$name" ] || printf '%s\n' "$value" 2>/dev/null >"/proc/sys/$name" || sysctls_failed=1
  done <"$1"
  return $sysctls_failed
}

# Prints the peers of a configuration with their preshared keys.
preshared_keys() { awk '$1 == "PublicKey" { key = $3; of[key] = "none" } $1 == "PresharedKey" { of[key] = $3 } END { for (key in of) print key, of[key] }' "$1"; }

# Prints live peers whose preshared key changes, or all of them if the interface's own key changes: a session would
# keep its old keys for minutes.
rekeyed_peers() {
  preshared_keys "$CHANGE/before/wg" >"$CHANGE/live-keys" && preshared_keys "$CHANGE/wg" >"$CHANGE/planned-keys" || return 1
  [ "$(wg show "$WG" public-key)" = "$(cat "$CHANGE/public-key")" ] || : >"$CHANGE/planned-keys"
  added_lines "$CHANGE/planned-keys" "$CHANGE/live-keys" | sed 's/ .*//'
}

# Prints planned peers that were not on the interface before, or had other keys.
new_peers() {
  [ -e "$CHANGE/live-keys" ] && [ "$(wg show "$WG" public-key)" = "$(cat "$CHANGE/public-key")" ] ||
    : >"$CHANGE/live-keys" || return 1
  preshared_keys "$CHANGE/wg" >"$CHANGE/planned-keys" || return 1
  added_lines "$CHANGE/live-keys" "$CHANGE/planned-keys" | sed 's/ .*//'
}

# Loads the planned configuration. A host name that does not resolve must not keep the rest from changing: its peer gets
# the address that it had last, or none. wg names one such endpoint at a time: `host:port'.
load_config() {
  { wg show "$WG" endpoints 2>/dev/null; cat "$BOOT/endpoints" 2>/dev/null; } >"$CHANGE/known-endpoints"
  config=$CHANGE/kept
  keep_resolved >"$config" || return 1
  until wg "$1" "$WG" "$config" 2>"$CHANGE/wg.err"; do
    endpoint=$(sed -n "s/^.*: \`\([^']*\)'\$/\1/p" "$CHANGE/wg.err" | head -n 1)
    [ -n "$endpoint" ] && grep -qxF "Endpoint = $endpoint" "$config" || { cat "$CHANGE/wg.err" >&2; return 1; }
    printf '%s\n' "$endpoint" >>"$CHANGE/unresolved"
    with_known_address "$endpoint" <"$config" >"$CHANGE/resolved.new" && mv "$CHANGE/resolved.new" "$CHANGE/resolved" || return 1
    config=$CHANGE/resolved
  done
}

# Prints the planned configuration with the present addresses of peers that have a session and the same host name as
# before: a name server that does not respond would take the time of the whole change.
keep_resolved() {
  oldest=$(($(date +%s) - 135))
  {
    wg show "$WG" latest-handshakes 2>/dev/null | awk -v oldest=$oldest '$2 > oldest { print "fresh", $1 }'
    wg show "$WG" endpoints 2>/dev/null | sed 's/^/at /'
    [ ! -e "$BOOT/wg" ] || named_endpoints <"$BOOT/wg" | sed 's/^/named /'
  } >"$CHANGE/sessions"
  awk -v sessions="$CHANGE/sessions" '
    BEGIN { while ((getline line < sessions) > 0) { split(line, word, /[ \t]+/); value[word[1], word[2]] = word[1] == "fresh" ? 1 : word[3] } }
    $1 == "PublicKey" { key = $3 }
    $1 == "Endpoint" && (("fresh", key) in value) && $3 == value["named", key] && value["at", key] !~ /none/ { $3 = value["at", key] }
    { print }
  ' "$CHANGE/wg"
}

# Replaces an endpoint by the last known address of its peer, or drops it.
with_known_address() {
  awk -v endpoint="$1" -v endpoints="$CHANGE/known-endpoints" '
    BEGIN { while ((getline line < endpoints) > 0) { split(line, pair, /[ \t]+/); if (pair[2] != "(none)" && !(pair[1] in known)) known[pair[1]] = pair[2] } }
    $1 == "PublicKey" { key = $3 }
    $1 == "Endpoint" && $3 == endpoint { if ((key in known) && known[key] != endpoint) print "Endpoint = " known[key]; next }
    { print }
  '
}

# Starts a handshake with each peer that has keepalives. To turn them on sends one at once.
wake_peers() {
  awk '$1 == "PublicKey" { key = $3 } $1 == "PersistentKeepalive" { print key, $3 }' "$CHANGE/wg" >"$CHANGE/keepalives" || return 1
  [ -s "$CHANGE/keepalives" ] || return 0
  set --
  while read -r key _; do set -- "$@" peer "$key" persistent-keepalive 0; done <"$CHANGE/keepalives"
  wg set "$WG" "$@" || return 1
  set --
  while read -r key seconds; do set -- "$@" peer "$key" persistent-keepalive "$seconds"; done <"$CHANGE/keepalives"
  wg set "$WG" "$@"
}

end_sessions() {
  [ -s "$CHANGE/rekeyed" ] || return 0
  while read -r key; do [ -z "$key" ] || wg set "$WG" peer "$key" remove || return 1; done <"$CHANGE/rekeyed"
}

is_link_up() { case "$1" in *'<UP'[,\>]* | *,UP[,\>]*) return 0 ;; esac; return 1; }

apply() {
  is_open || fail_ended
  # In a process group of its own, so that all of it can be stopped.
  if have setsid; then setsid sh "$CHANGE/steps"; else sh "$CHANGE/steps"; fi
}

fail_ended() { fail not-pending "the change is no longer pending"; }

run_steps() {
  # A rollback looks for this file, so check that the change is still open after the file exists.
  printf '%s\n' "$ME" >"$CHANGE/applying" || fail no-space "$RUN_IS_FULL"
  is_open || { rm -f "$CHANGE/applying"; fail_ended; }
  : >"$CHANGE/err"
  stop_moving
  has_interface && existed=yes || existed=
  [ -z "$existed" ] || [ -e "$CHANGE/keep-sessions" ] || step save_output "$CHANGE/rekeyed" rekeyed_peers
  step save_output "$CHANGE/new-peers" new_peers
  step save_output "$CHANGE/applied" date +%s
  step create_interface
  step ip link set dev "$WG" mtu "$(cat "$CHANGE/mtu")"
  step end_sessions
  [ -e "$CHANGE/prepared" ] || step save_output "$CHANGE/handshakes" wg show "$WG" latest-handshakes
  [ ! -e "$CHANGE/keep-sessions" ] || old_key=$(wg show "$WG" public-key 2>/dev/null)
  step load_config "$([ "$existed" ] && echo syncconf || echo setconf)"
  [ ! -e "$CHANGE/keep-sessions" ] || [ "$old_key" = "$(cat "$CHANGE/public-key")" ] || step wake_peers
  step nft -f "$CHANGE/peerway.nft"
  [ ! -s "$CHANGE/former.nft" ] || step nft -f "$CHANGE/former.nft"
  step ip link set dev "$WG" up
  step set_addresses
  step set_routes 4
  step set_routes 6
  step set_sysctls "$CHANGE/sysctls"
  step save_output "$CHANGE/applied-state" applied_state
  rm -f "$CHANGE/applying"
  section applied
}

step() {
  is_open || { rm -f "$CHANGE/applying"; fail_ended; }
  ! "$@" 2>"$CHANGE/err" || return 0
  why=$(head -n 2 "$CHANGE/err" 2>/dev/null | tr '\n' ' ')
  # An empty error file may be the result of a full disk.
  [ -n "$why" ] || printf 'failed\n' >"$CHANGE/err" || fail no-space "$RUN_IS_FULL"
  rm -f "$CHANGE/applying"
  fail apply "$*: ${why:-failed}"
}
