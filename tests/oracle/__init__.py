"""A second, slow definition of the rules, and its comparison with the product."""
