"""What people must do: cases and everything that becomes one.

A notice becomes tasks, a look round becomes hazards, a quarrel becomes a dispute: each part brings
its own facts and steps and shares inbox, deadlines and trail with all others.
This floor imports the kernel and the registers, never the floors above it.
"""
