# Prints what else would configure the interface at the next boot: the enabled unit of wg-quick, and files of other
# programs, as "unit <name>" and "file <program> <path>".
other_managers() {
  if [ -d /run/systemd/system ]; then
    ! is_enabled "wg-quick@$WG.service" || printf 'unit wg-quick@%s.service\n' "$WG"
    ! is_enabled systemd-networkd.service || networkd_files
    ! is_enabled NetworkManager.service || network_manager_files
  fi
  for file in /etc/network/interfaces /etc/network/interfaces.d/*; do
    ! grep -Eqs "^[[:space:]]*(auto|allow-[a-z]+)[[:space:]](.*[[:space:]])?$WG([[:space:]]|\$)" "$file" || printf 'file ifupdown %s\n' "$file"
  done
}

is_enabled() { case $(systemctl is-enabled "$1" 2>/dev/null) in enabled*) return 0 ;; esac; return 1; }

# Prints files that name the interface, or a pattern of more than an asterisk for it. A file hides those of the same
# name in later folders; an empty one only hides.
networkd_files() {
  hidden=' '
  for file in /etc/systemd/network/*.net* /run/systemd/network/*.net* /usr/lib/systemd/network/*.net*; do
    case $hidden in *" ${file##*/} "*) continue ;; esac
    hidden="$hidden${file##*/} "
    set -f
    for name in $(sed -n '/^\[Match\]/,/^\[[^M]/s/^Name=//p; /^\[NetDev\]/,/^\[[^N]/s/^Name=//p' "$file" 2>/dev/null); do
      # shellcheck disable=SC2254
      case $name in '*') ;; *) case $WG in $name) printf 'file systemd-networkd %s\n' "$file"; break ;; esac ;; esac
    done
    set +f
  done
}

network_manager_files() {
  for file in /etc/NetworkManager/system-connections/* /run/NetworkManager/system-connections/*; do
    grep -qsx "interface-name=$WG" "$file" && grep -qsx 'type=wireguard' "$file" && ! grep -qsx 'autoconnect=false' "$file" &&
      printf 'file NetworkManager %s\n' "$file"
  done
  return 0
}

# Keeps wg-quick from loading its own configuration at the next boot. The unit is not stopped: that would delete the
# interface. This is part of the confirmation, so a rollback has nothing to undo.
disable_other_unit() { ! is_enabled "wg-quick@$WG.service" || systemctl disable --quiet "wg-quick@$WG.service"; }
