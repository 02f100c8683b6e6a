claim_rollback() { claim_ending rolled-back; }

rollback() {
  how=
  end_change claim_rollback 15 || ! has_lock || fail ending "another process is still ending the change"
  if [ "$how" = rolled-back ]; then section rolled-back; else print_ending; fi
}

# Prints how the change ended, if known, with its boot warning. A change whose boot files are in place was confirmed.
print_ending() {
  section ended
  if grep -q "^[a-z-]* $ID\( \|\$\)" "$RUN/ended" 2>/dev/null; then
    awk -v id="$ID" '$2 == id { print $1, id; for (i = 3; i <= NF; i++) print "@" $i }' "$RUN/ended"
  elif cat "$BOOT/record" "$BOOT.old/record" 2>/dev/null | grep -q "^change $ID "; then
    printf 'confirmed %s\n' "$ID"
  fi
}

# Ends the change when the rollback timer fires.
# $1: seconds to wait for a process that is ending it; without it, waits forever, and also for the operator of a
# committed change.
expire() {
  [ $# -gt 0 ] || wait_for_operator
  end_change claim_expired "$@" || has_lock || ending_file >/dev/null || discard
}

claim_expired() { claim_open rolled-back || settle_committed; }

# Waits while a change is committed, for as long as the operator may need to complete or roll back all gateways: the
# other timers fire within that time, too.
wait_for_operator() {
  rounds=$(($(cat "$CHANGE/seconds" 2>/dev/null || echo 60) + 60))
  while [ -e "$CHANGE/committed" ] && [ "$rounds" -gt 0 ]; do
    sleep 1
    rounds=$((rounds - 1))
  done
}

# Decides about a committed change whose operator is gone. By now, a gateway that was not committed has rolled back. So
# if the peers respond, they have most likely changed too; if not, this gateway rolls back like them.
settle_committed() {
  [ -e "$CHANGE/committed" ] || return 1
  if peers_respond; then claim_committed confirmed; else claim_committed rolled-back; fi
}

peers_respond() {
  [ -e "$CHANGE/required-peers" ] && have ping || return 0
  while read -r _ address; do
    pings=0
    [ -n "$address" ] || continue
    until ping -c 1 -W 2 -I "$WG" "$address" >/dev/null 2>&1; do
      pings=$((pings + 1))
      [ $pings -lt 5 ] || return 1
    done
  done <"$CHANGE/required-peers"
}

# Prints the processes of a running `apply`: its shell and the group of that shell, which outlives the shell.
step_processes() {
  shell=$(cat "$CHANGE/applying" 2>/dev/null)
  [ -n "$shell" ] || return 1
  now=$(start_time "${shell%-*}")
  # The process id was reused.
  [ "${now:-${shell#*-}}" = "${shell#*-}" ] || return 1
  cat /proc/[0-9]*/stat 2>/dev/null | awk -v shell="${shell%-*}" '
    { process = $1; sub(/.*\) /, "") }
    $1 != "Z" && (process == shell || $2 == shell || $3 == shell) { print process; found = 1 }
    END { exit !found }
  '
}

# Waits for `apply` to stop after its current step; kills it if that takes too long.
stop_steps() {
  tries=0
  while processes=$(step_processes) && [ $tries -lt 10 ]; do
    # shellcheck disable=SC2086
    [ $tries -lt 3 ] || kill -s KILL $processes 2>/dev/null
    sleep 1
    tries=$((tries + 1))
  done
}

undo_change() {
  stop_steps
  stop_moving
  { [ ! -f "$CHANGE/applied" ] && [ ! -f "$CHANGE/prepared" ]; } || ! regain_lock || restore_snapshot "$CHANGE/before"
  # Boot files in preparation belong to the lock holder.
  ! has_lock || discard_prepared
  record_ending rolled-back
  release_lock
}

# If the lock was lost, acquires it again once the change that holds it has ended. Returns false if another change was
# confirmed in the meantime: then the snapshot is obsolete.
regain_lock() {
  ! has_lock || return 0
  until acquire_lock; do
    [ -e "$RUN/pending" ] || break
    break_stale_lock
    sleep 1
  done
  is_expected_change
}

restore_snapshot() {
  [ ! -s "$1/tables" ] || nft -f - <"$1/tables"
  if [ -f "$1/wg" ]; then
    restore_interface "$1"
  elif [ -f "$1/no-wg" ]; then
    ip link del dev "$WG" 2>/dev/null
  fi
  [ ! -f "$1/sysctls" ] || restore_settings "$1"
}

# Restores settings. Of gateways on one host that roll back at the same time, the last one restores those of the host.
restore_settings() {
  tries=0
  until mkdir "${RUN%/*}/settings" 2>/dev/null || [ $tries -ge 5 ]; do
    sleep 1
    tries=$((tries + 1))
  done
  settings_to_restore "$1/sysctls" >"$1/settings" && set_sysctls "$1/settings"
  : >"$CHANGE/restored"
  rmdir "${RUN%/*}/settings" 2>/dev/null
}

# Prints the settings of a snapshot without those of the host that another gateway on it needs. A pending change of
# another gateway that began later gets them, to restore them if it is rolled back, too.
settings_to_restore() {
  kept=
  for other in "${BOOT%/*}"/*/ "${RUN%/*}"/*/change.*/; do
    case $other in "$BOOT"[./]* | "$RUN"/* | *.new/ | *.old/ | */change.boot/) continue ;; esac
    [ -e "$other/sysctls" ] || continue
    case $other in
      "${RUN%/*}"/*)
        [ -e "$other/applied" ] && [ -e "$other/before/sysctls" ] && [ ! -e "$other/restored" ] || continue
        [ ! "$1" -ot "$other/before/sysctls" ] || cp "$1" "$other/before/sysctls"
        ;;
    esac
    ! grep -q '^net/ipv4/ip_forward 1' "$other/sysctls" || kept="$kept net/ipv4/"
    ! grep -q '^net/ipv6/conf/all/forwarding 1' "$other/sysctls" || kept="$kept net/ipv6/"
  done
  awk -v kept="$kept" -v own="/conf/$WG/" '
    BEGIN { count = split(kept, prefixes, " ") }
    index($1, own) { print; next }
    { for (i = 1; i <= count; i++) if (index($1, prefixes[i]) == 1) next; print }
  ' "$1"
}

restore_interface() {
  create_interface
  end_sessions
  wg syncconf "$WG" "$1/wg"
  ip link set dev "$WG" mtu "$(cat "$1/mtu")"
  if is_link_up "$(cat "$1/link")"; then ip link set dev "$WG" up; else ip link set dev "$WG" down; fi
  # A line has several arguments for `ip`.
  # shellcheck disable=SC2086
  addresses | added_lines "$1/addresses" - | while read -r address; do ip address del $address dev "$WG"; done
  addresses >"$1/live"
  # shellcheck disable=SC2086
  added_lines "$1/live" "$1/addresses" | while read -r address; do [ -z "$address" ] || ip address add $address dev "$WG"; done
  order_addresses "$1/addresses"
  for family in 4 6; do
    # A line has several arguments for `ip`.
    # shellcheck disable=SC2086
    routes $family | added_lines "$1/routes$family" - | while read -r route; do ip "-$family" route del $route dev "$WG"; done
    routes $family >"$1/live"
    # shellcheck disable=SC2086
    added_lines "$1/live" "$1/routes$family" | while read -r route; do [ -z "$route" ] || ip "-$family" route add $route dev "$WG"; done
  done
}
