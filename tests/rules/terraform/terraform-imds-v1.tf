resource "aws_instance" "web" {
  ami           = var.ami
  instance_type = "t4g.small"
  metadata_options {
    http_endpoint = "enabled"
    # ruleid: terraform-imds-v1
    http_tokens   = "optional"
  }
}

resource "aws_launch_template" "pool" {
  image_id = var.ami
  metadata_options {
    # ruleid: terraform-imds-v1
    http_tokens                 = "optional"
    http_put_response_hop_limit = 2
  }
}

resource "aws_instance" "good" {
  ami = var.ami
  metadata_options {
    # ok: terraform-imds-v1
    http_tokens = "required"
  }
}

resource "aws_instance" "chosen" {
  ami = var.ami
  metadata_options {
    # ok: terraform-imds-v1
    http_tokens = var.http_tokens
  }
}

resource "acme_client" "other" {
  # ok: terraform-imds-v1
  http_tokens = "optional"
}
