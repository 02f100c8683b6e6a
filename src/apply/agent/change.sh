# A change is a folder with the file `open`, which is renamed by whoever ends it: the operator who confirms, or the
# timer that rolls back. The link `pending` to its file `by` keeps others out from before the snapshot until all is
# done, or undone. Link and rename are atomic: there is one change at a time, and it ends in one way. The timer runs
# before the link is there, and until it is gone: whatever is killed in between, nothing stays pending.

begin() {
  mkdir -p -m 0700 "${RUN%/*}" "$RUN" && mkdir -m 0700 "$AT" || fail no-space "$AT cannot be made"
  cp "$DATA"/* "$AT/" && printf '%s\n%s\n' "$ID" "$BY" >"$AT/by" && : >"$AT/open" || {
    rm -rf "$AT"
    fail no-space "cannot write to $RUN"
  }
  arm || { discard; fail no-timer "neither systemd-run nor setsid could arm the rollback"; }
  ln "$AT/by" "$RUN/pending" 2>/dev/null || { discard; fail busy "$(whose)"; }
}

whose() { sed -n 2p "$RUN/pending" 2>/dev/null; }

# Whether the lock is that of this change, whatever has become of it.
locked() { [ "$(head -n 1 "$RUN/pending" 2>/dev/null)" = "$ID" ]; }

is_open() { locked && [ -e "$AT/open" ]; }

# Ends the change as `confirmed` or `rolled-back`, unless it has ended.
finish() { locked && mv "$AT/open" "$AT/$1" 2>/dev/null; }

# The last words about a change that has ended, and the way free for the next one.
release() {
  { tail -n 50 "$RUN/ended" 2>/dev/null; printf '%s %s\n' "$1" "$ID"; } >"$AT/ended" && mv "$AT/ended" "$RUN/ended"
  rm -f "$RUN/pending"
  discard
}

discard() {
  disarm
  rm -rf "$AT"
  # What shells that were killed had with them.
  for data in /run/peerway-[0-9]*; do kill -0 "${data##*-}" 2>/dev/null || rm -rf "$data"; done
}

# Nothing was applied yet: nothing has to be undone.
give_up() {
  finish rolled-back && unprepare && release rolled-back
  fail "$1" "$2"
}

# The rollback belongs to the system and not to the session that armed it. systemd is a minute late unless it is told
# otherwise.
arm() {
  { cat "$DATA/agent" && printf 'WG=%s ID=%s\nplaces\nexpire\n' "$WG" "$ID"; } >"$AT/expire" || return 1
  unit=peerway-rollback-$WG-$ID
  if have systemd-run && [ -d /run/systemd/system ]; then
    printf '%s\n' "$unit" >"$AT/unit" && systemd-run --quiet --collect --unit="$unit" \
      --on-active="${SECONDS_TO_CONFIRM}s" --timer-property=AccuracySec=1s sh "$AT/expire" && return 0
    rm -f "$AT/unit"
  fi
  have setsid || return 1
  setsid sh -c 'echo $$ >"$1/timer"; sleep "$2"; exec sh "$1/expire"' sh "$AT" "$SECONDS_TO_CONFIRM" \
    </dev/null >/dev/null 2>&1 &
  tries=0
  until [ -s "$AT/timer" ]; do
    tries=$((tries + 1))
    [ $tries -lt 50 ] || return 1
    sleep 0.1 2>/dev/null || sleep 1
  done
}

disarm() {
  [ ! -s "$AT/unit" ] || systemctl stop "$(cat "$AT/unit").timer" 2>/dev/null
  # The timer leads a session of its own, so its sleep ends with it; unless it is the timer that asks.
  timer=$(cat "$AT/timer" 2>/dev/null)
  [ -z "$timer" ] || [ "$timer" = $$ ] || kill -s KILL -- "-$timer" 2>/dev/null
  return 0
}
