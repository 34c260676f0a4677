"""Writes the parquet and zstd files that the tests of the corpus read: parquet.py FOLDER [ROWS]

With ROWS, two large files of so many rows instead, which nobody checks in: memory must not grow with them.
In any virtual environment: pip install pyarrow duckdb
"""

import json
import pathlib
import random
import sys

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

SCHEMA = pa.schema([("id", pa.int64()), ("text", pa.string()), ("tags", pa.list_(pa.string()))])


def text(row):
    return f"Document {row}: grüße \U0001f642, " + "and so on, " * (row % 5)


def small(folder):
    rows = list(range(50))
    texts = [None if row == 7 else text(row) for row in rows]
    rows_of_text = pa.table({"id": rows, "text": texts, "tags": [["x", "y"]] * len(rows)}, schema=SCHEMA)
    write = lambda name, **how: pq.write_table(rows_of_text, folder / name, row_group_size=20, **how)
    write("zstd.parquet", compression="zstd")
    write("snappy.parquet", compression="snappy", use_dictionary=False, data_page_version="2.0")
    write("gzip.parquet", compression="gzip", use_dictionary=False, column_encoding={"text": "DELTA_BYTE_ARRAY"})
    write("plain.parquet", compression="none", use_dictionary=False, data_page_size=200)
    duckdb.sql(f"copy (select id, text as body from rows_of_text) to '{folder}/duckdb.parquet' (format parquet, compression zstd)")
    with pa.CompressedOutputStream(str(folder / "lines.jsonl.zst"), "zstd") as out:
        for line in texts:
            out.write((json.dumps({"text": line or "one without"}) + "\n").encode())


def large(folder, count):
    random.seed(1)
    words = "the committee met again and agreed on nothing much while others waited outside for the result".split()
    with pq.ParquetWriter(folder / "large.parquet", SCHEMA, compression="zstd") as writer:
        for start in range(0, count, 1000):
            rows = range(start, start + 1000)
            texts = [" ".join(random.choice(words) + str(random.randint(0, 99999)) for _ in range(400)) for _ in rows]
            writer.write_table(pa.table({"id": rows, "text": texts, "tags": [[]] * 1000}, schema=SCHEMA))
    duckdb.sql(
        f"copy (select * from '{folder}/large.parquet') to '{folder}/large-duckdb.parquet' (format parquet, compression zstd)"
    )


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    small(target) if len(sys.argv) == 2 else large(target, int(sys.argv[2]))
