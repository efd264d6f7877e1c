"""The page kit: what every printed document is made of, without knowing what it prints.

Lengths are points (1/72 inch) from the top left corner of a page. From bottom to top: `lettering` (which letters,
how wide), `palette` (colours from the issuer's one colour), `marks` (the list of things on a page), `sheet` (a cursor
over pages), `blocks` and `table` (what is composed), `code128` (bars), `logo` (pictures), `pdf` (marks to bytes).
"""
