"""What a run says: on a terminal, as JSON, as HTML pages, as SARIF."""
