"""The electronic signature: what is signed (`profile`, `xades`), with which key (`p12`, `choose`, `certificate`), where
the key lies (`envelope`, `keysource`), and the proof that the result is right (`selfcheck`)."""
