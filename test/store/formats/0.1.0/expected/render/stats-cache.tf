# Peering stats-cache via AWS. Rendered by peerway: change the plan and render again, not this file.

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

provider "aws" {
  alias  = "stats"
  region = "ap-northeast-2"
}

resource "aws_vpc_peering_connection_accepter" "stats-cache" {
  provider                  = aws.cache
  vpc_peering_connection_id = aws_vpc_peering_connection.stats-cache.id
  auto_accept               = true

  tags = {
    Name = "stats-cache"
  }
}

resource "aws_route" "stats-rtb-2123456789abcdef0-10-22-0-0-16" {
  provider                  = aws.stats
  route_table_id            = "rtb-2123456789abcdef0"
  destination_cidr_block    = "10.22.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.stats-cache.id
}

resource "aws_route" "cache-rtb-1123456789abcdef0-10-23-0-0-16" {
  provider                  = aws.cache
  route_table_id            = "rtb-1123456789abcdef0"
  destination_cidr_block    = "10.23.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.stats-cache.id
}

resource "aws_vpc_peering_connection_options" "stats-cache-accepter" {
  provider                  = aws.cache
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.stats-cache.id

  accepter {
    allow_remote_vpc_dns_resolution = true
  }
}
