#!/usr/bin/env python3
"""Prints what one durable write costs in a folder now, as the peers do before their late imports.

    disk_floor.py --work DIR
"""
import argparse

import common

parser = argparse.ArgumentParser()
parser.add_argument("--work", required=True)
common.emit("disk", "floor", **common.disk_floor(parser.parse_args().work))
