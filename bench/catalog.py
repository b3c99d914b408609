"""A catalogue in S3 made XML as a script does it: read it whole, parse it whole, build a tree, write it whole."""

import json
import os
import sys
import xml.etree.ElementTree as ElementTree

import boto3

ITEMS = {"itemSellingPrices": "price", "itemGrossPrices": "price", "fabricCompositions": "composition"}


def fill(element, name, value):
    if isinstance(value, dict):
        for key, member in value.items():
            fill(ElementTree.SubElement(element, key), key, member)
    elif isinstance(value, list):
        item = ITEMS.get(name, "entry")
        for member in value:
            fill(ElementTree.SubElement(element, item), item, member)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = str(value)


def convert(content):
    root = ElementTree.Element("products")
    for product in json.loads(content):
        fill(ElementTree.SubElement(root, "product"), "product", product)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)


def main(source, target):
    s3 = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL_S3"], region_name=os.environ["AWS_REGION"])
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=source, Prefix="json/"):
        for listed in page.get("Contents", []):
            key = listed["Key"]
            content = s3.get_object(Bucket=source, Key=key)["Body"].read()
            output = "xml/" + key.removeprefix("json/").removesuffix(".json") + ".xml"
            s3.put_object(Bucket=target, Key=output, Body=convert(content), ContentType="application/xml")


main(*sys.argv[1:])
