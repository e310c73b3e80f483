"""The verifier as a module, and as a command."""

import importlib.machinery
import importlib.util
import os
import pathlib
import subprocess
import sys

PROGRAM = pathlib.Path(__file__).resolve().parents[2] / "verify" / "saldo-verify"


def load(path=PROGRAM, name="saldo_verify"):
    loader = importlib.machinery.SourceFileLoader(name, str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    sys.dont_write_bytecode = True
    loader.exec_module(module)
    return module


def run(*arguments, program=PROGRAM, environment=None):
    """(exit code, everything said)."""
    done = subprocess.run([sys.executable, str(program), *map(str, arguments)], capture_output=True, text=True, env=dict(os.environ, LC_ALL="en_US", **(environment or {})))
    return done.returncode, done.stdout + done.stderr
