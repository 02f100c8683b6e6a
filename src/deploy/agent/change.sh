# A change is a folder with the file `open`. Whoever ends it, the operator or the timer, renames that to how it ends and
# who ends it: `confirmed.<process>` or `rolled-back.<process>`, and `released.<process>` in the end. Only where that
# process was killed does another one take its place, by a rename again. The link `pending` to the file `lock` keeps
# others out from before the snapshot until all is done, or undone. Link and rename are atomic and need no room: there
# is one change at a time, it ends in one way, and one at a time ends it. The timer runs before the link is there, and
# until it is gone: whatever is killed in between, nothing stays pending.

begin() {
  mkdir -p -m 0700 "${RUN%/*}" "$RUN" && mkdir -m 0700 "$AT" || fail no-space "$AT cannot be made"
  cp "$DATA"/* "$AT/" && printf '%s\n%s\n' "$ID" "$LOCK_HOLDER" >"$AT/lock" && script steps >"$AT/steps" &&
    script expire >"$AT/expire" && : >"$AT/open" || {
    rm -rf "$AT"
    fail no-space "cannot write to $RUN"
  }
  arm || { discard; fail no-timer "neither systemd-run nor setsid could arm the rollback"; }
  lock || { relieve; lock; } || { discard; fail busy "$(whose)"; }
}

lock() { ln "$AT/lock" "$RUN/pending" 2>/dev/null; }

# Takes back a change whose timer was killed, which nobody else would ever do.
relieve() {
  holder=$RUN/change.$(head -n 1 "$RUN/pending" 2>/dev/null)
  armed "$holder" || [ ! -f "$holder/expire" ] || sh "$holder/expire" 10 >/dev/null 2>&1
}

# Whether the timer of a change is there. Where systemd does not say, it is.
armed() {
  if [ -s "$1/unit" ]; then
    unit=$(cat "$1/unit")
    systemctl is-active --quiet "$unit.timer" "$unit.service" 2>/dev/null
    # 3: not active, 4: no such unit (systemctl(1)).
    case $? in 3 | 4) return 1 ;; *) return 0 ;; esac
  fi
  runs "$(cat "$1/timer" 2>/dev/null)"
}

whose() { sed -n 2p "$RUN/pending" 2>/dev/null; }

# Whether the lock is that of this change, whatever has become of it.
locked() { [ "$(head -n 1 "$RUN/pending" 2>/dev/null)" = "$ID" ]; }

is_open() { locked && [ -e "$AT/open" ]; }

# Begins to end the change as `confirmed` or `rolled-back`, unless somebody has begun to.
finish() { mv "$AT/open" "$AT/$1.$ME" 2>/dev/null; }

# The file that says who ends it, and how.
ending() {
  for file in "$AT"/confirmed.* "$AT"/rolled-back.* "$AT"/released.*; do
    [ ! -e "$file" ] || { printf '%s\n' "$file"; return; }
  done
  return 1
}

# Goes on with what somebody was killed at.
take_over() {
  theirs=$(ending) && ! runs "${theirs##*.}" && mv "$theirs" "${theirs%.*}.$ME" 2>/dev/null
}

# Takes the change back, unless somebody does or has confirmed it. Waits for them while they live: so many seconds, or
# for ever.
settle() {
  tries=0
  until finish rolled-back || take_over; do
    [ "${1:-x}" != "$tries" ] || return 1
    sleep 1
    tries=$((tries + 1))
    locked || ending >/dev/null || return 1
  done
  how=$(ending)
  how=${how%.*}
  how=${how##*/}
  case $how in
    confirmed) conclude ;;
    rolled-back) undo ;;
    released) release ;;
  esac
}

# The last words about a change that has ended: how it did, and what is to be remarked.
note() {
  { tail -n 50 "$RUN/ended" 2>/dev/null; printf '%s %s%s\n' "$1" "$ID" "${2:+ $2}"; } >"$AT/ended" && mv "$AT/ended" "$RUN/ended"
}

# The way free for the next one.
release() {
  mv "$(ending)" "$AT/released.$ME" 2>/dev/null
  ! locked || rm -f "$RUN/pending"
  discard
}

discard() {
  disarm
  rm -rf "$AT"
  sweep
}

# Nothing was applied yet: nothing has to be undone.
give_up() {
  finish rolled-back && unprepare && note rolled-back && release
  fail "$1" "$2"
}

# What does one thing about this change in a shell of its own.
script() { cat "$DATA/agent" && printf 'WG=%s ID=%s\nplaces\n%s "$@"\n' "$WG" "$ID" "$1"; }

# The rollback belongs to the system and not to the session that armed it. systemd is a minute late unless it is told
# otherwise.
arm() {
  unit=peerway-rollback-$WG-$ID
  if have systemd-run && [ -d /run/systemd/system ]; then
    printf '%s\n' "$unit" >"$AT/unit" && systemd-run --quiet --collect --unit="$unit" \
      --on-active="${SECONDS_TO_CONFIRM}s" --timer-property=AccuracySec=1s sh "$AT/expire" && return 0
    rm -f "$AT/unit"
  fi
  have setsid || return 1
  setsid sh -c '. "$1/agent"; printf "%s\n" "$$-$(started $$)" >"$1/timer"; sleep "$2"; exec sh "$1/expire"' \
    sh "$AT" "$SECONDS_TO_CONFIRM" </dev/null >/dev/null 2>&1 &
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
  [ "$timer" = "$ME" ] || ! runs "$timer" || kill -s KILL -- "-${timer%-*}" 2>/dev/null
  return 0
}
