"""The report of a quarter or year as an official document under Nghị định 30/2020/NĐ-CP.

`document.py` puts it together: `head.py` head and foot, `sentences.py` the narrative, `exhibits.py` the tables;
`layout.py` holds every measure of the decree, `ink.py` the shapes, `numbers.py` how numbers and days are written.
"""
