# A change of keys without an outage. The gateway whose key changes is the first to use it, and a peer can receive from
# the new key only once the networks are moved to it: WireGuard has each network at one peer. So the peers are prepared.
# They accept handshakes of the next key, and a watcher moves the networks when the first one has completed.

# $CHANGE/successors has a line for each next key with its networks: "<key> <network>,<network>".
prepare() {
  is_open || fail_ended
  # A rollback looks for this file.
  : >"$CHANGE/prepared" && save_output "$CHANGE/handshakes" wg show "$WG" latest-handshakes &&
    task_script move_networks >"$CHANGE/move" || fail no-space "$RUN_IS_FULL"
  while read -r key _; do
    preshared_keys "$CHANGE/wg" | awk -v key="$key" '$1 == key && $2 != "none" { print $2 }' >"$CHANGE/next-psk"
    [ -s "$CHANGE/next-psk" ] && psk=$CHANGE/next-psk || psk=/dev/null
    wg set "$WG" peer "$key" preshared-key "$psk" 2>"$DATA/err" || fail prepare "$(head -n 1 "$DATA/err")"
  done <"$CHANGE/successors"
  rm -f "$CHANGE/next-psk"
  have setsid && setsid sh "$CHANGE/move" </dev/null >/dev/null 2>&1 &
  section prepared
}

# Moves the networks of each next key to it once it has completed a handshake, until the change is applied or ends.
move_networks() {
  printf '%s\n' "$ME" >"$CHANGE/moving" || return 1
  while [ -e "$CHANGE/open" ] && [ ! -e "$CHANGE/applying" ]; do
    wg show "$WG" latest-handshakes >"$CHANGE/seen" 2>/dev/null
    number=0
    while read -r key networks; do
      number=$((number + 1))
      [ ! -e "$CHANGE/moved.$number" ] && has_handshake "$key" && wg set "$WG" peer "$key" allowed-ips "$networks" 2>/dev/null &&
        : >"$CHANGE/moved.$number"
    done <"$CHANGE/successors"
    sleep 0.01 2>/dev/null || sleep 1
  done
}

# Returns true if a peer has completed a handshake, according to the list of latest handshakes.
has_handshake() { [ "$(second_field "$1" <"$CHANGE/seen")" -gt 0 ] 2>/dev/null; }

# Ends the watcher: what follows sets all networks itself.
stop_moving() {
  mover=$(cat "$CHANGE/moving" 2>/dev/null)
  [ -n "$mover" ] && is_running "$mover" || return 0
  kill -s KILL -- "-${mover%-*}" 2>/dev/null
  tries=0
  while is_running "$mover" && [ $tries -lt 10 ]; do
    sleep 0.1 2>/dev/null || sleep 1
    tries=$((tries + 1))
  done
}
