"""What every part needs and no part owns: time, scope, actors, actions, machines, the engine, the ledger, messages, files."""
