# Prints the firewall of the host without peerway's own tables. Long sets are cut: a set of more than 100 lines has the
# line "cut" in place of its elements.
foreign_rules() {
  nft -s -n list ruleset 2>/dev/null | awk '
    function flush_set() {
      if (held != "") printf "%s", (count > 100 ? head "\t\tcut\n" : held)
      held = ""
      count = 0
    }
    /^table / { own = $2 == "inet" && $3 ~ /^peerway(_|$)/ }
    own || /^#/ || /^[ \t]*$/ { next }
    /^\t(set|map) / { head = held = $0 "\n"; count = 1; next }
    held != "" {
      count++
      if (count <= 100) held = held $0 "\n"
      if ($0 == "\t}") flush_set()
      next
    }
    ++lines <= 30000 { print }
  '
}

# Prints the rules of iptables-legacy for a family, which nft does not list. Reads only tables that exist: to list
# another one would load its module.
legacy_rules() {
  names=$(cat "/proc/net/${1}_tables_names" 2>/dev/null)
  [ -n "$names" ] || return 0
  case $1 in ip) program=iptables ;; *) program=ip6tables ;; esac
  have "$program-legacy-save" && program=$program-legacy
  for name in $names; do "$program-save" -t "$name" 2>/dev/null; done | grep '^[*:-]' | head -n 30000
}
