"""`bin/ops`: what an operator looks at and orders. Each module adds its commands to the parser."""
