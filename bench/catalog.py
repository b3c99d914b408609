"""A catalogue in S3 made XML as a script does it: read it whole, parse it whole, make a tree or a text, write it whole."""

import json
import os
import sys
import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import escape

import boto3

ITEMS = {"itemSellingPrices": "price", "itemGrossPrices": "price", "fabricCompositions": "composition"}


def leaf(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def members(name, value):
    if isinstance(value, dict):
        return value.items()
    return [(ITEMS.get(name, "entry"), member) for member in value]


def fill(element, name, value):
    if isinstance(value, (dict, list)):
        for key, member in members(name, value):
            fill(ElementTree.SubElement(element, key), key, member)
    else:
        element.text = leaf(value)


def tree(products):
    root = ElementTree.Element("products")
    for product in products:
        fill(ElementTree.SubElement(root, "product"), "product", product)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)


def write(lines, indent, name, value):
    if isinstance(value, (dict, list)):
        lines.append(f"{indent}<{name}>\n")
        for key, member in members(name, value):
            write(lines, indent + "  ", key, member)
        lines.append(f"{indent}</{name}>\n")
    else:
        lines.append(f"{indent}<{name}>{escape(leaf(value))}</{name}>\n")


def text(products):
    lines = ['<?xml version="1.0" encoding="UTF-8"?>\n<products>\n']
    for product in products:
        write(lines, "  ", "product", product)
    lines.append("</products>\n")
    return "".join(lines).encode()


def main(convert, source, target):
    s3 = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL_S3"], region_name=os.environ["AWS_REGION"])
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=source, Prefix="json/"):
        for listed in page.get("Contents", []):
            key = listed["Key"]
            content = s3.get_object(Bucket=source, Key=key)["Body"].read()
            output = "xml/" + key.removeprefix("json/").removesuffix(".json") + ".xml"
            s3.put_object(Bucket=target, Key=output, Body=convert(json.loads(content)), ContentType="application/xml")


main({"tree": tree, "text": text}[sys.argv[1]], *sys.argv[2:])
