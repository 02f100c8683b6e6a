#!/bin/sh
# What the cloud has to do for gateway shop. Rendered by peerway: change the plan and render again, not this file.
set -eu

# find the network interface of shop
ENI=$(aws ec2 describe-network-interfaces --filters Name=vpc-id,Values=vpc-33333333333333333 Name=addresses.private-ip-address,Values=10.1.0.2 --query 'NetworkInterfaces[0].NetworkInterfaceId' --output text --region eu-west-1)

# let shop send and receive what is not its own: source/destination check off
aws ec2 modify-network-interface-attribute --network-interface-id "$ENI" --no-source-dest-check --region eu-west-1

# find the security group of shop
GROUP=$(aws ec2 describe-network-interfaces --filters Name=vpc-id,Values=vpc-33333333333333333 Name=addresses.private-ip-address,Values=10.1.0.2 --query 'NetworkInterfaces[0].Groups[0].GroupId' --output text --region eu-west-1)

# let WireGuard in, UDP 51820
aws ec2 authorize-security-group-ingress --group-id "$GROUP" --ip-permissions 'IpProtocol=udp,FromPort=51820,ToPort=51820,IpRanges=[{CidrIp=0.0.0.0/0,Description=peerway:gateway:shop}],Ipv6Ranges=[{CidrIpv6=::/0,Description=peerway:gateway:shop}]' --region eu-west-1

# let 10.1.0.0/16 of the VPC in, for shop to forward
aws ec2 authorize-security-group-ingress --group-id "$GROUP" --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=10.1.0.0/16,Description=peerway:gateway:shop}]' --region eu-west-1

# let 2001:db8:1::/56 of the VPC in, for shop to forward
aws ec2 authorize-security-group-ingress --group-id "$GROUP" --ip-permissions 'IpProtocol=-1,Ipv6Ranges=[{CidrIpv6=2001:db8:1::/56,Description=peerway:gateway:shop}]' --region eu-west-1

# let 10.4.0.0/16 in, in sg-33333333333333333
aws ec2 authorize-security-group-ingress --group-id sg-33333333333333333 --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=10.4.0.0/16,Description=peerway:gateway:shop}]' --region eu-west-1

# let 10.99.2.0/24 in, in sg-33333333333333333
aws ec2 authorize-security-group-ingress --group-id sg-33333333333333333 --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=10.99.2.0/24,Description=peerway:gateway:shop}]' --region eu-west-1

# send 10.4.0.0/16 to shop, in rtb-33333333333333333
aws ec2 create-route --route-table-id rtb-33333333333333333 --destination-cidr-block 10.4.0.0/16 --network-interface-id "$ENI" --region eu-west-1

# send 10.99.1.0/24 to shop, in rtb-33333333333333333
aws ec2 create-route --route-table-id rtb-33333333333333333 --destination-cidr-block 10.99.1.0/24 --network-interface-id "$ENI" --region eu-west-1

# send 10.99.2.0/24 to shop, in rtb-33333333333333333
aws ec2 create-route --route-table-id rtb-33333333333333333 --destination-cidr-block 10.99.2.0/24 --network-interface-id "$ENI" --region eu-west-1
