rollback() {
  how=
  settle 15 || ! locked || fail ending "it is still being ended"
  if [ "$how" = rolled-back ]; then section rolled-back; else outcome; fi
}

# How the change has ended, as far as that is known, with what was remarked then. What is kept was confirmed.
outcome() {
  section ended
  if grep -q "^[a-z-]* $ID\( \|\$\)" "$RUN/ended" 2>/dev/null; then
    awk -v id="$ID" '$2 == id { print $1, id; for (i = 3; i <= NF; i++) print "@" $i }' "$RUN/ended"
  elif cat "$KEPT/record" "$KEPT.old/record" 2>/dev/null | grep -q "^change $ID "; then
    printf 'confirmed %s\n' "$ID"
  fi
}

# When the time is up.
expire() { settle "$@" || locked || ending >/dev/null || discard; }

# Processes of the steps that are being made: those of their shell's group, which goes on when the shell is killed.
stepping() {
  shell=$(cat "$AT/applying" 2>/dev/null)
  [ -n "$shell" ] || return 1
  now=$(started "${shell%-*}")
  # Its number is somebody else's now.
  [ "${now:-${shell#*-}}" = "${shell#*-}" ] || return 1
  cat /proc/[0-9]*/stat 2>/dev/null | awk -v shell="${shell%-*}" '
    { process = $1; sub(/.*\) /, "") }
    $1 != "Z" && (process == shell || $2 == shell || $3 == shell) { print process; found = 1 }
    END { exit !found }
  '
}

# A step that is being made may come to its end, and no other is begun; what takes too long is killed, and gone.
stop_steps() {
  tries=0
  while processes=$(stepping) && [ $tries -lt 10 ]; do
    # shellcheck disable=SC2086
    [ $tries -lt 3 ] || kill -s KILL $processes 2>/dev/null
    sleep 1
    tries=$((tries + 1))
  done
}

undo() {
  stop_steps
  [ ! -f "$AT/applied" ] || ! regain || restore "$AT/before"
  # What is prepared is of whoever has the lock.
  ! locked || unprepare
  note rolled-back
  release
}

# A change whose lock was lost is taken back like any other; but only after whoever has got in meanwhile, and unless
# they have confirmed.
regain() {
  ! locked || return 0
  until lock; do
    [ -e "$RUN/pending" ] || break
    relieve
    sleep 1
  done
  unchanged
}

restore() {
  if [ -f "$1/table" ]; then
    { printf 'table inet peerway\ndelete table inet peerway\n'; cat "$1/table"; } | nft -f -
  elif [ -f "$1/no-table" ]; then
    nft delete table inet peerway 2>/dev/null
  fi
  if [ -f "$1/wg" ]; then
    restore_interface "$1"
  elif [ -f "$1/no-wg" ]; then
    ip link del dev "$WG" 2>/dev/null
  fi
  [ ! -f "$1/sysctls" ] || set_sysctls "$1/sysctls"
}

restore_interface() {
  bring_up
  end_sessions
  wg syncconf "$WG" "$1/wg"
  ip link set dev "$WG" mtu "$(cat "$1/mtu")"
  if is_up "$(cat "$1/link")"; then ip link set dev "$WG" up; else ip link set dev "$WG" down; fi
  # Each line is the words of one address.
  # shellcheck disable=SC2086
  addresses | beyond "$1/addresses" - | while read -r address; do ip address del $address dev "$WG"; done
  addresses >"$1/present"
  # shellcheck disable=SC2086
  beyond "$1/present" "$1/addresses" | while read -r address; do [ -z "$address" ] || ip address add $address dev "$WG"; done
  for family in 4 6; do
    # Each line is the words of one route.
    # shellcheck disable=SC2086
    routes $family | beyond "$1/routes$family" - | while read -r route; do ip "-$family" route del $route dev "$WG"; done
    routes $family >"$1/present"
    # shellcheck disable=SC2086
    beyond "$1/present" "$1/routes$family" | while read -r route; do [ -z "$route" ] || ip "-$family" route add $route dev "$WG"; done
  done
}
