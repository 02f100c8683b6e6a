#!/bin/sh
# Peering shop-cache via AWS, taken away. Rendered by peerway: change the plan and render again, not this file.
set -eu

# What shop was told when it asked for the peering.
: "${PCX:?set it to the id of the peering connection: pcx-...}"

# cache: let 2001:db8:1::/56 of shop in no more, in sg-44444444444444444
aws ec2 revoke-security-group-ingress --group-id sg-44444444444444444 --ip-permissions 'IpProtocol=-1,Ipv6Ranges=[{CidrIpv6=2001:db8:1::/56,Description=peerway:shop-cache}]' --region eu-west-1

# cache: let 10.2.0.0/16 of shop in no more, in sg-44444444444444444
aws ec2 revoke-security-group-ingress --group-id sg-44444444444444444 --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=10.2.0.0/16,Description=peerway:shop-cache}]' --region eu-west-1

# cache: let 10.1.0.0/16 of shop in no more, in sg-44444444444444444
aws ec2 revoke-security-group-ingress --group-id sg-44444444444444444 --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=10.1.0.0/16,Description=peerway:shop-cache}]' --region eu-west-1

# shop: let 2001:db8:2::/56 of cache in no more, in sg-33333333333333333
aws ec2 revoke-security-group-ingress --group-id sg-33333333333333333 --ip-permissions 'IpProtocol=-1,Ipv6Ranges=[{CidrIpv6=2001:db8:2::/56,Description=peerway:shop-cache}]' --region eu-west-1

# shop: let 192.168.0.0/20 of cache in no more, in sg-33333333333333333
aws ec2 revoke-security-group-ingress --group-id sg-33333333333333333 --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=192.168.0.0/20,Description=peerway:shop-cache}]' --region eu-west-1

# cache: take the route to 2001:db8:1::/56 of shop out of rtb-44444444444444444
aws ec2 delete-route --route-table-id rtb-44444444444444444 --destination-ipv6-cidr-block 2001:db8:1::/56 --region eu-west-1

# cache: take the route to 10.2.0.0/16 of shop out of rtb-44444444444444444
aws ec2 delete-route --route-table-id rtb-44444444444444444 --destination-cidr-block 10.2.0.0/16 --region eu-west-1

# cache: take the route to 10.1.0.0/16 of shop out of rtb-44444444444444444
aws ec2 delete-route --route-table-id rtb-44444444444444444 --destination-cidr-block 10.1.0.0/16 --region eu-west-1

# shop: take the route to 2001:db8:2::/56 of cache out of rtb-3333333333333333b
aws ec2 delete-route --route-table-id rtb-3333333333333333b --destination-ipv6-cidr-block 2001:db8:2::/56 --region eu-west-1

# shop: take the route to 192.168.0.0/20 of cache out of rtb-3333333333333333b
aws ec2 delete-route --route-table-id rtb-3333333333333333b --destination-cidr-block 192.168.0.0/20 --region eu-west-1

# shop: take the route to 2001:db8:2::/56 of cache out of rtb-3333333333333333a
aws ec2 delete-route --route-table-id rtb-3333333333333333a --destination-ipv6-cidr-block 2001:db8:2::/56 --region eu-west-1

# shop: take the route to 192.168.0.0/20 of cache out of rtb-3333333333333333a
aws ec2 delete-route --route-table-id rtb-3333333333333333a --destination-cidr-block 192.168.0.0/20 --region eu-west-1

# shop: delete the peering with cache
aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id "$PCX" --region eu-west-1
