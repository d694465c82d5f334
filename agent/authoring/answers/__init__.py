"""What answers say: edits, functions, contracts, proofs, reviews. Pure: a model's text is only read here."""
