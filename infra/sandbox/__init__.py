"""A stand-in for the SRI's off-line services that judges all six comprobantes for real.

It shares no code with the service it judges: its own reading, schema, clave, arithmetic and signature verification. Any
client of the real services can talk to it. `python -m infra.sandbox --port 9000` starts it alone.

- **Recepción** answers RECIBIDA or DEVUELTA at once and judges size, schema, dates and uniqueness.
- **Autorización** judges, some moments after the reception, clave, signature, receptor, the documents
  it rests on, and arithmetic.
- A **fault** is a behaviour ordered through the control for the next matching requests (`faults`).
"""
