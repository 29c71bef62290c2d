"""What a cell displays: one structured model without layout, rendered everywhere from the same facts."""
