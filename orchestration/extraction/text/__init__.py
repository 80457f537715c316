"""Stage 1: from the bytes of a document to half-width text without markup, with a way back.

Belongs here: decoding, markup, broken lines, characters, and the map from the cleaned text to the
decoded one. Does not belong here: what a line or a sentence is (`layout`).
"""
