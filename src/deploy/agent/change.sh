# A change is a folder with a file `open`. The process that ends it, for the operator or for the timer, renames that
# file to `confirmed.<process>` or `rolled-back.<process>`, and finally to `released.<process>`. If that process is
# killed, another one continues, again by renaming the file. A change of several gateways that belong together is first
# renamed to `committed`: its timer no longer rolls it back, but the operator still can; see settle_committed. The link `pending` to the file `lock` excludes other changes
# from before the snapshot until the confirmation or rollback is complete. Links and renames are atomic and need no disk
# space, so there is only one change at a time, it ends in only one way, and only one process ends it. The rollback
# timer starts before the link exists and runs until it is gone, so no change stays pending if a process is killed.

begin_change() {
  mkdir -p -m 0700 "${RUN%/*}" "$RUN" && mkdir -m 0700 "$CHANGE" || fail no-space "$RUN_IS_FULL"
  cp "$DATA"/* "$CHANGE/" && printf '%s\n%s\n' "$ID" "$LOCK_HOLDER" >"$CHANGE/lock" && printf '%s\n' "$SECONDS_TO_CONFIRM" >"$CHANGE/seconds" && task_script run_steps >"$CHANGE/steps" &&
    task_script expire >"$CHANGE/expire" && : >"$CHANGE/open" || {
    rm -rf "$CHANGE"
    fail no-space "$RUN_IS_FULL"
  }
  arm_rollback || { discard; fail no-timer "cannot arm the rollback: neither systemd-run nor setsid works"; }
  acquire_lock || { break_stale_lock; acquire_lock; } || { discard; fail busy "$(lock_holder)"; }
}

acquire_lock() { ln "$CHANGE/lock" "$RUN/pending" 2>/dev/null; }

# Rolls back a pending change whose timer was killed: it would stay pending forever.
break_stale_lock() {
  pending=$RUN/change.$(head -n 1 "$RUN/pending" 2>/dev/null)
  is_armed "$pending" || [ ! -f "$pending/expire" ] || sh "$pending/expire" 10 >/dev/null 2>&1
}

# Returns true if the rollback timer of a change is running, or if systemd cannot tell.
is_armed() {
  if [ -s "$1/unit" ]; then
    unit=$(cat "$1/unit")
    systemctl is-active --quiet "$unit.timer" "$unit.service" 2>/dev/null
    # 3: not active, 4: no such unit (systemctl(1)).
    case $? in 3 | 4) return 1 ;; *) return 0 ;; esac
  fi
  is_running "$(cat "$1/timer" 2>/dev/null)"
}

lock_holder() { sed -n 2p "$RUN/pending" 2>/dev/null; }

# Returns true if this change holds the lock, even if it is already ending.
has_lock() { [ "$(head -n 1 "$RUN/pending" 2>/dev/null)" = "$ID" ]; }

is_open() { has_lock && [ -e "$CHANGE/open" ]; }

is_committed() { has_lock && [ -e "$CHANGE/committed" ]; }

# Claims the ending of an open or committed change, as `confirmed` or `rolled-back`. Fails if another process has
# claimed it.
claim_ending() { claim_open "$1" || claim_committed "$1"; }

claim_open() { mv "$CHANGE/open" "$CHANGE/$1.$ME" 2>/dev/null; }

claim_committed() { mv "$CHANGE/committed" "$CHANGE/$1.$ME" 2>/dev/null; }

# Prints the file whose name says how the change ends and which process ends it.
ending_file() {
  for file in "$CHANGE"/confirmed.* "$CHANGE"/rolled-back.* "$CHANGE"/released.*; do
    [ ! -e "$file" ] || { printf '%s\n' "$file"; return; }
  done
  return 1
}

# Claims the ending of a process that was killed before it was done.
resume_ending() {
  abandoned=$(ending_file) && ! is_running "${abandoned##*.}" && mv "$abandoned" "${abandoned%.*}.$ME" 2>/dev/null
}

# Ends the change by a claim, or completes the ending that a killed process has left. While another process is ending
# the change, waits for it, for the given number of seconds or forever.
end_change() {
  tries=0
  until "$1" || resume_ending; do
    [ "${2:-x}" != "$tries" ] || return 1
    sleep 1
    tries=$((tries + 1))
    has_lock || ending_file >/dev/null || return 1
  done
  how=$(ending_file)
  how=${how%.*}
  how=${how##*/}
  case $how in
    confirmed) complete_commit ;;
    rolled-back) undo_change ;;
    released) release_lock ;;
  esac
}

# Records how the change ended, with a boot warning if there is one.
record_ending() {
  { tail -n 50 "$RUN/ended" 2>/dev/null; printf '%s %s%s\n' "$1" "$ID" "${2:+ $2}"; } >"$CHANGE/ended" && mv "$CHANGE/ended" "$RUN/ended"
}

# Releases the lock for the next change.
release_lock() {
  mv "$(ending_file)" "$CHANGE/released.$ME" 2>/dev/null
  ! has_lock || rm -f "$RUN/pending"
  discard
}

discard() {
  disarm_rollback
  rm -rf "$CHANGE"
  remove_leftovers
}

# Ends a change that was not applied yet, so there is nothing to undo, and fails.
abort() {
  claim_ending rolled-back && discard_prepared && record_ending rolled-back && release_lock
  fail "$1" "$2"
}

# Prints a script that runs one function for this change in a shell of its own.
task_script() { cat "$DATA/agent" && printf 'WG=%s ID=%s\nplaces\n%s "$@"\n' "$WG" "$ID" "$1"; }

# Starts the rollback timer outside of the session, so that it survives a lost connection. By default, systemd timers
# may fire up to a minute late.
arm_rollback() {
  unit=peerway-rollback-$WG-$ID
  if have systemd-run && [ -d /run/systemd/system ]; then
    printf '%s\n' "$unit" >"$CHANGE/unit" && systemd-run --quiet --collect --unit="$unit" \
      --on-active="${SECONDS_TO_CONFIRM}s" --timer-property=AccuracySec=1s sh "$CHANGE/expire" && return 0
    rm -f "$CHANGE/unit"
  fi
  have setsid || return 1
  setsid sh -c '. "$1/agent"; printf "%s\n" "$$-$(start_time $$)" >"$1/timer"; sleep "$2"; exec sh "$1/expire"' \
    sh "$CHANGE" "$SECONDS_TO_CONFIRM" </dev/null >/dev/null 2>&1 &
  tries=0
  until [ -s "$CHANGE/timer" ]; do
    tries=$((tries + 1))
    [ $tries -lt 50 ] || return 1
    sleep 0.1 2>/dev/null || sleep 1
  done
}

disarm_rollback() {
  [ ! -s "$CHANGE/unit" ] || systemctl stop "$(cat "$CHANGE/unit").timer" 2>/dev/null
  # The timer leads a process group, so this also ends its sleep. It must not end itself.
  timer=$(cat "$CHANGE/timer" 2>/dev/null)
  [ "$timer" = "$ME" ] || ! is_running "$timer" || kill -s KILL -- "-${timer%-*}" 2>/dev/null
  return 0
}
