"""Writes the files of this folder: python3 make.py (NumPy 2.4, pyarrow 25.0).

They are one table, points.csv, as other programs write it, and tables that are refused. Their bytes are kept, so that
the tests read what pyarrow and NumPy write and need neither."""
import datetime
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

N = 60
rng = np.random.default_rng(7)
a = (rng.standard_normal(N) * 3 + 1).round(4)
b = rng.integers(-50, 50, N)
c = rng.standard_normal(N).astype(np.float32)
label = (a + b / 20 > 1).astype(np.int64)
kind = np.where(label == 1, "yes", "no")

with open("points.csv", "w") as file:
    file.write("a,b,c,label\n")
    for row in zip(a, b, c, label):
        file.write("%r,%d,%r,%d\n" % (float(row[0]), row[1], float(row[2]), row[3]))

points = pa.table({"a": a, "b": b, "c": c, "label": label})
pq.write_table(points, "points.parquet", row_group_size=25)
pq.write_table(points, "plain.parquet", compression="none", use_dictionary=False)
pq.write_table(points, "version2.parquet", data_page_version="2.0")
encodings = {"a": "BYTE_STREAM_SPLIT", "b": "DELTA_BINARY_PACKED", "c": "PLAIN", "label": "DELTA_BINARY_PACKED"}
pq.write_table(points, "encodings.parquet", use_dictionary=False, column_encoding=encodings)
required = pa.schema([pa.field(name, points[name].type, nullable=False) for name in points.column_names])
pq.write_table(points.cast(required), "required.parquet")
pq.write_table(points.append_column("__index_level_0__", pa.array(range(N))), "pandas.parquet")

text = {"a": a, "flag": pa.array(b > 0), "u": pa.array(np.abs(b).astype(np.uint32) + 2**31 + 1), "kind": kind}
pq.write_table(pa.table(text), "text.parquet")

# Runs of one value among values that change: in a dictionary's indices, and in what is missing.
runs = np.array([3, 1] * 20 + [7] * 30 + [1, 2, 3, 4, 5] * 8 + [9] * 50 + [2, 1])
pq.write_table(pa.table({"a": runs * 0.5, "b": np.arange(len(runs)), "label": runs}), "runs.parquet")

for codec in ["zstd", "gzip"]:
    pq.write_table(points, codec + ".parquet", compression=codec)


def refused(name, values):
    pq.write_table(pa.table({"a": a, name: values, "label": label}), name + ".parquet", row_group_size=10)


refused("time", pa.array([datetime.datetime(2020, 1, 1)] * N))
refused("decimal", pa.array([1] * N).cast(pa.decimal128(30, 2)))
refused("nested", pa.array([[1, 2]] * N))
refused("record", pa.array([{"x": 1}] * N))
refused("binary", pa.array([b"x"] * N))
refused("empty", pa.array([None] * N, pa.float64()))
refused("large", pa.array([2**53 + 1 if n == 16 else n for n in range(N)]))
refused("missing", pa.array([None if n == 16 else 0.5 for n in range(N)]))
pq.write_table(points.select(["a"]), "one-column.parquet")
pq.write_table(points.slice(0, 0), "no-rows.parquet")

inputs = np.column_stack([a, b, c])
with open("points.npy", "wb") as file:
    np.save(file, inputs)
    np.save(file, label)
np.save("fortran.npy", np.asfortranarray(np.column_stack([inputs, label])))

# Integers without a sign up to their largest: those of 64 bits are read below 2^53.
unsigned = {"u32": pa.array([2**32 - 1 - n for n in range(N)], pa.uint32()),
            "u64": pa.array([2**53 - 1 - n for n in range(N)], pa.uint64()), "label": label}
pq.write_table(pa.table(unsigned), "unsigned.parquet", use_dictionary=False)
refused("unsigned-large", pa.array([2**64 - 1 if n == 16 else n for n in range(N)], pa.uint64()))

# Booleans in runs, some missing, in pages of version 2; a dictionary with indices of nine bits.
flags = pa.array([None if n % 7 == 3 else n % 20 < 12 for n in range(N)])
pq.write_table(pa.table({"flag": flags, "full": pa.array(b > 0), "label": label}), "flags.parquet",
               data_page_version="2.0")
words = ["word %d" % (n * 7 % 300) for n in range(600)]
pq.write_table(pa.table({"n": np.arange(600.0), "word": words}), "words.parquet")
