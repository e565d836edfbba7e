"""Files that leave the house: the figures and the log as CSV, XLSX, Parquet and JSON, the report as DOCX.

`files.py` is the door: `write_report`, `write_table`, `write_interactions`, the table `FORMATS` and the files' names.
Small numbers are taken out in there, whoever asks. `saving.py` puts a file on the disk whole or not at all, with its
companion; `official/` sets the report under Nghị định 30/2020/NĐ-CP.
"""
