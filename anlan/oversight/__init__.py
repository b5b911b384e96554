"""Looking across: the board, later inspections, bulletins, accountability."""
