# Restores the last confirmed change at boot from the current folder, and reloads the firewall after nftables.service
# has flushed all tables. Systemd units call `boot` and `load_table` by name: do not rename them.

# Loads the firewall of the live tunnel, which is that of the pending change once it is applied.
load_table() {
  change=$RUN/change.$(head -n 1 "$RUN/pending" 2>/dev/null)
  for file in "$change"/rolled-back.*; do [ ! -e "$file" ] || change=; done
  if [ -e "$change/applied" ]; then nft -f "$change/peerway.nft"; else nft -f ./peerway.nft; fi
}

# Brings up the firewall first: there must be no tunnel without it. systemd retries after a failure.
boot() {
  load_table || exit 1
  # The tunnel is already up if a change is pending.
  [ ! -e "$RUN/pending" ] || exit 0
  mkdir -p -m 0700 "${RUN%/*}" "$RUN" && rm -rf "$CHANGE" "$BOOT.new" && cp -R . "$CHANGE" || exit 1
  restore_tunnel
  status=$?
  rm -rf "$CHANGE"
  exit $status
}

# Restores every part of the tunnel, even if another part fails.
restore_tunnel() {
  failed=0
  has_interface && how=syncconf || how=setconf
  create_interface || failed=1
  wg $how "$WG" "$CHANGE/wg" || {
    # Use the recorded addresses until host names resolve.
    failed=1
    resolved_config >"$CHANGE/resolved" && wg $how "$WG" "$CHANGE/resolved"
  }
  ip link set dev "$WG" mtu "$(cat "$CHANGE/mtu")" up || failed=1
  set_addresses || failed=1
  set_routes 4 || failed=1
  set_routes 6 || failed=1
  wait_for_interfaces
  set_sysctls "$CHANGE/sysctls" || failed=1
  return $failed
}

# Prints the configuration with host names replaced by the addresses they had when the change was confirmed; drops an
# endpoint without such an address.
resolved_config() {
  awk -v endpoints="$CHANGE/endpoints" '
    BEGIN { while ((getline line < endpoints) > 0) { split(line, pair, /[ \t]+/); known[pair[1]] = pair[2] } }
    $1 == "PublicKey" { key = $3 }
    $1 == "Endpoint" && $3 !~ /^([0-9.]+|\[.*\]):[0-9]+$/ {
      if ((key in known) && known[key] != "(none)") print "Endpoint = " known[key]
      next
    }
    { print }
  ' "$CHANGE/wg"
}

# Waits for interfaces that must accept router advertisements before the host starts to forward.
wait_for_interfaces() {
  tries=0
  while read -r name _; do
    case $name in */accept_ra) ;; *) continue ;; esac
    until [ -e "/proc/sys/$name" ] || [ $tries -ge 10 ]; do
      sleep 1
      tries=$((tries + 1))
    done
  done <"$CHANGE/sysctls"
}
