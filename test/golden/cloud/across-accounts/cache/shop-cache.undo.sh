#!/bin/sh
# Peering shop-cache via AWS, the side of cache, taken away. Rendered by peerway: change the plan and render again, not this file.
set -eu

# cache: let 2001:db8:1::/56 of shop in no more, in sg-44444444444444444
aws ec2 revoke-security-group-ingress --group-id sg-44444444444444444 --ip-permissions 'IpProtocol=-1,Ipv6Ranges=[{CidrIpv6=2001:db8:1::/56,Description=peerway:shop-cache}]' --region eu-west-1

# cache: let 10.2.0.0/16 of shop in no more, in sg-44444444444444444
aws ec2 revoke-security-group-ingress --group-id sg-44444444444444444 --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=10.2.0.0/16,Description=peerway:shop-cache}]' --region eu-west-1

# cache: let 10.1.0.0/16 of shop in no more, in sg-44444444444444444
aws ec2 revoke-security-group-ingress --group-id sg-44444444444444444 --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=10.1.0.0/16,Description=peerway:shop-cache}]' --region eu-west-1

# cache: take the route to 2001:db8:1::/56 of shop out of rtb-44444444444444444
aws ec2 delete-route --route-table-id rtb-44444444444444444 --destination-ipv6-cidr-block 2001:db8:1::/56 --region eu-west-1

# cache: take the route to 10.2.0.0/16 of shop out of rtb-44444444444444444
aws ec2 delete-route --route-table-id rtb-44444444444444444 --destination-cidr-block 10.2.0.0/16 --region eu-west-1

# cache: take the route to 10.1.0.0/16 of shop out of rtb-44444444444444444
aws ec2 delete-route --route-table-id rtb-44444444444444444 --destination-cidr-block 10.1.0.0/16 --region eu-west-1
