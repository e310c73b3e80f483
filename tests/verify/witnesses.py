"""The outside witness as a process and as a module, and a log to show to it."""

import base64
import http.client
import importlib.machinery
import importlib.util
import os
import pathlib
import signal
import subprocess
import sys

import reshape

PROGRAM = pathlib.Path(__file__).resolve().parents[2] / "verify" / "saldo-witness"


def load():
    loader = importlib.machinery.SourceFileLoader("saldo_witness", str(PROGRAM))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("saldo_witness", loader))
    sys.dont_write_bytecode = True
    loader.exec_module(module)
    return module


def consistency(old, hashes):
    """PROOF(m, D[n]) as RFC 6962, 2.1.2, defines it: downward, where the witness goes upward."""

    def sub(m, part, whole):
        n = len(part)
        if m == n:
            return [] if whole else [reshape.root_of(part)]
        k = 1 << ((n - 1).bit_length() - 1)
        if m <= k:
            return sub(m, part[:k], whole) + [reshape.root_of(part[k:])]
        return sub(m - k, part[k:], False) + [reshape.root_of(part[:k])]

    return sub(old, hashes, True) if 0 < old < len(hashes) else []


def request(old, proof, note):
    lines = "".join(base64.b64encode(one).decode() + "\n" for one in proof)
    return f"old {old}\n{lines}\n{note}".encode()


class Tree:
    """A log that says whatever it is told to say."""

    def __init__(self, signer, origin, leaves=b"leaf"):
        self.signer, self.origin, self.leaves, self.hashes = signer, origin, leaves, []

    def grow(self, size):
        while len(self.hashes) < size:
            self.hashes.append(reshape.leaf_hash(self.leaves + b" %d" % len(self.hashes)))
        return self

    def fork(self, common, leaves=b"other"):
        other = Tree(self.signer, self.origin, leaves)
        other.hashes = self.hashes[:common]
        return other

    def text_note(self, size):
        assert size <= len(self.hashes), f"the tree has {len(self.hashes)} leaves, not {size}"
        return reshape.checkpoint(self.signer, self.origin, self.hashes[:size])

    def note(self, size):
        return self.text_note(size)[1]

    def body(self, old, size):
        return request(old, consistency(old, self.hashes[:size]), self.note(size))


def command(*arguments, language="en"):
    """(exit code, everything said)."""
    done = subprocess.run([sys.executable, str(PROGRAM), *map(str, arguments), "--language", language], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def make(folder, name="witness.example/w1"):
    """A new witness; gives its verifier key."""
    code, said = command("init", folder, "--name", name)
    assert code == 0, said
    return said.strip()


class Running:
    """The real witness on a free port, until the end of the `with`."""

    def __init__(self, folder, *more):
        self.folder, self.more, self.process = folder, more, None

    def __enter__(self):
        self.journal = open(pathlib.Path(self.folder) / "journal.txt", "ab")
        self.process = subprocess.Popen([sys.executable, str(PROGRAM), "run", str(self.folder), "--listen", "127.0.0.1:0", "--language", "en", *self.more],
                                        stdout=subprocess.PIPE, stderr=self.journal, env=dict(os.environ, PYTHONUNBUFFERED="1"))
        said = self.process.stdout.readline().decode()
        assert "://" in said, self.said()
        self.address = said.split()[1]
        self.port = int(self.address.split("/")[2].rsplit(":", 1)[1])
        return self

    def __exit__(self, *_):
        self.end(signal.SIGTERM)

    def end(self, how):
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait()
        self.process.stdout.close()
        self.journal.close()
        return code

    def said(self):
        return (pathlib.Path(self.folder) / "journal.txt").read_text()

    def post(self, body, path="/add-checkpoint"):
        """(status, content type, text)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", path, body)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Content-Type"), answer.read().decode()
        finally:
            connection.close()
