"""Notices: a document from an authority becomes tasks for the units below it.

An officer drops in a file, reviews the obligations that were read out of it, and sends them out;
every unit gets one dossier, proves its lines, and somebody else confirms them.
Reading the text (``intake``, ``reading``) is pure and needs no database.
"""
