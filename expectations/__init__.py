"""Great Expectations suites generated from the indicator catalogue, and the gate that runs them."""
