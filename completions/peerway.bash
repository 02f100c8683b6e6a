# Completion of peerway for bash.
# Generated from the command tree by `npm run completions`.

_peerway() {
  local line=${COMP_LINE:0:COMP_POINT} IFS=$' \t\n' known=1 words='' flags=''
  COMPREPLY=()

  # Nouns, verbs and flags complete from this table, without starting node.
  if [[ $line =~ ^[^[:space:]\"\'\\]+(([[:space:]]+[a-z-]+)*)[[:space:]]+(-{0,2}[a-z-]*)$ ]]; then
    local before=${BASH_REMATCH[1]} current=${BASH_REMATCH[3]}
    local -a path
    read -ra path <<<"$before"
    case "${path[*]}" in
      '') words='peering gateway vpc client location plan state log config completion help version' flags='--version --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'peering') words='create accept reject requests list show update disable enable rename rotate-psk delete refresh doctor render verify' flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'peering create') flags='--name --via --dry-run --request --if-not-exists --deploy --duplex --without-cidr --dns --flow-logs --flow-logs-role --export-custom-routes --import-custom-routes --export-subnet-routes-with-public-ip --no-export-subnet-routes-with-public-ip --import-subnet-routes-with-public-ip --stack-type --allow-forwarded-traffic --allow-gateway-transit --use-remote-gateways --apply --timeout --profile --project --side --replace-routes --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'peering accept') flags='--dry-run --dns --flow-logs --flow-logs-role --export-custom-routes --import-custom-routes --export-subnet-routes-with-public-ip --no-export-subnet-routes-with-public-ip --import-subnet-routes-with-public-ip --allow-forwarded-traffic --allow-gateway-transit --use-remote-gateways --name --vpc --owner --apply --timeout --profile --project --side --replace-routes --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'peering reject') flags='--dry-run --apply --timeout --profile --project --side --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'peering requests') flags='--profile --project --side --columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'peering list') flags='--status --gateway --via --mine --columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'peering show') flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'peering update') flags='--dry-run --duplex --without-cidr --with-cidr --dns --no-dns --flow-logs --no-flow-logs --flow-logs-role --export-custom-routes --no-export-custom-routes --import-custom-routes --no-import-custom-routes --export-subnet-routes-with-public-ip --no-export-subnet-routes-with-public-ip --import-subnet-routes-with-public-ip --no-import-subnet-routes-with-public-ip --stack-type --allow-forwarded-traffic --no-allow-forwarded-traffic --allow-gateway-transit --no-allow-gateway-transit --use-remote-gateways --no-use-remote-gateways --apply --timeout --profile --project --side --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'peering disable') flags='--dry-run --deploy --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'peering enable') flags='--dry-run --deploy --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'peering rename') flags='--dry-run --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'peering rotate-psk') flags='--dry-run --plan-only --confirm-within --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'peering delete') flags='--dry-run --if-exists --deploy --apply --timeout --profile --project --side --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'peering refresh') flags='--profile --project --side --columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'peering doctor') flags='--fix --timeout --profile --project --side --replace-routes --columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'peering render') flags='--side --format --undo --profile --project --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'peering verify') flags='--columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'gateway') words='create list show update rename delete import peers render rotate-key deploy diff status peer' flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'gateway create') flags='--dry-run --vpc --cidr --location --device --device-version --endpoint --no-endpoint --lan-address --ssh --tunnel-subnet --interface --listen-port --mtu --line-mtu --public-key --status --owner --label --if-not-exists --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'gateway list') flags='--mine --columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'gateway show') flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'gateway update') flags='--dry-run --device --device-version --endpoint --no-endpoint --lan-address --ssh --tunnel-subnet --interface --listen-port --mtu --line-mtu --public-key --client-to-client --allow-foreign --status --owner --label --remove-label --unset --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'gateway rename') flags='--dry-run --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'gateway delete') flags='--dry-run --if-exists --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'gateway import') flags='--dry-run --file --ssh --local --interface --with-key --public-key --vpc --cidr --location --endpoint --no-endpoint --lan-address --tunnel-subnet --client --owner --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'gateway peers') flags='--columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'gateway render') flags='--format --out --undo --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'gateway rotate-key') flags='--dry-run --plan-only --confirm-within --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'gateway deploy') flags='--peering --all --local --concurrency --confirm-within --key-on-host --prune-foreign-peers --stop-foreign-peers --dry-run --columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'gateway diff') flags='--all --local --concurrency --columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'gateway status') flags='--all --local --concurrency --watch --interval --columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'gateway peer') words='delete' flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'gateway peer delete') flags='--dry-run --if-exists --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'vpc') words='add create import list show update rename render delete' flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'vpc add') flags='--dry-run --cidr --subnet --location --mtu --owner --label --if-not-exists --provider --account --region --vpc-id --route-table --security-group --project --network --auto-mode --subscription --resource-group --vnet --tenant --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'vpc create') flags='--provider --cidr --subnet --public --location --owner --if-not-exists --dry-run --account --region --project --network --subscription --resource-group --vnet --tenant --apply --timeout --profile --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'vpc import') flags='--from-aws --from-gcp --from-azure --file --location --owner --dry-run --region --profile --project --subscription --resource-group --columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'vpc list') flags='--mine --columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'vpc show') flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'vpc update') flags='--dry-run --add-cidr --remove-cidr --add-subnet --remove-subnet --location --mtu --owner --label --remove-label --unset --provider --account --region --vpc-id --route-table --security-group --project --network --auto-mode --subscription --resource-group --vnet --tenant --apply --timeout --profile --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'vpc rename') flags='--dry-run --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'vpc render') flags='--format --undo --out --profile --project --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'vpc delete') flags='--dry-run --if-exists --apply --timeout --profile --project --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'client') words='add list show update rename config rotate-key delete' flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'client add') flags='--dry-run --public-key --expires --dns --search-domain --if-not-exists --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'client list') flags='--columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'client show') flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'client update') flags='--dry-run --status --expires --dns --search-domain --unset --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'client rename') flags='--dry-run --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'client config') flags='--qr --qr-png --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'client rotate-key') flags='--dry-run --public-key --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'client delete') flags='--dry-run --if-exists --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'location') words='set delete list' flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'location set') flags='--dry-run --vpn-gateway --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'location delete') flags='--dry-run --if-exists --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'location list') flags='--columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'plan') words='check suggest list' flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'plan check') flags='--file --limit --columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'plan suggest') flags='--prefix --within --count --columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'plan list') flags='--columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'state') words='path check export backups restore encrypt decrypt import' flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'state path') flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'state check') flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'state export') flags='--with-secrets --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'state backups') flags='--columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'state restore') flags='--dry-run --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'state encrypt') flags='--passphrase --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'state decrypt') flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'state import') flags='--dry-run --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'log') flags='--revision --since --object --columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'config') words='get set unset list' flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'config get') flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'config set') flags='--dry-run --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'config unset') flags='--dry-run --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'config list') flags='--columns --sort --filter --no-headers --state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'completion') words='bash zsh fish' flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'completion bash') flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'completion zsh') flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'completion fish') flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'help') flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      'version') flags='--state --output --quiet --no-input --yes --no-color --as --lock-timeout --key-file --passphrase-file --help' ;;
      *) known= ;;
    esac
    if [[ $current == -* ]]; then words=$flags; fi
    if [[ $known && $words ]]; then
      COMPREPLY=($(compgen -W "$words" -- "$current"))
      return
    fi
  fi

  # The program completes everything else. It gets the line as typed.
  local program=peerway
  if [[ $1 == */* ]]; then program=${1/#\~\//"$HOME"/}; fi
  local -a reply=()
  local suggestion
  while IFS= read -r suggestion; do
    reply+=("$suggestion")
  done < <("$program" __complete bash "$COMP_WORDBREAKS" "$line" 2>/dev/null </dev/null)
  case ${reply[0]-} in
    file) compopt -o default ;;
    folder) compopt -o dirnames ;;
    open) compopt -o nospace ;;
  esac 2>/dev/null
  COMPREPLY=("${reply[@]:1}")
}

complete -o nosort -F _peerway peerway 2>/dev/null || complete -F _peerway peerway
