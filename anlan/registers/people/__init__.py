"""People: accounts, posts, grants with reach and from/to, substitutes, and the responsibility chain of five layers.

Names and posts are public within the city; private contacts are seen only inside scope. A post's duty phone is public.
"""
