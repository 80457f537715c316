"""Stage 5: when, where and in which mode a number is told.

Belongs here: the document's own year and place, the periods beside a number, sub-areas, result or
plan, level or change. Does not belong here: what is measured (`subjects`), the choice among what is
proposed (`settle`).
"""
