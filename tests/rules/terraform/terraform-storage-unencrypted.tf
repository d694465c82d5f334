resource "aws_db_instance" "shop" {
  engine            = "postgres"
  # ruleid: terraform-storage-unencrypted
  storage_encrypted = false
}

resource "aws_ebs_volume" "data" {
  availability_zone = "eu-central-1a"
  size              = 40
  # ruleid: terraform-storage-unencrypted
  encrypted         = false
}

resource "aws_instance" "web" {
  ami           = var.ami
  instance_type = "t4g.small"
  root_block_device {
    # ruleid: terraform-storage-unencrypted
    encrypted = false
  }
}

resource "aws_rds_cluster" "orders" {
  engine            = "aurora-postgresql"
  # ok: terraform-storage-unencrypted
  storage_encrypted = true
}

resource "aws_efs_file_system" "shared" {
  # ok: terraform-storage-unencrypted
  encrypted = var.encrypted
}

resource "aws_cloudwatch_log_group" "web" {
  name         = "web"
  # ok: terraform-storage-unencrypted
  skip_destroy = false
}
