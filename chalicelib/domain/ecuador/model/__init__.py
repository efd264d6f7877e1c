"""How a comprobante is declared once and serves XML, JSON, JSON Schema and the list of errors.

- `simple`: the types of the values (text, code, amount, date), with the rule of each in words;
- `block`: elements with children, and the marks that say how a field looks in XML;
- `binding`: XML → values with structural problems, and model → XML;
- `explain`: validation errors → problems with pointers.
"""
