# Peering post via AWS. Rendered by peerway: change the plan and render again, not this file.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  alias  = "mail"
  region = "us-east-1"
}

provider "aws" {
  alias  = "stats"
  region = "ap-northeast-2"
}

resource "aws_vpc_peering_connection_accepter" "post" {
  provider                  = aws.mail
  vpc_peering_connection_id = aws_vpc_peering_connection.post.id
  auto_accept               = true

  tags = {
    Name = "post"
  }
}

resource "aws_route" "stats-rtb-2123456789abcdef0-10-24-0-0-16" {
  provider                  = aws.stats
  route_table_id            = "rtb-2123456789abcdef0"
  destination_cidr_block    = "10.24.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.post.id
}
