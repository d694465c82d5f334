resource "google_sql_database_instance" "shop" {
  database_version = "POSTGRES_16"
  settings {
    ip_configuration {
      ipv4_enabled = true
      # ruleid: terraform-gcp-sql-without-tls
      require_ssl  = false
    }
  }
}

resource "google_sql_database_instance" "orders" {
  settings {
    ip_configuration {
      # ruleid: terraform-gcp-sql-without-tls
      ssl_mode = "ALLOW_UNENCRYPTED_AND_ENCRYPTED"
    }
  }
}

resource "google_sql_database_instance" "good" {
  settings {
    ip_configuration {
      # ok: terraform-gcp-sql-without-tls
      ssl_mode = "ENCRYPTED_ONLY"
    }
  }
}

resource "google_sql_database_instance" "older" {
  settings {
    ip_configuration {
      # ok: terraform-gcp-sql-without-tls
      require_ssl = true
    }
  }
}

resource "google_sql_database_instance" "both" {
  settings {
    ip_configuration {
      ssl_mode    = "ENCRYPTED_ONLY"
      # ok: terraform-gcp-sql-without-tls
      require_ssl = false
    }
  }
}
