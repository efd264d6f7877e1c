"""What an operator may have done, by `bin/ops`."""
