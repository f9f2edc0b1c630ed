"""Which harms of a known size are put into a panel, and what do they do to it, exactly?"""
