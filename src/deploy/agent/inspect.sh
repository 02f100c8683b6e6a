missing_tools() {
  for tool in wg ip nft; do
    have "$tool" || printf '%s\n' "$tool"
  done
}

sysctls() {
  for name in net/ipv4/ip_forward net/ipv6/conf/all/forwarding net/ipv4/conf/all/rp_filter "net/ipv4/conf/$WG/rp_filter"; do
    [ ! -r "/proc/sys/$name" ] || printf '%s %s\n' "$name" "$(cat "/proc/sys/$name")"
  done
}

# Prints the live table and the planned one, both as nft formats them.
firewall_sections() {
  section table
  live_table
  section planned-table
  [ -s "$DATA/scratch.nft" ] || return 0
  planned_table "$DATA/scratch.nft" "$DATA/planned-table" || { check_space; section nft-error; cat "$DATA/nft.err"; return 0; }
  cat "$DATA/planned-table"
}

# Prints a problem that would keep the tunnel from coming up at the next boot.
boot_state() {
  if [ -d "${BOOT%/*}" ]; then [ -w "${BOOT%/*}" ]; else [ -w /etc ]; fi || { echo cannot-keep; return; }
  [ ! -d /run/systemd/system ] || systemctl is-enabled --quiet "peerway-$WG.service" 2>/dev/null || echo not-enabled
}

# Removes the data folders and scratch tables of shells that were killed.
remove_leftovers() {
  for data in /run/peerway-[0-9]*; do
    [ -d "$data" ] && ! kill -0 "${data##*-}" 2>/dev/null || continue
    table=$(sed -n 's/^table inet \(peerway_[0-9a-f]*\) .*/\1/p' "$data/dormant.nft" 2>/dev/null | head -n 1)
    [ -z "$table" ] || nft delete table inet "$table" 2>/dev/null
    rm -rf "$data"
  done
}

# Prints the address that the operator's SSH connection comes from. sudo removes it from its own environment, so this
# searches the environments of the parent processes.
operator_address() {
  pid=$$
  while [ "${pid:-1}" -gt 1 ]; do
    tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | sed -n 's/^SSH_CONNECTION=\([^ ]*\) .*/\1/p'
    pid=$(awk '$1 == "PPid:" { print $2 }' "/proc/$pid/status" 2>/dev/null)
  done | head -n 1
}

inspect() {
  remove_leftovers
  section missing
  missing_tools
  section now
  date +%s
  section operator
  operator_address
  section record
  cat "$BOOT/record" 2>/dev/null
  section boot
  boot_state
  section managers
  other_managers
  section pending
  lock_holder
  have ip || return 0
  section link
  ip -o link show dev "$WG" 2>/dev/null
  section addresses
  ip -o address show dev "$WG" 2>/dev/null
  section routes
  ip -4 route show table all dev "$WG" 2>/dev/null
  ip -6 route show table all dev "$WG" 2>/dev/null
  section host-routes
  ip -4 route show table main 2>/dev/null
  ip -6 route show table main 2>/dev/null
  section sysctls
  sysctls
  if have wg; then
    section wg
    # Private and preshared keys stay on the host: the expected ones were sent along and are compared here.
    wg show "$WG" dump 2>/dev/null | awk -F '\t' -v OFS='\t' -v known="$DATA/preshared-keys" '
      BEGIN { while ((getline line < known) > 0) { split(line, pair, " "); expected[pair[1]] = pair[2] } }
      NR == 1 { print "interface", $2, $3, ($1 == "(none)" ? "no-key" : "key"); next }
      { print "peer", $1, (!($1 in expected) ? "unknown" : $2 == expected[$1] ? "same" : "other"), $3, $4, $5, $6, $7, $8 }
    '
  fi
  if have nft; then
    firewall_sections
    section foreign-rules
    foreign_rules
  fi
  section legacy-rules4
  legacy_rules ip
  section legacy-rules6
  legacy_rules ip6
  paths
  section end
}
