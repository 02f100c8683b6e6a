# Peering seoul-osaka via AWS, the side of osaka. Rendered by peerway: change the plan and render again, not this file.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  alias  = "osaka"
  region = "ap-northeast-3"
}

variable "peering_connection_id" {
  description = "What seoul was told when it asked for the peering: pcx-..."
  type        = string
}

resource "aws_vpc_peering_connection_accepter" "seoul-osaka" {
  provider                  = aws.osaka
  vpc_peering_connection_id = var.peering_connection_id
  auto_accept               = true

  tags = {
    Name = "seoul-osaka"
  }
}

resource "aws_route" "osaka-rtb-22222222222222222-10-0-0-0-16" {
  provider                  = aws.osaka
  route_table_id            = "rtb-22222222222222222"
  destination_cidr_block    = "10.0.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.seoul-osaka.id
}

resource "aws_vpc_security_group_ingress_rule" "osaka-sg-22222222222222222-10-0-0-0-16" {
  provider          = aws.osaka
  security_group_id = "sg-22222222222222222"
  description       = "peerway:seoul-osaka"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/16"
}
