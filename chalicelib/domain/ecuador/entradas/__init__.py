"""The ways in other than XML: JSON and spreadsheets, turned into documents as plain values.

- The **values** of a document are dictionaries and lists of text under the names of the ficha técnica, with one key on
  top, the name of the kind (see `reading`). JSON comes in that shape; a spreadsheet is brought into it.
- A **place** is where a value stands in the file, in the words of its author: a JSON pointer, or sheet, row and column.

Both read the whole file for its form before they give the first document: of a file that is broken in the middle
nothing is issued. What is wrong with one document only is said of that one, and the others go on.
"""
