"""A broker, a hub and the agents of a set, as processes that can be killed. Python's standard library only."""

import csv
import os
import random
import shutil
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path


def free_port(taken=set()):
    """A port of 127.0.0.1 outside the range from which the kernel serves others; never the same twice."""
    while True:
        port = random.SystemRandom().randrange(20000, 32000)
        if port in taken:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        taken.add(port)
        return port


def wait_until(what, seconds, holds):
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise RuntimeError(f"waited {seconds} s for: {what}")
        time.sleep(0.05)


def listens(port):
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Program:
    """One process with a log of its own. `kill` is SIGKILL: nothing of it gets a chance to write."""

    def __init__(self, name, command, folder, port, environment=None):
        self.name, self.command, self.folder, self.port = name, command, folder, port
        self.process, self.kills, self.environment = None, 0, {**os.environ, **(environment or {})}

    def start(self, wait=True):
        with open(self.folder / f"{self.name}.log", "ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                            env=self.environment)
        if wait:
            wait_until(f"{self.name} to listen on {self.port}", 20, lambda: self.alive() and listens(self.port))

    def alive(self):
        if self.process.poll() is None:
            return True
        raise RuntimeError(f"{self.name} ended by itself with {self.process.returncode}:\n{self.last_words()}")

    def last_words(self):
        text = (self.folder / f"{self.name}.log").read_text(errors="replace")
        return "\n".join(text.splitlines()[-20:])

    def kill(self):
        self.alive()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.kills += 1

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Broker(Program):
    """mosquitto with a database, so that there is something to lose."""

    def __init__(self, folder):
        self.database = folder / "broker"
        port = free_port()
        lines = [f"listener {port} 127.0.0.1", "allow_anonymous true", "persistence true", "autosave_interval 1",
                 f"persistence_location {self.database}/", "max_inflight_messages 32", "max_queued_messages 16384",
                 "max_packet_size 262144", "set_tcp_nodelay true"]
        if os.getuid() == 0:
            lines.append("user root")
        configuration = folder / "mosquitto.conf"
        configuration.write_text("\n".join(lines) + "\n")
        program = shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
        if program is None:
            raise FileNotFoundError("mosquitto")
        super().__init__("broker", [program, "-c", str(configuration)], folder, port)

    def start(self, wait=True):
        self.database.mkdir(exist_ok=True)
        super().start(wait)

    def wipe(self):
        shutil.rmtree(self.database)


class Feeder(threading.Thread):
    """A scanner: sends its lines in order, one at a time, and the same line again until it is answered."""

    def __init__(self, name, port, lines):
        super().__init__(name=name, daemon=True)
        self.port, self.lines = port, lines
        self.budget = threading.Semaphore(0)
        self.answers, self.again, self.fault = [], 0, None

    def allow(self, count):
        for _ in range(count):
            self.budget.release()

    def run(self):
        connection = None
        for line in self.lines:
            self.budget.acquire()
            while True:
                try:
                    if connection is None:
                        connection = socket.create_connection(("127.0.0.1", self.port), 2)
                        connection.settimeout(10)
                        reader = connection.makefile("rb")
                    connection.sendall(line.encode() + b"\n")
                    answer = reader.readline().decode()
                    if not answer.endswith("\n"):
                        raise ConnectionError("the line ended before its answer")
                    break
                except OSError:
                    if connection is not None:
                        connection.close()
                    connection = None
                    self.again += 1
                    time.sleep(0.02)
            word = answer.split()
            if word[0] not in ("OK", "DUP"):
                self.fault = f"{line} was answered {answer.strip()}"
                return
            self.answers.append((word[0], int(word[1])))


class Rig:
    """The whole system over one set of files, in a folder of its own."""

    def __init__(self, bin_folder, data_set, folder, shim=None):
        """`shim`: a library that stands between agents, hub and their disks or clocks (full_disk.cpp, wrong_clock.cpp)."""
        self.bin, self.set, self.folder, self.shim = Path(bin_folder), Path(data_set), Path(folder), shim
        self.broker = Broker(self.folder)
        self.hub = self.make_hub()
        self.agents, self.feeders = {}, {}

    def make_hub(self):
        port = free_port()
        (self.folder / "hub.toml").write_text(
            f'data = "{self.folder}/hub"\n[http]\nlisten = "127.0.0.1:{port}"\n'
            f'[proof]\ncosign_seconds = 1\n[broker]\naddress = "127.0.0.1:{self.broker.port}"\n')
        return Program("hub", self.hub_command("run"), self.folder, port, self.shimmed("hub"))

    def shimmed(self, name):
        """The disk of a program is full, or its clock wrong, while the file NAME.full, or NAME.clock, says how."""
        if self.shim is None:
            return {}
        return {"LD_PRELOAD": self.shim, "SALDO_FULL_DISK": str(self.folder / f"{name}.full"),
                "SALDO_WRONG_CLOCK": str(self.folder / f"{name}.clock")}

    def hub_command(self, *words):
        return [str(self.bin / "saldo-hub"), "--config", str(self.folder / "hub.toml"), *words]

    def agent_command(self, name, *words):
        return [str(self.bin / "saldo-agent"), "--config", str(self.folder / name / "agent.toml"), *words]

    def run(self, command):
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def rows(self, *parts):
        with open(self.set.joinpath(*parts), newline="", encoding="utf-8") as stream:
            return list(csv.DictReader(stream))

    def set_up(self, only=None):
        """Everything but the movements: catalogs, plants with their agents, invoice lines, customs files. `only`: so many plants."""
        self.broker.start()
        self.hub.start()
        self.run(self.hub_command("import", "catalogs", str(self.set / "catalogs")))
        for row in self.rows("catalogs", "plants.csv")[:only]:
            self.add_agent(row["rfc"], row["plant"])
        self.run(self.hub_command("import", "invoice-lines", str(self.set / "feeds" / "invoice_lines.csv")))
        self.run(self.hub_command("import", "datastage", str(self.set / "datastage")))

    def add_agent(self, rfc, plant):
        name = f"{rfc}-{plant}".lower()
        home = self.folder / name
        home.mkdir(mode=0o700)
        self.run(self.hub_command("plant", "add", "--agent", name, "--company", rfc, "--plant", plant,
                                  "--broker", f"127.0.0.1:{self.broker.port}", "--out", str(home / "join.json")))
        port = free_port()
        (home / "agent.toml").write_text(
            f'data = "{home}/data"\njoin = "{home}/join.json"\ncatalogs = "{self.set}/catalogs"\n'
            f'[http]\nlisten = "127.0.0.1:{free_port()}"\n'
            f'[[scanner]]\nname = "dock-1"\nrole = "listen"\naddress = "127.0.0.1"\nport = {port}\nprofile = "line"\n')
        self.agents[name] = Program(name, self.agent_command(name, "run"), self.folder, port, self.shimmed(name))
        lines = (self.set / "movements" / f"{rfc}_{plant}.csv").read_text(encoding="utf-8").splitlines()[1:]
        self.feeders[name] = Feeder(name, port, lines)

    def start_agents(self):
        for agent in self.agents.values():
            agent.start()
        for feeder in self.feeders.values():
            feeder.start()

    def check_feeders(self):
        for feeder in self.feeders.values():
            if feeder.fault:
                raise RuntimeError(feeder.fault)

    def finish_feeds(self, seconds):
        for feeder in self.feeders.values():
            feeder.allow(len(feeder.lines))
        wait_until("the feeds to end", seconds, lambda: self.check_feeders() or not self.feeding())

    def feeding(self):
        return any(feeder.is_alive() for feeder in self.feeders.values())

    def stop(self):
        for program in [*self.agents.values(), self.hub, self.broker]:
            program.stop()
