"""The script that Dromedary's logins pipeline is compared with: one process, one message after the other.

Receives ten messages, hashes the address and the device, inserts row by row, commits, deletes message by message, and
ends when the queue is empty. The queue's URL is its argument; AWS_ENDPOINT_URL_SQS and libpq's variables say the rest.
"""

import datetime
import hashlib
import json
import os
import sys

import boto3
import psycopg2

INSERT = """
    insert into user_logins
        (user_id, device_type, masked_ip, masked_device_id, locale, app_version, create_date, message_id)
    values (%s, %s, %s, %s, %s, %s, %s, %s)
    on conflict (message_id) do nothing
"""


def mask(value):
    return hashlib.sha256(value.encode()).hexdigest()


def version(text):
    major, minor, patch = (text.split(".") + ["0"])[:3]
    return (int(major) * 1000 + int(minor)) * 1000 + int(patch)


def row(message):
    login = json.loads(message["Body"])
    return (
        login["user_id"],
        login["device_type"],
        mask(login["ip"]),
        mask(login["device_id"]),
        login["locale"],
        version(login["app_version"]),
        datetime.date.today(),
        message["MessageId"],
    )


def main(queue):
    sqs = boto3.client("sqs", endpoint_url=os.environ["AWS_ENDPOINT_URL_SQS"], region_name=os.environ["AWS_REGION"])
    warehouse = psycopg2.connect("")
    while True:
        answer = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1)
        messages = answer.get("Messages", [])
        if not messages:
            break
        with warehouse.cursor() as cursor:
            for message in messages:
                cursor.execute(INSERT, row(message))
        warehouse.commit()
        for message in messages:
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    warehouse.close()


if __name__ == "__main__":
    main(sys.argv[1])
