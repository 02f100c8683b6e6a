# At the start of the host: what was confirmed last, from the folder it is called in. Also when nftables.service has
# flushed all tables.

# The firewall that belongs to what is there: that of a change that is being made, once it is applied.
load_table() {
  change=$RUN/change.$(head -n 1 "$RUN/pending" 2>/dev/null)
  for file in "$change"/rolled-back.*; do [ ! -e "$file" ] || change=; done
  if [ -e "$change/applied" ]; then nft -f "$change/peerway.nft"; else nft -f ./peerway.nft; fi
}

# No tunnel without its firewall; but a firewall without the tunnel. What fails is tried again by systemd.
boot() {
  load_table || exit 1
  # What is being changed is there.
  [ ! -e "$RUN/pending" ] || exit 0
  mkdir -p -m 0700 "${RUN%/*}" "$RUN" && rm -rf "$AT" "$KEPT.new" && cp -R . "$AT" || exit 1
  bring_back
  status=$?
  rm -rf "$AT"
  exit $status
}

# Each part of it, whatever becomes of the others.
bring_back() {
  failed=0
  exists && how=syncconf || how=setconf
  bring_up || failed=1
  wg $how "$WG" "$AT/wg" || {
    # Until names resolve.
    failed=1
    by_addresses >"$AT/by-addresses" && wg $how "$WG" "$AT/by-addresses"
  }
  ip link set dev "$WG" mtu "$(cat "$AT/mtu")" up || failed=1
  set_addresses || failed=1
  set_routes 4 || failed=1
  set_routes 6 || failed=1
  await_links
  set_sysctls "$AT/sysctls" || failed=1
  return $failed
}

# With the addresses that names of endpoints had when the change was confirmed; without a name that had none.
by_addresses() {
  awk -v endpoints="$AT/endpoints" '
    BEGIN { while ((getline line < endpoints) > 0) { split(line, pair, /[ \t]+/); known[pair[1]] = pair[2] } }
    $1 == "PublicKey" { key = $3 }
    $1 == "Endpoint" && $3 !~ /^([0-9.]+|\[.*\]):[0-9]+$/ {
      if ((key in known) && known[key] != "(none)") print "Endpoint = " known[key]
      next
    }
    { print }
  ' "$AT/wg"
}

# Interfaces that are to listen to routers before the host begins to forward.
await_links() {
  tries=0
  while read -r name _; do
    case $name in */accept_ra) ;; *) continue ;; esac
    until [ -e "/proc/sys/$name" ] || [ $tries -ge 10 ]; do
      sleep 1
      tries=$((tries + 1))
    done
  done <"$AT/sysctls"
}
