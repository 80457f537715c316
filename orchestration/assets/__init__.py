"""The assets in the order data flows: landing, extraction, warehouse, publication."""
