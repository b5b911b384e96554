"""Responsibility letters (责任书): per unit and layer, from the responsibility chain, confirmed by name, renewed before they end."""
