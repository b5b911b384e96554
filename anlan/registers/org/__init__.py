"""Units: one tree, city bureau, district bureaus (and a zone's social-affairs bureau), schools, campuses, departments.

Outside bodies (town, police, fire, market, housing, gas firm) stand in a tree of their own and are reached by link. Each unit
has, per safety domain, a supervisor: a dated relation that defaults to the parent.
"""
