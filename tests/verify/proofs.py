"""Proof files of a hub: made, taken apart, altered and sealed again."""

import base64
import contextlib
import hashlib
import io
import json
import pathlib
import subprocess
import tempfile

import stores
import verifier

MARK = b',\n"seal": '


class Proofs:
    """The proofs of one store, checked by the verifier in this process."""

    def __init__(self, hub, data):
        self.hub, self.data = hub, pathlib.Path(data)
        self.key = stores.run(hub, "--data", data, "log-key").stdout.strip()
        self.program = verifier.load()
        self.folder = tempfile.TemporaryDirectory()
        self.file = pathlib.Path(self.folder.name) / "one.proof.json"

    def prove(self, ref, *flags):
        stores.run(self.hub, "--data", self.data, "prove", ref, "--out", self.file, *flags)
        return self.file.read_bytes()

    def check(self, data, *arguments, key=None):
        """(exit code, what was said)."""
        self.file.write_bytes(data)
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            arguments = ["proof", str(self.file), "--log-key", key or self.key, "--language", "en", *arguments]
            self.program.sys.stdout.reconfigure = lambda **_: None
            code = self.program.main(arguments)
        return code, said.getvalue()

    def sealed(self, told):
        """What a hub with this log key, and its mind on another answer, would write."""
        members = [name for name in told if name != "seal"]
        body = "{" + ",\n".join(f"{json.dumps(name)}: {json.dumps(told[name], ensure_ascii=False)}" for name in members)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        text = f"{told['origin']}/proof\nsaldo-proof/1\n{digest}\n"
        name, key_id, _ = self.key.split("+", 2)
        signed = base64.b64encode(bytes.fromhex(key_id) + self.sign(text.encode())).decode()
        seal = json.dumps(f"{text}\n\u2014 {name} {signed}\n", ensure_ascii=False)
        return body.encode() + MARK + seal.encode() + b"}\n"

    def sign(self, message):
        seed = bytes.fromhex((self.data / "log.key").read_text()[:64])
        der = bytes.fromhex("302e020100300506032b657004220420") + seed
        with tempfile.TemporaryDirectory() as folder:
            key, text = pathlib.Path(folder) / "key.der", pathlib.Path(folder) / "text"
            key.write_bytes(der)
            text.write_bytes(message)
            return subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", key, "-keyform", "DER", "-rawin", "-in", text], capture_output=True, check=True).stdout
