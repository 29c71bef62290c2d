"""What a notebook cell displays: one structured model without layout, rendered everywhere from the same facts."""
