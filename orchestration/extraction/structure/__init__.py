"""Stage 4: which words of a sentence belong to which number.

Belongs here: lists, 分别, 其中, brackets, 从…到…, subjects that are carried on. Does not belong
here: what the words mean (`subjects`).
"""
