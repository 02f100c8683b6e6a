rollback() {
  how=
  settle 15 || ! locked || fail ending "it is still being ended"
  if [ "$how" = rolled-back ]; then section rolled-back; else outcome; fi
}

# How the change has ended, as far as that is known.
outcome() {
  section ended
  grep -- " $ID\$" "$RUN/ended" 2>/dev/null
}

# When the time is up.
expire() { settle "$@" || locked || ending >/dev/null || discard; }

undo() {
  # A step that is being made comes to its end, and no other is begun.
  tries=0
  while [ -e "$AT/applying" ] && [ $tries -lt 3 ] && kill -0 "$(cat "$AT/applying")" 2>/dev/null; do
    sleep 1
    tries=$((tries + 1))
  done
  [ ! -s "$AT/applying" ] || kill -s KILL "$(cat "$AT/applying")" 2>/dev/null
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
  until ln "$AT/by" "$RUN/pending" 2>/dev/null; do
    [ -e "$RUN/pending" ] || break
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
  addresses | beyond "$1/addresses" - | while read -r address; do ip address del "$address" dev "$WG"; done
  addresses >"$1/present"
  beyond "$1/present" "$1/addresses" | while read -r address; do [ -z "$address" ] || ip address add "$address" dev "$WG"; done
  for family in 4 6; do
    # Each line is the words of one route.
    # shellcheck disable=SC2086
    routes $family | beyond "$1/routes$family" - | while read -r route; do ip "-$family" route del $route dev "$WG"; done
    routes $family >"$1/present"
    # shellcheck disable=SC2086
    beyond "$1/present" "$1/routes$family" | while read -r route; do [ -z "$route" ] || ip "-$family" route add $route dev "$WG"; done
  done
}
