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
                'peering	Connections of two VPCs' \
                'gateway	VPN gateways: Linux hosts with WireGuard, one side of each peering' \
                'vpc	Networks with their CIDRs' \
                'client	Road warriors: laptops and phones that reach a VPC and all it is peered with' \
                'location	Places where VPCs live, with VPN gateways on or off' \
                'plan	The address plan: overlaps, free ranges' \
                'state	The state itself: where it is, whether it is sound, in and out' \
                'log	Tell who changed what, and when; the newest first' \
                'config	Preferences: owner, output, tunnel pool' \
                'completion	Scripts for completion by Tab, in bash, zsh and fish' \
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
                'accept	Accept a request' \
                'reject	Turn a request down' \
                'list	List peerings' \
                'show	Show peerings and what they put on each side' \
                'delete	Take peerings off both of their sides' \
                'refresh	Ask AWS and GCP how their peerings are' \
                'doctor	Find what keeps a peering at AWS or GCP from working' \
                'render	Render what a peering puts on each side, without keys' \
                'verify	Probe a peering both ways through the tunnel'
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
                '--name	its name; else <a>-<b>' \
                '--via	what carries it' \
                '--request	ask for acceptance even where both sides are yours' \
                '--dry-run	say what would change, and change nothing' \
                '--deploy	and make both gateways so, over SSH: both or neither' \
                '--duplex	set up both sides at once; else the other has to accept' \
                '--dns	let the peer resolve the private DNS names of this side' \
                '--export-custom-routes	give static and dynamic routes to the peer' \
                '--import-custom-routes	take those of the peer' \
                '--export-subnet-routes-with-public-ip	give routes to subnets with public addresses; the default' \
                '--no-export-subnet-routes-with-public-ip	keep them' \
                '--import-subnet-routes-with-public-ip	take those of the peer' \
                '--stack-type	whether IPv6 goes along; else where both have it' \
                '--apply	and run the commands that do it, with your own aws or gcloud' \
                '--timeout	how long to wait for what takes its time: 5m' \
                '--profile	profile of aws, for both sides or for one' \
                '--project	GCP project where it is other than in the plan' \
                '--side	this side only, where you cannot reach the other' \
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
                '--dns	let the peer resolve the private DNS names of this side' \
                '--export-custom-routes	give static and dynamic routes to the peer' \
                '--import-custom-routes	take those of the peer' \
                '--export-subnet-routes-with-public-ip	give routes to subnets with public addresses; the default' \
                '--no-export-subnet-routes-with-public-ip	keep them' \
                '--import-subnet-routes-with-public-ip	take those of the peer' \
                '--apply	and run the commands that do it, with your own aws or gcloud' \
                '--timeout	how long to wait for what takes its time: 5m' \
                '--profile	profile of aws, for both sides or for one' \
                '--project	GCP project where it is other than in the plan' \
                '--side	this side only, where you cannot reach the other' \
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
                '--status	only those in this status' \
                '--gateway	only those of this gateway' \
                '--via	only those of this kind' \
                '--mine	only what belongs to whoever acts' \
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
        case 'peering delete'
            set flags \
                '--deploy	and make their gateways so, over SSH' \
                '--apply	and run the commands that do it, with your own aws or gcloud' \
                '--timeout	how long to wait for what takes its time: 5m' \
                '--profile	profile of aws, for both sides or for one' \
                '--project	GCP project where it is other than in the plan' \
                '--side	this side only, where you cannot reach the other' \
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
                '--profile	profile of aws, for both sides or for one' \
                '--project	GCP project where it is other than in the plan' \
                '--side	this side only, where you cannot reach the other' \
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
                '--profile	profile of aws, for both sides or for one' \
                '--project	GCP project where it is other than in the plan' \
                '--side	this side only, where you cannot reach the other' \
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
                '--side	one gateway or VPC only' \
                '--format	what to render; else wg-quick, aws-cli or gcloud' \
                '--undo	what takes it away again, of a peering that a cloud carries' \
                '--profile	profile of aws, for both sides or for one' \
                '--project	GCP project where it is other than in the plan' \
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
                'create	Put a gateway into the plan' \
                'list	List gateways' \
                'show	Show a gateway and what it has to do' \
                'update	Change a gateway' \
                'delete	Take gateways out of the plan' \
                'peers	List the peers of a gateway: its peerings and clients' \
                'render	Render what a gateway has to be, with its keys' \
                'deploy	Make gateways what the plan says, with a rollback that cannot be cut off' \
                'diff	Tell what differs between live gateways and the plan' \
                'status	Show the peers of live gateways: handshake, endpoint, transfer' \
                'peer	One peer of a gateway'
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
                '--vpc	the VPC it is in' \
                '--cidr	the networks of a new VPC with the same name' \
                '--location	where that new VPC is' \
                '--endpoint	where it is reached over UDP; port 51820 if none is named' \
                '--lan-address	its address in the VPC, one IPv4 and one IPv6' \
                '--ssh	where it is reached over SSH; a new gateway is then pending until its first deploy' \
                '--tunnel-subnet	its address pool, one IPv4 and one IPv6' \
                '--interface	WireGuard interface; wg0 unless it is named' \
                '--mtu	of the interface; 1420 unless it is named' \
                '--public-key	of a key pair that stays on the gateway' \
                '--status	only active ones are peered' \
                '--owner	whose it is; else whoever acts' \
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
                '--mine	only what belongs to whoever acts' \
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
                '--endpoint	where it is reached over UDP; port 51820 if none is named' \
                '--lan-address	its address in the VPC, one IPv4 and one IPv6' \
                '--ssh	where it is reached over SSH; a new gateway is then pending until its first deploy' \
                '--tunnel-subnet	its address pool, one IPv4 and one IPv6' \
                '--interface	WireGuard interface; wg0 unless it is named' \
                '--mtu	of the interface; 1420 unless it is named' \
                '--public-key	of a key pair that stays on the gateway' \
                '--status	only active ones are peered' \
                '--owner	whose it is; else whoever acts' \
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
                '--format	what to render' \
                '--out	folder to write to' \
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
                '--peering	both gateways of it: both are changed or neither' \
                '--all	every gateway with an SSH target' \
                '--local	this host is the gateway; no SSH' \
                '--concurrency	gateways at a time; 8 unless it is named' \
                '--confirm-within	after that a gateway takes the change back; 60 unless it is named' \
                '--key-on-host	have each make its own key, which never leaves it; name its peers too, which have to learn of it' \
                '--prune-foreign-peers	take away peers that are neither in the plan nor of an earlier deploy' \
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
                '--all	every gateway with an SSH target' \
                '--local	this host is the gateway; no SSH' \
                '--concurrency	gateways at a time; 8 unless it is named' \
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
                '--all	every gateway with an SSH target' \
                '--local	this host is the gateway; no SSH' \
                '--concurrency	gateways at a time; 8 unless it is named' \
                '--watch	look again and again, until it is ended' \
                '--interval	between two looks of --watch; 2 unless it is named' \
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
                'add	Put a VPC into the plan' \
                'import	Take VPCs over from AWS or GCP' \
                'list	List VPCs' \
                'show	Show a VPC' \
                'update	Change a VPC' \
                'delete	Take VPCs out of the plan'
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
                '--cidr	its networks, IPv4 and IPv6' \
                '--subnet	networks inside them' \
                '--location	where it is' \
                '--owner	whose it is; else whoever acts' \
                '--provider	whose cloud it is in' \
                '--account	AWS account' \
                '--region	AWS region' \
                '--vpc-id	AWS VPC' \
                '--route-table	AWS route tables' \
                '--security-group	AWS security groups' \
                '--project	GCP project' \
                '--network	GCP network' \
                '--auto-mode	GCP makes its subnets, all in 10.128.0.0/9' \
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
                '--from-aws	as `aws ec2 describe-vpcs`, describe-subnets, describe-route-tables say' \
                '--from-gcp	as `gcloud compute networks list` and `networks subnets list` say' \
                '--file	their saved JSON, - for stdin' \
                '--region	AWS regions; else that of your configuration' \
                '--profile	profile of aws' \
                '--project	GCP project; else that of your configuration' \
                '--location	where new ones are' \
                '--owner	whose new ones are; else whoever acts' \
                '--dry-run	say what would change, and change nothing' \
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
                '--mine	only what belongs to whoever acts' \
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
                '--add-cidr	networks to add' \
                '--remove-cidr	networks to take away' \
                '--add-subnet	subnets to add or change' \
                '--remove-subnet	subnets to take away' \
                '--location	where it is' \
                '--owner	whose it is; else whoever acts' \
                '--provider	whose cloud it is in' \
                '--account	AWS account' \
                '--region	AWS region' \
                '--vpc-id	AWS VPC' \
                '--route-table	AWS route tables' \
                '--security-group	AWS security groups' \
                '--project	GCP project' \
                '--network	GCP network' \
                '--auto-mode	GCP makes its subnets, all in 10.128.0.0/9' \
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
                'list	List clients, and which of them need their configuration again' \
                'show	Show a client' \
                'config	Print a client\'s configuration, with its keys' \
                'delete	Take clients off a gateway'
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
                '--public-key	of a key pair that stays with the client' \
                '--expires	2027-01-31, 12h, 90d, 2w: after that it is no longer rendered' \
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
        case 'client config'
            set flags \
                '--qr	as a QR code for the WireGuard app' \
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
                'set	Switch VPN gateways on or off in a location' \
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
                '--vpn-gateway	whether gateways there may be peered' \
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
                'check	Find every overlapping pair of networks' \
                'suggest	Suggest free networks' \
                'list	List every network of the plan in address order'
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
                '--file	a list to check in place of the state; - is stdin' \
                '--limit	most pairs to list; all are counted' \
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
                '--prefix	their prefix length' \
                '--within	where to look; else the private IPv4 ranges' \
                '--count	how many' \
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
                'path	Print the folder of the state' \
                'check	Read the whole state and ask every rule about it' \
                'export	Print the whole state as one JSON document' \
                'backups	List the earlier revisions that are kept' \
                'restore	Put an earlier revision in the place of the present state' \
                'encrypt	Encrypt the state where it lies, for a key file or behind a passphrase' \
                'decrypt	Make an encrypted state plain again' \
                'import	Put an exported document in place of the state; - is stdin'
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
                '--with-secrets	private and preshared keys too' \
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
                '--passphrase	behind a passphrase, in place of a key file' \
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
                '--since	only from then on: 2026-01-31, 12h, 90d, 2w' \
                '--object	only what touched it or something of it: seoul, gateway/seoul' \
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
                'get	Print a preference' \
                'set	Set a preference' \
                'unset	Go back to the default of a preference' \
                'list	List preferences'
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
                'bash	Print the script for bash' \
                'zsh	Print the script for zsh' \
                'fish	Print the script for fish'
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
