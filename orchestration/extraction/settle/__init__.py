"""Stage 7: one reading of each number out of what the stages propose, and how sure it is.

Belongs here: the order of decisions, confidence, and the account of why. Does not belong here: the
evidence itself.
"""
