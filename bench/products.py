"""The table to Kafka as a script does it: pandas and confluent-kafka, no transactions, nothing remembered."""

import json
import sqlite3
import sys

import pandas
from confluent_kafka import Producer

PRICES = {"price_eur", "price_usd", "price_gbp", "grossPrice_eur"}


def main(database, brokers, topic):
    producer = Producer(
        {
            "bootstrap.servers": brokers,
            "acks": "all",
            "enable.idempotence": True,
            "compression.type": "lz4",
            "linger.ms": 20,
            "batch.size": 256 * 1024,
            "queue.buffering.max.messages": 100_000,
        }
    )
    connection = sqlite3.connect(database)
    for page in pandas.read_sql("select * from products order by ean", connection, chunksize=5_000):
        for price in PRICES:
            page[price] = pandas.to_numeric(page[price])
        for row in page.to_dict("records"):
            for price in PRICES:
                if row[price] != row[price]:
                    row[price] = None
            value = json.dumps(row, ensure_ascii=False).encode()
            while True:
                try:
                    producer.produce(topic, value=value, key=row["ean"].encode())
                    break
                except BufferError:
                    producer.poll(0.1)
            producer.poll(0)
    producer.flush()


main(*sys.argv[1:])
