"""How near does a panel come to what is published, and what was done to bring it there?"""
