"""Custom expectations: proper Great Expectations 1.x subclasses, one module per subject."""
