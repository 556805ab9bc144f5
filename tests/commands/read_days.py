"""A trainer with nothing but the standard library: python3 read_days.py ACKS < days

Reads a stream of days from standard input, prints what each has, and acknowledges it in ACKS.
"""
import json
import struct
import sys

END_OF_STREAM = b"\xff\xff\xff\xff\x00\x00\x00\x00"  # what an Arrow stream ends with

with open(sys.argv[1], "w", buffering=1) as acks:
    stream = sys.stdin.buffer
    while line := stream.readline():
        header = json.loads(line)
        parts = []
        for table in header["tables"]:
            (length,) = struct.unpack("<Q", stream.read(8))
            data = stream.read(length)
            assert length == len(data) == table["bytes"]
            assert data.endswith(END_OF_STREAM)
            parts.append(f'{table["name"]}={table["rows"]}')
        print(header["day"], *parts, flush=True)
        for finished in (1, 2):
            ack = {"type": "done", "visit": header["visit"], "finished": finished, "of": 2}
            acks.write(json.dumps(ack) + "\n")
