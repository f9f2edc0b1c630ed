"""Which numbers of an audit may be printed, alone and beside those that are out already?"""
