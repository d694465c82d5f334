resource "azurerm_storage_account" "data" {
  name            = "acmedata"
  # ruleid: terraform-azure-storage-old-tls
  min_tls_version = "TLS1_2"
}

resource "azurerm_storage_account" "logs" {
  # ruleid: terraform-azure-storage-old-tls
  min_tls_version = "TLS1_2" # old agents
  name            = "acmelogs"
}

resource "azurerm_storage_account" "good" {
  name            = "acmegood"
  # ok: terraform-azure-storage-old-tls
  min_tls_version = "TLS1_2"
}

resource "azurerm_storage_account" "chosen" {
  name            = "acmechosen"
  # ok: terraform-azure-storage-old-tls
  min_tls_version = var.tls
}

module "storage" {
  source          = "./storage"
  # ok: terraform-azure-storage-old-tls
  min_tls_version = "TLS1_0"
}
