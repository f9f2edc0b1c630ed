"""Whom would other allocation rules have reached, at the same capacity?"""
