"""Anlan 安澜: keeps schools, districts and the city bureau in step on safety work."""
