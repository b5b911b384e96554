"""Tags of asks for the pages from which something is sent."""
