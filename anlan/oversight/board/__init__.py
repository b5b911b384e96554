"""The board: where the city stands, and where it sticks."""
