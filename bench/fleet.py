#!/usr/bin/env python3
"""Every plant of the country at one mosquitto and one hub: what each process takes, and how long a movement waits for its receipt.

    bench/fleet.py --bin build/release/bin [--agents 6522] [--seconds 300] [--rates 755,1500,3000,5000,7550] [--step-seconds 60] [--data DIR]

All agents connect with certificates of their own (TLS), through the configuration that `saldo-hub broker-config` writes. The first rate is
held for --seconds, the others for --step-seconds each. Then the broker is killed and started again under the first rate, and all come
back at once. Broker, hub and the agents share this machine's cores: the CPU of each is printed.
Exit 0 when the hub's log holds each movement, all agents settle, and the aims hold (first rate: receipt p99 2 s, hub one core; all
settled 2 minutes after the broker's return), else 1. --no-aims leaves the times out: a test on a busy machine asks for none.
"""

import argparse
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "crash" / "whole_system"))
from rig import Program, free_port, wait_until  # noqa: E402

P99_MS_MAX, HUB_CORES_MAX, SETTLE_S_MAX = 2000, 1.0, 120
TICKS = os.sysconf("SC_CLK_TCK")


class Fleet:
    """saldo_bench_fleet, steered over its standard input."""

    def __init__(self, binary, bundles, over):
        self.process = subprocess.Popen([binary, "run", "--bundles", str(bundles), "--over", str(over)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def report(self):
        self.say("report")
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the fleet ended with {self.process.wait()}")
        answer = json.loads(line)
        if answer["failure"]:
            raise RuntimeError(answer["failure"])
        return answer


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mib(pid, field="VmRSS"):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) // 1024
    return 0


class Usage:
    """CPU of the three over a span."""

    def __init__(self, programs):
        self.pids = {name: process.pid for name, process in programs.items()}
        self.began, self.cpu = time.monotonic(), {name: cpu_seconds(pid) for name, pid in self.pids.items()}

    def cores(self):
        span = time.monotonic() - self.began
        return {name: (cpu_seconds(pid) - self.cpu[name]) / span for name, pid in self.pids.items()}

    def text(self):
        return ", ".join(f"{name} {cores:.2f} cores {memory_mib(self.pids[name])} MiB" for name, cores in self.cores().items())


def hold_rate(fleet, programs, rate, seconds):
    """Holds a rate; gives the figures of the time after its first five seconds."""
    fleet.say(f"rate {rate}")
    time.sleep(5)
    before, usage = fleet.report(), Usage(programs)
    time.sleep(seconds)
    after = fleet.report()
    span = time.monotonic() - usage.began
    held, made = (after["held"] - before["held"]) / span, (after["recorded"] - before["recorded"]) / span
    print(f"{rate}/s for {seconds} s: recorded {made:.0f}/s, receipted {held:.0f}/s; p50 {after['p50_ms']} ms, p99 {after['p99_ms']} ms, "
          f"max {after['max_ms']} ms; waiting {after['waiting']}; {usage.text()}", flush=True)
    return after, usage.cores(), held / made if made else 0


def wait_settled(fleet, agents, seconds):
    """Until every agent streams and nothing waits longer than two seconds; gives the seconds, or nothing."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        now = fleet.report()
        if now["streaming"] == agents and now["oldest_ms"] < P99_MS_MAX:
            return time.monotonic() - began
        time.sleep(0.5)
    print(f"not settled: {now}", flush=True)
    return None


def movements_in(binary, data):
    told = subprocess.run([binary / "saldo-hub", "--data", data, "status"], check=True, capture_output=True, text=True).stdout
    return int(next(word for word in told.split() if word.startswith("movements=")).partition("=")[2])


def measure(given, folder):
    binary = Path(given.bin).resolve()
    port = free_port()
    data, bundles, broker_folder = folder / "hub", folder / "bundles", folder / "broker"
    broker_folder.mkdir()
    began = time.monotonic()
    subprocess.run([binary / "saldo_bench_fleet", "prepare", "--hub", data, "--bundles", bundles, "--agents", str(given.agents), "--port",
                    str(port)], check=True)
    print(f"{given.agents} agents enrolled in {time.monotonic() - began:.0f} s", flush=True)
    subprocess.run([binary / "saldo-hub", "--data", data, "broker-config", "write", broker_folder, "--listen", f"127.0.0.1:{port}", "--names",
                    "127.0.0.1"], check=True, stdout=subprocess.DEVNULL)
    # As root mosquitto would become a user who cannot read the folder.
    own = "user root\n" if os.getuid() == 0 else ""
    (folder / "mosquitto.conf").write_text(f"{own}include_dir {broker_folder}\n")
    mosquitto = shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    (folder / "hub.toml").write_text(f'data = "{data}"\n[broker]\naddress = "127.0.0.1:{port}"\nown_ca = true\n'
                                     f'[log]\nlevel = "warn"\n[http]\nlisten = ""\n')
    broker = Program("broker", [mosquitto, "-c", str(folder / "mosquitto.conf")], folder, port)
    hub = Program("hub", [str(binary / "saldo-hub"), "run", "--config", str(folder / "hub.toml")], folder, port)
    fleet = None
    try:
        broker.start()
        hub.start(wait=False)
        time.sleep(3)
        began = time.monotonic()
        fleet = Fleet(binary / "saldo_bench_fleet", bundles, given.over)
        programs = {"broker": broker.process, "hub": hub.process, "fleet": fleet.process}
        usage = Usage(programs)
        if wait_settled(fleet, given.agents, 600) is None:
            return False
        print(f"all connected and greeted after {time.monotonic() - began:.1f} s (started over {given.over} s); {usage.text()}", flush=True)

        holds = True
        for number, rate in enumerate(given.rates):
            first = number == 0
            figures, cores, share = hold_rate(fleet, programs, rate, given.seconds if first else given.step_seconds)
            if first:
                holds = figures["p99_ms"] <= P99_MS_MAX and cores["hub"] <= HUB_CORES_MAX and share > 0.99
        fleet.say(f"rate {given.rates[0]}")
        settled = wait_settled(fleet, given.agents, 600)
        print(f"back at {given.rates[0]}/s; backlog gone after {settled:.1f} s" if settled is not None else "backlog never gone", flush=True)

        broker.kill()
        time.sleep(5)
        usage = Usage({name: process for name, process in programs.items() if name != "broker"})
        broker.start()
        programs["broker"] = broker.process
        settled = wait_settled(fleet, given.agents, 600)
        print(f"broker killed and started again: all settled after {settled if settled is None else round(settled, 1)} s; {usage.text()}, "
              f"broker {cpu_seconds(broker.process.pid):.1f} s of CPU {memory_mib(broker.process.pid)} MiB", flush=True)
        fleet.say("rate 0")
        wait_until("the last receipt", 120, lambda: fleet.report()["waiting"] == 0)
        end = fleet.report()
        print(f"end: {end['recorded']} recorded, {end['held']} receipted, {end['waiting']} on their way, {end['resends']} resends, "
              f"{end['halted']} halted; peak memory hub {memory_mib(hub.process.pid, 'VmHWM')} MiB, "
              f"fleet {memory_mib(fleet.process.pid, 'VmHWM')} MiB", flush=True)
        hub.stop()
        movements = movements_in(binary, data)
        print(f"the hub's log holds {movements} movements; {end['recorded']} were recorded", flush=True)
        is_whole = movements == end["recorded"] == end["held"] and end["halted"] == 0 and settled is not None
        return is_whole and (given.no_aims or (holds and settled <= SETTLE_S_MAX))
    finally:
        if fleet:
            fleet.process.send_signal(signal.SIGKILL)
        hub.stop()
        broker.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--agents", type=int, default=6522)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--step-seconds", type=int, default=60)
    parser.add_argument("--over", type=int, default=30, help="seconds over which the agents start")
    parser.add_argument("--rates", type=lambda text: [float(rate) for rate in text.split(",")], default=[755, 1500, 3000, 5000, 7550])
    parser.add_argument("--no-aims", action="store_true")
    parser.add_argument("--data", help="folder for all files; kept. Without it: a temporary one")
    given = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < given.agents + 100:
        print(f"skipped, because {given.agents} agents need as many open files, and this account may have {hard}")
        return 77
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    folder = Path(given.data or tempfile.mkdtemp(prefix="saldo-fleet-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(f"machine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {given.agents} agents", flush=True)
    try:
        return 0 if measure(given, folder) else 1
    finally:
        if not given.data:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
