bring_up() {
  exists && return 0
  ip link add dev "$WG" type wireguard 2>/dev/null && return 0
  have wireguard-go || return 1
  wireguard-go "$WG" </dev/null >/dev/null 2>&1
}

# Lines of the second file that are not in the first.
beyond() { awk -v file="$1" 'BEGIN { while ((getline line < file) > 0) known[line] = 1 } !($0 in known)' "$2"; }

# A host route is written without its length.
our_networks() {
  ip "-$1" route show dev "$WG" proto $PROTOCOL 2>/dev/null |
    awk -v bits="$([ "$1" = 4 ] && echo 32 || echo 128)" '{ print $1 ($1 ~ "/" || $1 == "default" ? "" : "/" bits) }'
}

set_addresses() {
  while read -r address; do ip address replace "$address" dev "$WG" || return 1; done <"$AT/addresses"
}

# Never `replace`: that would take the place of the host's own routes, the one to its operator among them. Where there
# is one of somebody else's to the same network through the same interface, such as wg-quick's, ours comes after it.
add_route() {
  ip "-$1" route add "$2" dev "$WG" proto $PROTOCOL 2>"$AT/route.err" && return 0
  [ -n "$(ip "-$1" route show "$2" dev "$WG" 2>/dev/null)" ] &&
    ip "-$1" route add "$2" dev "$WG" proto $PROTOCOL metric 2048 2>/dev/null && return 0
  cat "$AT/route.err" >&2
  return 1
}

set_routes() {
  our_networks "$1" >"$AT/present" || return 1
  beyond "$AT/present" "$AT/routes$1" >"$AT/coming" || return 1
  while read -r network; do add_route "$1" "$network" || return 1; done <"$AT/coming"
  beyond "$AT/routes$1" "$AT/present" >"$AT/going" || return 1
  while read -r network; do ip "-$1" route del "$network" dev "$WG" proto $PROTOCOL || return 1; done <"$AT/going"
}

set_sysctls() {
  unset_ones=0
  while read -r name value; do
    [ "$(cat "/proc/sys/$name" 2>/dev/null)" = "$value" ] && continue
    # Those of an interface go with it.
    [ ! -e "/proc/sys/$name" ] || printf '%s\n' "$value" 2>/dev/null >"/proc/sys/$name" || unset_ones=1
  done <"$1"
  return $unset_ones
}

# The peers of a configuration with their preshared keys.
preshared() { awk '$1 == "PublicKey" { key = $3; of[key] = "none" } $1 == "PresharedKey" { of[key] = $3 } END { for (key in of) print key, of[key] }' "$1"; }

# Peers whose preshared key changes, or all of them where the own key does: a running session would go on for minutes
# with keys that do not fit.
renewed() {
  preshared "$AT/before/wg" >"$AT/known" && preshared "$AT/wg" >"$AT/wanted" || return 1
  [ "$(wg show "$WG" public-key)" = "$(cat "$AT/public-key")" ] || : >"$AT/wanted"
  beyond "$AT/wanted" "$AT/known" | sed 's/ .*//'
}

end_sessions() {
  [ -s "$AT/renewed" ] || return 0
  while read -r key; do [ -z "$key" ] || wg set "$WG" peer "$key" remove || return 1; done <"$AT/renewed"
}

is_up() { case "$1" in *'<UP'[,\>]* | *,UP[,\>]*) return 0 ;; esac; return 1; }

apply() {
  is_open || ended_meanwhile
  # A group of its own, so that none of it outlives the change.
  if have setsid; then setsid sh "$AT/steps"; else sh "$AT/steps"; fi
}

ended_meanwhile() { fail not-pending "the change has ended meanwhile"; }

steps() {
  # Whoever takes the change back looks for this; so look whether it is taken back after that is there.
  printf '%s\n' "$ME" >"$AT/applying" || fail no-space "there is no room in $RUN"
  is_open || { rm -f "$AT/applying"; ended_meanwhile; }
  : >"$AT/err"
  exists && known=yes || known=
  [ -z "$known" ] || step keep "$AT/renewed" renewed
  step keep "$AT/applied" date +%s
  step bring_up
  step ip link set dev "$WG" mtu "$(cat "$AT/mtu")"
  step end_sessions
  step keep "$AT/handshakes" wg show "$WG" latest-handshakes
  step wg "$([ "$known" ] && echo syncconf || echo setconf)" "$WG" "$AT/wg"
  step nft -f "$AT/peerway.nft"
  step ip link set dev "$WG" up
  step set_addresses
  step set_routes 4
  step set_routes 6
  step set_sysctls "$AT/sysctls"
  rm -f "$AT/applying"
  section applied
}

step() {
  is_open || { rm -f "$AT/applying"; ended_meanwhile; }
  ! "$@" 2>"$AT/err" || return 0
  why=$(head -n 2 "$AT/err" 2>/dev/null | tr '\n' ' ')
  # What could not be written down is that there is no room.
  [ -n "$why" ] || printf 'failed\n' >"$AT/err" || fail no-space "there is no room in $RUN"
  rm -f "$AT/applying"
  fail apply "$*: ${why:-it failed}"
}
