"""Comprobantes at random, drawn from the declarations of the models.

- `documents` makes documents of correct form: every element of the version in random subsets, values of every length
  and shape that their types allow. They say nothing sensible and their figures do not agree.
- `mutations` makes one change to a document, which may or may not spoil it.

All of it follows the `random.Random` it is given: the same seed gives the same documents.
"""
