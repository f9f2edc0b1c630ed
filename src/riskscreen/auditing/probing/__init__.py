"""On what does the conclusion hang: labels, missing data, proxies, small groups, a rate?"""
