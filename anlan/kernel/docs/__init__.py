"""Pages of docs/ that are written from the code: machines, routes, wiring, tables, rules, and the tables of the glossary."""
