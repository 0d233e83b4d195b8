"""What theory says of special cases of the market: exact laws, held against the real model."""
