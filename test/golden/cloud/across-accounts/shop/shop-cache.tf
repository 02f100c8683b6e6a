# Peering shop-cache via AWS, the side of shop. Rendered by peerway: change the plan and render again, not this file.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  alias  = "shop"
  region = "eu-west-1"
}

resource "aws_vpc_peering_connection" "shop-cache" {
  provider      = aws.shop
  vpc_id        = "vpc-33333333333333333"
  peer_vpc_id   = "vpc-44444444444444444"
  peer_owner_id = "444455556666"

  tags = {
    Name = "shop-cache"
  }
}

resource "aws_route" "shop-rtb-3333333333333333a-192-168-0-0-20" {
  provider                  = aws.shop
  route_table_id            = "rtb-3333333333333333a"
  destination_cidr_block    = "192.168.0.0/20"
  vpc_peering_connection_id = aws_vpc_peering_connection.shop-cache.id
}

resource "aws_route" "shop-rtb-3333333333333333a-2001-db8-2-56" {
  provider                    = aws.shop
  route_table_id              = "rtb-3333333333333333a"
  destination_ipv6_cidr_block = "2001:db8:2::/56"
  vpc_peering_connection_id   = aws_vpc_peering_connection.shop-cache.id
}

resource "aws_route" "shop-rtb-3333333333333333b-192-168-0-0-20" {
  provider                  = aws.shop
  route_table_id            = "rtb-3333333333333333b"
  destination_cidr_block    = "192.168.0.0/20"
  vpc_peering_connection_id = aws_vpc_peering_connection.shop-cache.id
}

resource "aws_route" "shop-rtb-3333333333333333b-2001-db8-2-56" {
  provider                    = aws.shop
  route_table_id              = "rtb-3333333333333333b"
  destination_ipv6_cidr_block = "2001:db8:2::/56"
  vpc_peering_connection_id   = aws_vpc_peering_connection.shop-cache.id
}

resource "aws_vpc_security_group_ingress_rule" "shop-sg-33333333333333333-192-168-0-0-20" {
  provider          = aws.shop
  security_group_id = "sg-33333333333333333"
  description       = "peerway:shop-cache"
  ip_protocol       = "-1"
  cidr_ipv4         = "192.168.0.0/20"
}

resource "aws_vpc_security_group_ingress_rule" "shop-sg-33333333333333333-2001-db8-2-56" {
  provider          = aws.shop
  security_group_id = "sg-33333333333333333"
  description       = "peerway:shop-cache"
  ip_protocol       = "-1"
  cidr_ipv6         = "2001:db8:2::/56"
}

resource "aws_vpc_peering_connection_options" "shop-cache-requester" {
  provider                  = aws.shop
  vpc_peering_connection_id = aws_vpc_peering_connection.shop-cache.id

  requester {
    allow_remote_vpc_dns_resolution = true
  }
}
