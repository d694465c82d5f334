resource "aws_db_instance" "shop" {
  engine              = "postgres"
  instance_class      = "db.t4g.micro"
  # ruleid: terraform-database-public
  publicly_accessible = true
}

resource "aws_redshift_cluster" "reports" {
  cluster_identifier  = "reports"
  node_type           = "ra3.large"
  # ruleid: terraform-database-public
  publicly_accessible = true # the analysts connect from home
}

resource "aws_db_instance" "inner" {
  engine              = "postgres"
  # ok: terraform-database-public
  publicly_accessible = false
}

resource "aws_db_instance" "chosen" {
  engine              = "postgres"
  # ok: terraform-database-public
  publicly_accessible = var.public
}

module "db" {
  source              = "./db"
  # ok: terraform-database-public
  publicly_accessible = true
}
