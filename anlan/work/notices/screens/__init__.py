"""What the pages of notices show, laid out for templates: the original with its marks, rows, words. Reads only."""
