"""Returns (报表): a table asked of many units until a minute, answered cell by cell, questioned on the spot, frozen with a signature."""
