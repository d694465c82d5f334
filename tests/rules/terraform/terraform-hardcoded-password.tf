resource "aws_db_instance" "shop" {
  engine   = "postgres"
  username = "shop"
  # ruleid: terraform-hardcoded-password
  password = "hunter2-prod"
}

resource "azurerm_mssql_server" "reports" {
  administrator_login          = "reports"
  # ruleid: terraform-hardcoded-password
  administrator_login_password = "Tr0ub4dor&3!"
}

variable "db_password" {
  type    = string
  # ruleid: terraform-hardcoded-password
  default = "s3cr3t-of-the-shop"
}

variable "queue_password" {
  type      = string
  sensitive = true
  # ok: terraform-hardcoded-password
  default   = ""
}

resource "aws_db_instance" "good" {
  username = "shop"
  # ok: terraform-hardcoded-password
  password = random_password.db.result
}

resource "aws_db_instance" "seeded" {
  username = "shop"
  # ok: terraform-hardcoded-password
  password = "changeme-after-first-apply"
}

resource "google_sql_database_instance" "shown" {
  # ok: terraform-hardcoded-password
  root_password = "INSERT-PASSWORD-HERE"
}

resource "google_looker_instance" "shown" {
  oauth_config {
    # ok: terraform-hardcoded-password
    client_secret = "my-client-secret"
  }
}

resource "aws_secretsmanager_secret_version" "shown" {
  secret_string = jsonencode({
    # ok: terraform-hardcoded-password
    password = "secretpassword"
  })
}

resource "helm_release" "charts" {
  values = [yamlencode({
    auth = {
      # ok: terraform-hardcoded-password
      client_secret = "$__env{CHARTS_SECRET}"
    }
  })]
}

resource "aws_ssm_parameter" "name" {
  # ok: terraform-hardcoded-password
  name = "password-of-the-shop"
}

variable "password_length" {
  # ok: terraform-hardcoded-password
  default = "twenty-four"
}
