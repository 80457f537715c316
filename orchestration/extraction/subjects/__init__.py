"""Stage 6: what a number measures: an indicator of the catalogue with its breakdown, or none.

Belongs here: the lexicon, the words a number is read with, linking and abstaining, labels. Does not
belong here: time, place and mode (`discourse`).
"""
