"""Was the policy that judges written down before the judged children were looked at?"""
