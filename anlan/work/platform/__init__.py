"""Exchange with the city's work-safety platform (市安全生产监管平台): each step of a hazard goes there, its number comes back."""
