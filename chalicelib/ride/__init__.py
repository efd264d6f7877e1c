"""RIDE (*representación impresa del documento electrónico*): the PDF a person reads.

One module per comprobante says what is printed and in which order; `kit` knows how pages, text, tables and bars are
drawn and nothing of comprobantes; `header` draws what the six comprobantes share.
"""
