"""What the pages of checks show, gathered for their templates."""
