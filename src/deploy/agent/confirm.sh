second_field() { awk -v key="$1" '$1 == key { print $2 }'; }

# Returns true if a peer has completed a handshake with this change on both sides. A peer that kept its keys may have
# completed one while it still had its old configuration: only one since the start of `verify` counts. Keys that are new
# here are known only to a peer that has changed.
has_new_handshake() {
  grep -qxF "$1" "$CHANGE/new-peers" && since=$CHANGE/handshakes || since=$DATA/handshakes
  now=$(wg show "$WG" latest-handshakes | second_field "$1")
  [ "${now:-0}" != 0 ] && [ "$now" != "$(second_field "$1" <"$since")" ]
}

# Waits until every required peer has responded, with a handshake or, in a session that continues, to a ping. Received
# packets alone are no response. Counts rounds of a second, in case the clock is changed.
verify() {
  is_open || fail_ended
  [ -e "$CHANGE/applied" ] || fail not-applied "the change was not applied"
  cp "$DATA/required-peers" "$CHANGE/required-peers" && save_output "$DATA/handshakes" wg show "$WG" latest-handshakes ||
    fail no-space "$RUN_IS_FULL"
  rounds=0
  until all_responded; do
    [ $rounds -lt "$HANDSHAKE_TIMEOUT" ] && is_open || fail no-handshake "${silent_keys# }"
    ping_silent
    rounds=$((rounds + 1))
  done
  section verified
}

# Returns true if all required peers have responded; sets the keys and addresses of those that have not.
all_responded() {
  silent_keys=
  silent_addresses=
  while read -r key address; do
    [ ! -e "$DATA/responded-$address" ] && ! has_new_handshake "$key" || continue
    silent_keys="$silent_keys $key"
    silent_addresses="$silent_addresses $address"
  done <"$DATA/required-peers"
  [ -z "$silent_keys" ]
}

# Pings the silent peers, which makes WireGuard start a handshake. Takes a second even if ping fails at once.
ping_silent() {
  sleep 1 >/dev/null 2>&1 &
  second=$!
  pings=
  for address in $silent_addresses; do
    { have ping && ping -c 1 -W 1 -I "$WG" "$address" && : >"$DATA/responded-$address"; } >/dev/null 2>&1 &
    pings="$pings $!"
  done
  for each in $pings; do wait "$each" || wait "$second"; done
}

# Confirms the change, unless something else has altered what was applied. A gateway that changes together with others
# only commits, which the operator completes or rolls back.
commit() {
  if [ -e "$DATA/together" ] && is_committed; then section committed; return; fi
  is_open || fail_ended
  ! is_altered || fail altered "$(alterations)"
  if [ -e "$DATA/together" ]; then
    mv "$CHANGE/open" "$CHANGE/committed" 2>/dev/null || fail_ended
    section committed
  else
    { has_lock && claim_open confirmed; } || fail_ended
    complete_commit
  fi
}

# Confirms a change that all gateways have committed.
complete() {
  if is_committed && claim_committed confirmed; then complete_commit; else print_ending; fi
}

# Removes obsolete addresses, writes the boot files and releases the lock. Something else may have altered the gateway
# since the last check: then loads the firewall again, and says so.
complete_commit() {
  while read -r address; do ip address del "$address" dev "$WG" 2>/dev/null; done <"$CHANGE/stale-addresses"
  warning=
  persist || section "$warning"
  keep_resolving
  if is_altered; then
    nft -f "$CHANGE/peerway.nft" 2>/dev/null
    section altered
    alterations
    echo
  fi
  [ ! -s "$CHANGE/unresolved" ] || { section unresolved; cat "$CHANGE/unresolved"; }
  record_ending confirmed "$warning"
  release_lock
  section confirmed
}

# Keeps the change for the next boot: its files, and a unit that loads them before the network is used. A complete
# folder exists at every moment, as the current or the .old one.
persist() {
  if grep -q "^change $ID " "$BOOT.new/record" 2>/dev/null; then
    save_output "$BOOT.new/endpoints" wg show "$WG" endpoints 2>/dev/null || rm -f "$BOOT.new/endpoints"
    [ ! -d "$BOOT" ] || { rm -rf "$BOOT.old"; mv "$BOOT" "$BOOT.old"; }
    mv "$BOOT.new" "$BOOT" && rm -rf "$BOOT.old"
  fi
  warning=not-kept
  grep -q "^change $ID " "$BOOT/record" 2>/dev/null || return 1
  warning=no-systemd
  [ -d /run/systemd/system ] || return 1
  warning=not-enabled
  enable_unit || return 1
  warning=other-enabled
  disable_other_unit
}

# Also starts the unit, so that it reloads with nftables.service; while a change is pending, it only loads the
# firewall.
enable_unit() {
  version=$(systemctl --version 2>/dev/null | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
  # Earlier versions reject Restart= in a oneshot unit.
  [ "${version:-0}" -ge 244 ] && edit= || edit='/^Restart/d'
  write_unit firewall-unit-file "peerway-$WG.firewall.service" && write_unit unit-file "peerway-$WG.service" &&
    systemctl daemon-reload && systemctl enable --quiet --now "peerway-$WG.service"
}

write_unit() {
  unit_file=/etc/systemd/system/$2
  sed "$edit" "$CHANGE/$1" >"$unit_file.new" && { sync "$unit_file.new" 2>/dev/null || sync; } &&
    mv "$unit_file.new" "$unit_file" || { rm -f "$unit_file.new"; return 1; }
}
