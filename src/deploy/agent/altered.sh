# The last check of a change: is everything still as it was applied?

# Prints one line for each thing that a change applies. Endpoints are left out: they follow the peer's packets. The
# order of peers may vary.
applied_state() {
  is_link_up "$(ip link show dev "$WG" 2>/dev/null)" && link=up || link=down
  echo "link $WG $(mtu) $link"
  addresses | added_lines "$CHANGE/stale-addresses" - | sed 's/^/address /'
  for family in 4 6; do managed_routes $family | sed 's/^/route /'; done
  while read -r name _; do printf 'setting %s %s\n' "$name" "$(cat "/proc/sys/$name" 2>/dev/null)"; done <"$CHANGE/sysctls"
  wg showconf "$WG" 2>/dev/null | awk -v wg="$WG" '
    function print_section() { if (name != "") print name text }
    /^\[Interface\]/ { print_section(); name = "interface " wg; text = ""; next }
    /^\[Peer\]/ { print_section(); name = "peer"; text = ""; next }
    /^Endpoint/ || NF == 0 { next }
    $1 == "PublicKey" { name = "peer " $3; next }
    { text = text " " $0 }
    END { print_section() }
  '
}

# Returns true if something is no longer as it was applied, and lists it in a file by its kind and name: the rest of a
# line may hold keys.
is_altered() {
  into=${DATA:-$CHANGE}
  {
    [ "$(live_table | sed '/^$/d')" = "$(cat "$CHANGE/expected-table")" ] || echo "firewall table inet $(table)"
    applied_state >"$into/live-state" && added_lines "$into/live-state" "$CHANGE/applied-state" | awk '{ print $1, $2 }'
  } >"$into/altered" || return 0
  [ -s "$into/altered" ]
}

alterations() { head -n 3 "${DATA:-$CHANGE}/altered" | tr '\n' ',' | sed 's/,$//; s/,/, /g'; }

# Fails if /run is full. Few tools notice that they wrote only a part of a file, or read such a part.
check_space() {
  printf '%8192s' '' >"$DATA/space" 2>/dev/null && rm -f "$DATA/space" || fail no-space "$RUN_IS_FULL"
}

live_table() { nft -s -n list table inet "$(table)" 2>/dev/null; }

# Prints the name of the planned firewall table. Gateways that share a host have different ones.
table() { cat "$CHANGE/firewall-table" 2>/dev/null || cat "$DATA/firewall-table" 2>/dev/null || echo peerway; }

# Prints the name of the table that the last confirmed change loaded, if this change moves the firewall to another one.
former_table() {
  former=$(sed -n 's/^table inet \(peerway[A-Za-z0-9_-]*\) {$/\1/p' "$BOOT/peerway.nft" 2>/dev/null | head -n 1)
  [ -n "$former" ] && [ "$former" != "$(table)" ] && [ "$(table_interface "$former")" = "$WG" ] && printf '%s\n' "$former"
}

# Prints the interface that a firewall table is for.
table_interface() { nft list table inet "$1" 2>/dev/null | sed -n 's/.*iifname != "\([^"]*\)".*/\1/p' | head -n 1; }

# Writes the table of a file, as nft prints it, to another file. It is loaded dormant and under a unique name, so that
# it never sees a packet: tasks of one command have the same ID, also for two gateways on one host. On an error of nft,
# leaves the error in nft.err.
planned_table() {
  scratch=peerway_$ID$$
  awk -v name="$scratch" '
    $1 == "flags" && $2 == "dormant" { next }
    /^(delete )?table inet / { sub(/inet [^ ]+/, "inet " name) }
    { print }
    /^table inet .*\{/ { print "\tflags dormant" }
  ' "$1" >"$DATA/dormant.nft" || fail no-space "$RUN_IS_FULL"
  nft -f "$DATA/dormant.nft" 2>"$DATA/nft.err" || return 1
  # Not in a pipe, which would have the status of sed: a list that failed would be a table without rules.
  nft -s -n list table inet "$scratch" >"$DATA/scratch-table" 2>"$DATA/nft.err" &&
    sed "s/$scratch/$(table)/; /^[[:space:]]*flags dormant$/d; /^$/d" "$DATA/scratch-table" >"$2"
  listed=$?
  nft delete table inet "$scratch"
  return $listed
}
