# Prints the peers of a configuration whose endpoint is a host name, as `resolve_endpoints` reads them.
named_endpoints() { awk '$1 == "PublicKey" { key = $3 } $1 == "Endpoint" && $3 !~ /^([0-9.]+|\[.*\]):[0-9]+$/ { print key, $3 }'; }

# Starts what resolves the host names of the confirmed configuration again, or removes it if there are none. Without
# systemd, the tunnel does not come up at the next boot, and neither does this.
keep_resolving() {
  stop_resolving
  [ -e "$CHANGE/wg" ] && named_endpoints <"$CHANGE/wg" >"$RUN/named-endpoints" || return 0
  if [ -s "$RUN/named-endpoints" ]; then start_resolving; else stop_timer; rm -f "$RUN/named-endpoints"; fi
}

start_resolving() {
  if [ -d /run/systemd/system ]; then
    [ -e "$CHANGE/resolve-unit-file" ] && edit= && write_unit resolve-unit-file "peerway-$WG.resolve.service" &&
      write_unit resolve-timer-file "peerway-$WG.resolve.timer" && systemctl daemon-reload &&
      systemctl enable --quiet --now "peerway-$WG.resolve.timer"
    return
  fi
  have setsid || return 1
  { cat "$CHANGE/agent" && printf 'WG=%s ID=resolve\nplaces\nresolve_forever\n' "$WG"; } >"$RUN/resolve" || return 1
  setsid sh "$RUN/resolve" </dev/null >/dev/null 2>&1 &
}

resolve_forever() {
  printf '%s\n' "$ME" >"$RUN/resolver"
  while has_interface && [ -e "$RUN/named-endpoints" ] && [ "$(cat "$RUN/resolver")" = "$ME" ]; do
    resolve_now <"$RUN/named-endpoints"
    sleep 30
  done
}

# Called by the unit for the boot files. Do not rename it.
resolve() { named_endpoints <./wg | resolve_now; }

# A pending change may have other peers.
resolve_now() {
  [ ! -e "$RUN/pending" ] || return 0
  resolve_endpoints "$WG"
  remember_endpoints
}

# Keeps the addresses of peers for a boot without DNS, while they have a session.
remember_endpoints() {
  [ -e "$BOOT/endpoints" ] || return 0
  oldest=$(($(date +%s) - 180))
  { wg show "$WG" latest-handshakes | awk -v oldest=$oldest '$2 > oldest { print "fresh", $1 }'; wg show "$WG" endpoints; } 2>/dev/null |
    awk -v file="$BOOT/endpoints" '
      BEGIN { while ((getline line < file) > 0) { split(line, pair, /[ \t]+/); known[pair[1]] = pair[2] } }
      $1 == "fresh" { fresh[$2] = 1; next }
      { print $1 "\t" (!($1 in fresh) && ($1 in known) ? known[$1] : $2) }
    ' >"$RUN/endpoints" || return 0
  cmp -s "$RUN/endpoints" "$BOOT/endpoints" || [ ! -s "$RUN/endpoints" ] ||
    { cp "$RUN/endpoints" "$BOOT/endpoints.new" && mv "$BOOT/endpoints.new" "$BOOT/endpoints"; }
  rm -f "$RUN/endpoints"
}

# Ends the process that an earlier change started; it leads a process group with its sleep.
stop_resolving() {
  resolver=$(cat "$RUN/resolver" 2>/dev/null)
  ! is_running "$resolver" || kill -s KILL -- "-${resolver%-*}" 2>/dev/null
  rm -f "$RUN/resolver" "$RUN/resolve"
}

stop_timer() {
  timer_unit=/etc/systemd/system/peerway-$WG.resolve.timer
  [ -e "$timer_unit" ] && [ -d /run/systemd/system ] || return 0
  systemctl disable --quiet --now "${timer_unit##*/}"
  rm -f "$timer_unit" "${timer_unit%.timer}.service"
  systemctl daemon-reload
}
