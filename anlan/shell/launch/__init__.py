"""Starting Anlan on one machine: the embedded database, the processes, the first run. Knows no Django."""
