# Peering shop-cache via AWS, the side of cache. Rendered by peerway: change the plan and render again, not this file.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  alias  = "cache"
  region = "eu-west-1"
}

variable "peering_connection_id" {
  description = "What shop was told when it asked for the peering: pcx-..."
  type        = string
}

resource "aws_vpc_peering_connection_accepter" "shop-cache" {
  provider                  = aws.cache
  vpc_peering_connection_id = var.peering_connection_id
  auto_accept               = true

  tags = {
    Name = "shop-cache"
  }
}

resource "aws_route" "cache-rtb-44444444444444444-10-1-0-0-16" {
  provider                  = aws.cache
  route_table_id            = "rtb-44444444444444444"
  destination_cidr_block    = "10.1.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.shop-cache.id
}

resource "aws_route" "cache-rtb-44444444444444444-10-2-0-0-16" {
  provider                  = aws.cache
  route_table_id            = "rtb-44444444444444444"
  destination_cidr_block    = "10.2.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.shop-cache.id
}

resource "aws_route" "cache-rtb-44444444444444444-2001-db8-1-56" {
  provider                    = aws.cache
  route_table_id              = "rtb-44444444444444444"
  destination_ipv6_cidr_block = "2001:db8:1::/56"
  vpc_peering_connection_id   = aws_vpc_peering_connection_accepter.shop-cache.id
}

resource "aws_vpc_security_group_ingress_rule" "cache-sg-44444444444444444-10-1-0-0-16" {
  provider          = aws.cache
  security_group_id = "sg-44444444444444444"
  description       = "peerway:shop-cache"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.1.0.0/16"
}

resource "aws_vpc_security_group_ingress_rule" "cache-sg-44444444444444444-10-2-0-0-16" {
  provider          = aws.cache
  security_group_id = "sg-44444444444444444"
  description       = "peerway:shop-cache"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.2.0.0/16"
}

resource "aws_vpc_security_group_ingress_rule" "cache-sg-44444444444444444-2001-db8-1-56" {
  provider          = aws.cache
  security_group_id = "sg-44444444444444444"
  description       = "peerway:shop-cache"
  ip_protocol       = "-1"
  cidr_ipv6         = "2001:db8:1::/56"
}

resource "aws_vpc_peering_connection_options" "shop-cache-accepter" {
  provider                  = aws.cache
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.shop-cache.id

  accepter {
    allow_remote_vpc_dns_resolution = true
  }
}
