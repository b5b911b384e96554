"""What every page is made of: frame, signs, dates in words, small charts, the three generic pages."""
