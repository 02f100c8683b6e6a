# Completion of peerway for fish.
# Generated from the command tree by `npm run completions`.

function __peerway_complete
    set -l words (commandline -opc)
    set -l token (commandline -ct)
    set -l path (string join ' ' -- $words[2..-1])
    set -l commands
    set -l flags

    # Nouns, verbs and flags complete from this table, without starting node.
    switch "$path"
        case ''
            set commands \
                'peering	Manage peerings' \
                'gateway	Manage VPN gateways' \
                'vpc	Manage VPCs' \
                'client	Manage clients' \
                'location	Manage locations' \
                'plan	Inspect the address plan' \
                'state	Manage the state' \
                'log	Show the change log' \
                'config	Manage preferences and settings' \
                'completion	Generate shell completion scripts' \
                'help	Show help for a topic or command' \
                'version	Show the version'
            set flags \
                '--version	show the version' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'peering'
            set commands \
                'create	Peer two gateways, or two VPCs of one cloud' \
                'accept	Accept a peering request' \
                'reject	Reject a peering request' \
                'requests	List requests that are waiting at the providers' \
                'list	List peerings' \
                'show	Show peerings and the configuration of each side' \
                'update	Update a cloud peering' \
                'disable	Disable a WireGuard peering' \
                'enable	Enable a WireGuard peering' \
                'rename	Rename a peering' \
                'rotate-psk	Replace the preshared key of a peering' \
                'delete	Delete peerings on both sides' \
                'refresh	Refresh the status of cloud peerings' \
                'doctor	Diagnose a cloud peering' \
                'render	Render the configuration of each side of a peering' \
                'verify	Test a peering through the tunnel in both directions'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'peering create'
            set flags \
                '--name	peering name' \
                '--via	transport' \
                '--dry-run	show the changes without making them' \
                '--request	require acceptance even if you own both sides' \
                '--if-not-exists	succeed if it exists with the same values' \
                '--deploy	deploy to both gateways over SSH; if one fails, roll back both' \
                '--duplex	set up both sides at once if you own both' \
                '--without-cidr	CIDR of either VPC to leave out of routes and rules' \
                '--dns	allow the peer to resolve private DNS names of your side' \
                '--flow-logs	destination of the VPC flow logs of your side: ARN of an S3 bucket, log group or Firehose stream (AWS); or logging (GCP); or ID of a storage account (Azure)' \
                '--flow-logs-role	IAM role that may write the flow logs to a log group' \
                '--export-custom-routes	export static and dynamic routes to the peer' \
                '--import-custom-routes	import static and dynamic routes from the peer' \
                '--export-subnet-routes-with-public-ip	export subnet routes with public IP addresses' \
                '--no-export-subnet-routes-with-public-ip	do not export subnet routes with public IP addresses' \
                '--import-subnet-routes-with-public-ip	import subnet routes with public IP addresses from the peer' \
                '--stack-type	IP versions of exchanged routes' \
                '--allow-forwarded-traffic	accept packets from the peer whose source is outside of it, such as those of a gateway' \
                '--allow-gateway-transit	let the peer use the VPN or ExpressRoute gateway of your side' \
                '--use-remote-gateways	use the VPN or ExpressRoute gateway of the peer' \
                '--apply	apply the changes with the CLI of the provider' \
                '--timeout	timeout for provider operations' \
                '--profile	AWS CLI profile of both sides or of one VPC' \
                '--project	GCP project, if it differs from that of the VPC' \
                '--side	VPC whose side to access' \
                '--replace-routes	replace routes that lead elsewhere without asking' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'peering accept'
            set flags \
                '--dry-run	show the changes without making them' \
                '--dns	allow the peer to resolve private DNS names of your side' \
                '--flow-logs	destination of the VPC flow logs of your side: ARN of an S3 bucket, log group or Firehose stream (AWS); or logging (GCP); or ID of a storage account (Azure)' \
                '--flow-logs-role	IAM role that may write the flow logs to a log group' \
                '--export-custom-routes	export static and dynamic routes to the peer' \
                '--import-custom-routes	import static and dynamic routes from the peer' \
                '--export-subnet-routes-with-public-ip	export subnet routes with public IP addresses' \
                '--no-export-subnet-routes-with-public-ip	do not export subnet routes with public IP addresses' \
                '--import-subnet-routes-with-public-ip	import subnet routes with public IP addresses from the peer' \
                '--allow-forwarded-traffic	accept packets from the peer whose source is outside of it, such as those of a gateway' \
                '--allow-gateway-transit	let the peer use the VPN or ExpressRoute gateway of your side' \
                '--use-remote-gateways	use the VPN or ExpressRoute gateway of the peer' \
                '--name	peering name' \
                '--vpc	name for the requester\'s VPC' \
                '--owner	owner of the requester\'s VPC' \
                '--apply	apply the changes with the CLI of the provider' \
                '--timeout	timeout for provider operations' \
                '--profile	AWS CLI profile of both sides or of one VPC' \
                '--project	GCP project, if it differs from that of the VPC' \
                '--side	VPC whose side to access' \
                '--replace-routes	replace routes that lead elsewhere without asking' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'peering reject'
            set flags \
                '--dry-run	show the changes without making them' \
                '--apply	apply the changes with the CLI of the provider' \
                '--timeout	timeout for provider operations' \
                '--profile	AWS CLI profile of both sides or of one VPC' \
                '--project	GCP project, if it differs from that of the VPC' \
                '--side	VPC whose side to access' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'peering requests'
            set flags \
                '--profile	AWS CLI profile of both sides or of one VPC' \
                '--project	GCP project, if it differs from that of the VPC' \
                '--side	VPC whose requests to list' \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'peering list'
            set flags \
                '--status	peering status' \
                '--gateway	gateway whose peerings to list' \
                '--via	transport' \
                '--mine	list only objects that you own' \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'peering show'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'peering update'
            set flags \
                '--dry-run	show the changes without making them' \
                '--duplex	also set the options of the other side that mirror these' \
                '--without-cidr	CIDR of either VPC to leave out of routes and rules' \
                '--with-cidr	left-out CIDR to connect again' \
                '--dns	allow the peer to resolve private DNS names of your side' \
                '--no-dns	do not allow the peer to resolve private DNS names of your side' \
                '--flow-logs	destination of the VPC flow logs of your side: ARN of an S3 bucket, log group or Firehose stream (AWS); or logging (GCP); or ID of a storage account (Azure)' \
                '--no-flow-logs	delete the flow logs that peerway created' \
                '--flow-logs-role	IAM role that may write the flow logs to a log group' \
                '--export-custom-routes	export static and dynamic routes to the peer' \
                '--no-export-custom-routes	do not export static and dynamic routes to the peer' \
                '--import-custom-routes	import static and dynamic routes from the peer' \
                '--no-import-custom-routes	do not import static and dynamic routes from the peer' \
                '--export-subnet-routes-with-public-ip	export subnet routes with public IP addresses' \
                '--no-export-subnet-routes-with-public-ip	do not export subnet routes with public IP addresses' \
                '--import-subnet-routes-with-public-ip	import subnet routes with public IP addresses from the peer' \
                '--no-import-subnet-routes-with-public-ip	do not import subnet routes with public IP addresses from the peer' \
                '--stack-type	IP versions of exchanged routes' \
                '--allow-forwarded-traffic	accept packets from the peer whose source is outside of it, such as those of a gateway' \
                '--no-allow-forwarded-traffic	do not accept packets from the peer whose source is outside of it, such as those of a gateway' \
                '--allow-gateway-transit	let the peer use the VPN or ExpressRoute gateway of your side' \
                '--no-allow-gateway-transit	do not let the peer use the VPN or ExpressRoute gateway of your side' \
                '--use-remote-gateways	use the VPN or ExpressRoute gateway of the peer' \
                '--no-use-remote-gateways	do not use the VPN or ExpressRoute gateway of the peer' \
                '--apply	apply the changes with the CLI of the provider' \
                '--timeout	timeout for provider operations' \
                '--profile	AWS CLI profile of both sides or of one VPC' \
                '--project	GCP project, if it differs from that of the VPC' \
                '--side	VPC whose options to change; with --apply, also the only side to access' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'peering disable'
            set flags \
                '--dry-run	show the changes without making them' \
                '--deploy	deploy to the gateways of both sides over SSH' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'peering enable'
            set flags \
                '--dry-run	show the changes without making them' \
                '--deploy	deploy to the gateways of both sides over SSH' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'peering rename'
            set flags \
                '--dry-run	show the changes without making them' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'peering rotate-psk'
            set flags \
                '--dry-run	show the changes without making them' \
                '--plan-only	change only the plan, for gateways that are not deployed to' \
                '--confirm-within	time to confirm the change before the gateways roll it back' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'peering delete'
            set flags \
                '--dry-run	show the changes without making them' \
                '--if-exists	skip names that do not exist' \
                '--deploy	deploy to the gateways of both sides over SSH' \
                '--apply	apply the changes with the CLI of the provider' \
                '--timeout	timeout for provider operations' \
                '--profile	AWS CLI profile of both sides or of one VPC' \
                '--project	GCP project, if it differs from that of the VPC' \
                '--side	VPC whose side to access' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'peering refresh'
            set flags \
                '--profile	AWS CLI profile of both sides or of one VPC' \
                '--project	GCP project, if it differs from that of the VPC' \
                '--side	VPC whose side to access' \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'peering doctor'
            set flags \
                '--fix	run the fixes after a confirmation' \
                '--timeout	timeout for provider operations' \
                '--profile	AWS CLI profile of both sides or of one VPC' \
                '--project	GCP project, if it differs from that of the VPC' \
                '--side	VPC whose side to access' \
                '--replace-routes	replace routes that lead elsewhere without asking' \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'peering render'
            set flags \
                '--side	gateway or VPC whose side to render' \
                '--format	output format' \
                '--undo	render the removal of a cloud peering' \
                '--profile	AWS CLI profile of both sides or of one VPC' \
                '--project	GCP project, if it differs from that of the VPC' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'peering verify'
            set flags \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'gateway'
            set commands \
                'create	Add a gateway' \
                'list	List gateways' \
                'show	Show a gateway and its configuration' \
                'update	Update a gateway' \
                'rename	Rename a gateway' \
                'delete	Delete gateways' \
                'import	Import a gateway that already runs WireGuard' \
                'peers	List the peers of a gateway' \
                'render	Render the configuration of a gateway' \
                'rotate-key	Replace the key of a gateway' \
                'deploy	Deploy the configuration to gateways' \
                'diff	Compare live gateways with the plan' \
                'status	Show the status of live gateways' \
                'peer	Manage the peers of a gateway'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'gateway create'
            set flags \
                '--dry-run	show the changes without making them' \
                '--vpc	VPC of the gateway' \
                '--cidr	networks of a new VPC with the name of the gateway' \
                '--location	location of the new VPC' \
                '--device	platform of the gateway' \
                '--device-version	version of the device: VyOS 1.4, 1.5; OpenWrt 22.03, 23.05, 24.10, 25.12' \
                '--endpoint	public address and UDP port' \
                '--no-endpoint	no endpoint, such as behind NAT: the gateway connects to its peers, which cannot connect to it' \
                '--lan-address	addresses in the VPC, one IPv4 and one IPv6' \
                '--ssh	SSH target for deployments; a new gateway with one is pending until its first deployment' \
                '--tunnel-subnet	pool of tunnel addresses, one IPv4 and one IPv6' \
                '--interface	name of the WireGuard interface' \
                '--listen-port	UDP port of the interface, if a router forwards another one to it' \
                '--mtu	MTU of the WireGuard interface' \
                '--line-mtu	MTU of the line to the Internet, such as 1492 for PPPoE: sets an --mtu that fits' \
                '--public-key	public key, if the private key stays on the gateway' \
                '--status	gateway status' \
                '--owner	owner of the gateway' \
                '--label	labels' \
                '--if-not-exists	succeed if it exists with the same values' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'gateway list'
            set flags \
                '--mine	list only objects that you own' \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'gateway show'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'gateway update'
            set flags \
                '--dry-run	show the changes without making them' \
                '--device	platform of the gateway' \
                '--device-version	version of the device: VyOS 1.4, 1.5; OpenWrt 22.03, 23.05, 24.10, 25.12' \
                '--endpoint	public address and UDP port' \
                '--no-endpoint	no endpoint, such as behind NAT: the gateway connects to its peers, which cannot connect to it' \
                '--lan-address	addresses in the VPC, one IPv4 and one IPv6' \
                '--ssh	SSH target for deployments; a new gateway with one is pending until its first deployment' \
                '--tunnel-subnet	pool of tunnel addresses, one IPv4 and one IPv6' \
                '--interface	name of the WireGuard interface' \
                '--listen-port	UDP port of the interface, if a router forwards another one to it' \
                '--mtu	MTU of the WireGuard interface' \
                '--line-mtu	MTU of the line to the Internet, such as 1492 for PPPoE: sets an --mtu that fits' \
                '--public-key	public key, if the private key stays on the gateway' \
                '--client-to-client	traffic between clients of the gateway' \
                '--allow-foreign	networks of foreign peers whose traffic with the VPC is allowed; \'\' for none' \
                '--status	gateway status' \
                '--owner	owner of the gateway' \
                '--label	labels to set' \
                '--remove-label	labels to remove' \
                '--unset	values to remove' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'gateway rename'
            set flags \
                '--dry-run	show the changes without making them' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'gateway delete'
            set flags \
                '--dry-run	show the changes without making them' \
                '--if-exists	skip names that do not exist' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'gateway import'
            set flags \
                '--dry-run	show the changes without making them' \
                '--file	wg-quick file, or - for stdin' \
                '--ssh	SSH target to read the live interface from, and to deploy to' \
                '--local	read the live interface of this host' \
                '--interface	name of the interface' \
                '--with-key	store the private key in the plan' \
                '--public-key	public key, if the file has no private key' \
                '--vpc	VPC of the gateway' \
                '--cidr	networks of a new VPC with the name of the gateway' \
                '--location	location of the new VPC' \
                '--endpoint	public address and UDP port' \
                '--no-endpoint	no endpoint, such as behind NAT: the gateway connects to its peers, which cannot connect to it' \
                '--lan-address	addresses in the VPC, one IPv4 and one IPv6' \
                '--tunnel-subnet	pool of tunnel addresses, which contains those of the interface' \
                '--client	peers to import as clients' \
                '--owner	owner of the gateway' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'gateway peers'
            set flags \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'gateway render'
            set flags \
                '--format	output format' \
                '--out	output folder' \
                '--undo	render the file that removes it from a device other than Linux' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'gateway rotate-key'
            set flags \
                '--dry-run	show the changes without making them' \
                '--plan-only	change only the plan, for gateways that are not deployed to' \
                '--confirm-within	time to confirm the change before the gateways roll it back' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'gateway deploy'
            set flags \
                '--peering	peering whose gateways to deploy to; if one fails, both roll back' \
                '--all	select all gateways with an SSH target' \
                '--local	use this host as the gateway, without SSH' \
                '--concurrency	maximum number of gateways at a time' \
                '--confirm-within	time to confirm a change before the gateway rolls it back' \
                '--key-on-host	generate new keys on the gateways, where the private keys stay; requires the names of their peers, too' \
                '--prune-foreign-peers	remove peers that peerway did not create' \
                '--stop-foreign-peers	stop the traffic of foreign peers in use; required with --yes on a first deployment' \
                '--dry-run	show the changes without making them' \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'gateway diff'
            set flags \
                '--all	select all gateways with an SSH target' \
                '--local	use this host as the gateway, without SSH' \
                '--concurrency	maximum number of gateways at a time' \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'gateway status'
            set flags \
                '--all	select all gateways with an SSH target' \
                '--local	use this host as the gateway, without SSH' \
                '--concurrency	maximum number of gateways at a time' \
                '--watch	refresh until interrupted' \
                '--interval	refresh interval of --watch' \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'gateway peer'
            set commands \
                'delete	Delete a peer of a gateway'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'gateway peer delete'
            set flags \
                '--dry-run	show the changes without making them' \
                '--if-exists	skip names that do not exist' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'vpc'
            set commands \
                'add	Add a VPC' \
                'create	Create a VPC at its provider' \
                'import	Import VPCs from a cloud provider' \
                'list	List VPCs' \
                'show	Show a VPC' \
                'update	Update a VPC' \
                'rename	Rename a VPC' \
                'render	Render the commands that create a VPC' \
                'delete	Delete VPCs'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'vpc add'
            set flags \
                '--dry-run	show the changes without making them' \
                '--cidr	IPv4 and IPv6 networks of the VPC' \
                '--subnet	named subnets of the VPC' \
                '--location	location of the VPC' \
                '--mtu	MTU of the network, from which new gateways derive that of their tunnel' \
                '--owner	owner of the VPC' \
                '--label	labels' \
                '--if-not-exists	succeed if it exists with the same values' \
                '--provider	provider of the VPC' \
                '--account	account ID' \
                '--region	region' \
                '--vpc-id	VPC ID' \
                '--route-table	IDs of the route tables' \
                '--security-group	IDs of the security groups; or IDs of the network security groups of WireGuard gateways' \
                '--project	project ID' \
                '--network	network name' \
                '--auto-mode	network in auto mode: GCP creates its subnets in 10.128.0.0/9' \
                '--subscription	subscription ID' \
                '--resource-group	resource group of the VNet' \
                '--vnet	VNet name' \
                '--tenant	tenant ID of the subscription' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'vpc create'
            set flags \
                '--provider	provider of the VPC' \
                '--cidr	networks of the VPC' \
                '--subnet	subnets of the VPC' \
                '--public	subnets with a route to the internet' \
                '--location	location of the VPC' \
                '--owner	owner of the VPC' \
                '--if-not-exists	succeed if it exists with the same values' \
                '--dry-run	show the changes without making them' \
                '--account	account ID' \
                '--region	region' \
                '--project	project ID' \
                '--network	network name' \
                '--subscription	subscription ID' \
                '--resource-group	resource group of the VNet' \
                '--vnet	VNet name' \
                '--tenant	tenant ID of the subscription' \
                '--apply	apply the changes with the CLI of the provider' \
                '--timeout	timeout for provider operations' \
                '--profile	AWS CLI profile' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'vpc import'
            set flags \
                '--from-aws	import from AWS; --file takes the output of `aws ec2 describe-vpcs`, `describe-subnets`, `describe-route-tables`, and `describe-security-groups`' \
                '--from-gcp	import from GCP; --file takes the output of `gcloud compute networks list` and `networks subnets list`' \
                '--from-azure	import from Azure; --file takes the output of `az network vnet list` or `az network vnet show`' \
                '--file	saved JSON output, or - for stdin' \
                '--location	location of new VPCs' \
                '--owner	owner of new VPCs' \
                '--dry-run	show the changes without making them' \
                '--region	AWS regions (default: that of your AWS configuration)' \
                '--profile	AWS CLI profile' \
                '--project	GCP project (default: that of your gcloud configuration)' \
                '--subscription	subscriptions to read (default: that of your az configuration)' \
                '--resource-group	resource group to read (default: all of the subscription)' \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'vpc list'
            set flags \
                '--mine	list only objects that you own' \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'vpc show'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'vpc update'
            set flags \
                '--dry-run	show the changes without making them' \
                '--add-cidr	networks to add' \
                '--remove-cidr	networks to remove' \
                '--add-subnet	subnets to add or replace' \
                '--remove-subnet	subnets to remove' \
                '--location	location of the VPC' \
                '--mtu	MTU of the network, from which new gateways derive that of their tunnel' \
                '--owner	owner of the VPC' \
                '--label	labels to set' \
                '--remove-label	labels to remove' \
                '--unset	values to remove' \
                '--provider	provider of the VPC' \
                '--account	account ID' \
                '--region	region' \
                '--vpc-id	VPC ID' \
                '--route-table	IDs of the route tables' \
                '--security-group	IDs of the security groups; or IDs of the network security groups of WireGuard gateways' \
                '--project	project ID' \
                '--network	network name' \
                '--auto-mode	network in auto mode: GCP creates its subnets in 10.128.0.0/9' \
                '--subscription	subscription ID' \
                '--resource-group	resource group of the VNet' \
                '--vnet	VNet name' \
                '--tenant	tenant ID of the subscription' \
                '--apply	apply the changes with the CLI of the provider' \
                '--timeout	timeout for provider operations' \
                '--profile	AWS CLI profile' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'vpc rename'
            set flags \
                '--dry-run	show the changes without making them' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'vpc render'
            set flags \
                '--format	output format' \
                '--undo	render the deletion' \
                '--out	output folder' \
                '--profile	AWS CLI profile' \
                '--project	GCP project, if it differs from that of the VPC' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'vpc delete'
            set flags \
                '--dry-run	show what would be deleted, and what prevents it' \
                '--if-exists	skip names that do not exist' \
                '--apply	apply the changes with the CLI of the provider' \
                '--timeout	timeout for provider operations' \
                '--profile	AWS CLI profile' \
                '--project	GCP project, if it differs from that of the VPC' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'client'
            set commands \
                'add	Add a client to a gateway' \
                'list	List clients' \
                'show	Show a client' \
                'update	Update a client' \
                'rename	Rename a client' \
                'config	Print the WireGuard configuration of a client' \
                'rotate-key	Replace the keys of a client' \
                'delete	Delete clients'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'client add'
            set flags \
                '--dry-run	show the changes without making them' \
                '--public-key	public key, if the client keeps the private key' \
                '--expires	expiration, after which the client is no longer rendered: 2027-01-31, 12h, 90d, 2w' \
                '--dns	DNS servers in its configuration' \
                '--search-domain	search domains in its configuration' \
                '--if-not-exists	succeed if it exists with the same values' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'client list'
            set flags \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'client show'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'client update'
            set flags \
                '--dry-run	show the changes without making them' \
                '--status	client status' \
                '--expires	new expiration, which revives an expired client: 2027-01-31, 12h, 90d, 2w, or never' \
                '--dns	DNS servers in its configuration' \
                '--search-domain	search domains in its configuration' \
                '--unset	values to remove' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'client rename'
            set flags \
                '--dry-run	show the changes without making them' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'client config'
            set flags \
                '--qr	print a QR code for the WireGuard app' \
                '--qr-png	write the QR code as a PNG picture with mode 0600' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'client rotate-key'
            set flags \
                '--dry-run	show the changes without making them' \
                '--public-key	new public key, if the client keeps the private key' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'client delete'
            set flags \
                '--dry-run	show the changes without making them' \
                '--if-exists	skip names that do not exist' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'location'
            set commands \
                'set	Enable or disable VPN gateways in a location' \
                'delete	Delete locations' \
                'list	List locations'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'location set'
            set flags \
                '--dry-run	show the changes without making them' \
                '--vpn-gateway	VPN gateways' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'location delete'
            set flags \
                '--dry-run	show the changes without making them' \
                '--if-exists	skip names that do not exist' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'location list'
            set flags \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'plan'
            set commands \
                'check	Find overlapping networks' \
                'suggest	Suggest free networks' \
                'list	List all networks in address order'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'plan check'
            set flags \
                '--file	file to check, or - for stdin' \
                '--limit	maximum number of pairs to list; all pairs are counted' \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'plan suggest'
            set flags \
                '--prefix	prefix length of the networks' \
                '--within	range to search' \
                '--count	number of networks' \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'plan list'
            set flags \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'state'
            set commands \
                'path	Print the state folder' \
                'check	Validate the state' \
                'export	Export the state as JSON' \
                'backups	List earlier revisions' \
                'restore	Restore an earlier revision' \
                'encrypt	Encrypt the state with a key file or a passphrase' \
                'decrypt	Decrypt the state' \
                'import	Replace the state with an exported document'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'state path'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'state check'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'state export'
            set flags \
                '--with-secrets	include private and preshared keys' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'state backups'
            set flags \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'state restore'
            set flags \
                '--dry-run	show the changes without making them' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'state encrypt'
            set flags \
                '--passphrase	use a passphrase instead of a key file' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'state decrypt'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'state import'
            set flags \
                '--dry-run	show the changes without making them' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'log'
            set flags \
                '--revision	revision whose entry to show, value by value' \
                '--since	start of the period: 2026-01-31, 12h, 90d, 2w' \
                '--object	object whose changes to show: seoul, gateway/seoul' \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'config'
            set commands \
                'get	Print a preference or setting' \
                'set	Set a preference or setting' \
                'unset	Reset a preference or setting to its default' \
                'list	List preferences and settings'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'config get'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'config set'
            set flags \
                '--dry-run	show the changes without making them' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'config unset'
            set flags \
                '--dry-run	show the changes without making them' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'config list'
            set flags \
                '--columns	columns to show, in order: name,status' \
                '--sort	column to sort by; -<column> sorts in descending order' \
                '--filter	rows to show: status=active, or status!=active' \
                '--no-headers	omit the header line' \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'completion'
            set commands \
                'bash	Print the completion script for bash' \
                'zsh	Print the completion script for zsh' \
                'fish	Print the completion script for fish'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'completion bash'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'completion zsh'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'completion fish'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'help'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
        case 'version'
            set flags \
                '--state	state folder' \
                '--output	output format' \
                '--quiet	suppress notes and progress' \
                '--no-input	disable prompts' \
                '--yes	assume "yes" for all prompts' \
                '--no-color	disable colors (env: NO_COLOR)' \
                '--as	owner to act as' \
                '--lock-timeout	timeout for the state lock' \
                '--key-file	key file of an encrypted state (env: PEERWAY_KEY_FILE)' \
                '--passphrase-file	file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)' \
                '--help	show help'
    end
    if string match -qr -- '^-[a-z-]*$' "$token"; and set -q flags[1]
        string join \n -- $flags
        return
    else if string match -qr -- '^[a-z-]*$' "$token"; and set -q commands[1]
        string join \n -- $commands
        return
    end

    # The program completes everything else.
    set -l program peerway
    if string match -q -- '*/*' $words[1]
        set program (string replace -r -- '^~/' "$HOME/" $words[1])
    end
    # It also gets an assignment before the command: PEERWAY_STATE=other peerway ...
    set -l assigned (string match -r -- '^\s*(?:[A-Za-z_]\w*=\S*\s+)*?(PEERWAY_STATE=(?:"[^"]*"|\'[^\']*\'|[^\s"\'])*)\s' (commandline -cp | string collect))
    set -lx PEERWAY_ASSIGNED "$assigned[2]"
    set -l reply ($program __complete fish $words[2..-1] "$token" 2>/dev/null </dev/null)
    set -l directive (string split -m 1 -- ' ' "$reply[1]")
    set -l head "$directive[2]"
    switch "$directive[1]"
        case file folder
            # For an unknown command, fish completes paths.
            set -l rest (string sub -s (math (string length -- "$head") + 1) -- "$token")
            set -l found (complete -C "__peerway_unknown_command $rest")
            if test "$directive[1]" = folder
                set found (string match -r -- '^[^\t]*/(?:\t.*)?$' $found)
            end
            string join \n -- $head$found
        case words open
            string join \n -- $reply[2..-1]
    end
end

complete -c peerway -f -k -a '(__peerway_complete)'
