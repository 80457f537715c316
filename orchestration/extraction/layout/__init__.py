"""Stage 2: lines, headings, sections and sentences of a cleaned text.

Belongs here: what stands where, what stands above it, and what a section announces (plans, a look
back). Does not belong here: dates and places (`discourse`), numbers (`quantities`).
"""
