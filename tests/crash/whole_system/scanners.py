"""Scanners that never tire: each sends bursts of lines, keeps a ledger of what it was told, and sends again what got no reply."""

import random
import socket
import threading
import time

from checks import numbers

BURST = 8


class Scanner(threading.Thread):
    """One device on one port. `ledger` is event id -> sequence: what it was told OK or DUP for."""

    def __init__(self, stem, port, plant, part, umc, pause=0.0):
        super().__init__(name=stem, daemon=True)
        self.stem, self.port, self.pause = stem, port, pause
        self.tail = f",2026-03-02T08:00:00-06:00,{plant},RECEIPT,{part},1,{umc},PED,25-190-8005-5000001,,SC01"
        self.ledger, self.doubles, self.again, self.losses, self.fault = {}, 0, 0, 0, None
        self.longest_refusal, self.refusals = 0.0, {}
        self.has_to_end = threading.Event()

    def line_of(self, event):
        return event + self.tail

    def run(self):
        number, waiting = 0, []
        while self.fault is None and (waiting or not self.has_to_end.is_set()):
            try:
                with socket.create_connection(("127.0.0.1", self.port), 2) as connection:
                    connection.settimeout(15)
                    reader = connection.makefile("rb")
                    while self.fault is None and (waiting or not self.has_to_end.is_set()):
                        while len(waiting) < BURST and not self.has_to_end.is_set():
                            number += 1
                            waiting.append(f"{self.stem}-{number}")
                        self.burst(connection, reader, waiting)
                        time.sleep(self.pause)
            except OSError:
                self.losses += 1
                self.again += len(waiting)
                time.sleep(0.01)

    def burst(self, connection, reader, waiting):
        """Sends all that waits and reads one reply a line; what was accepted waits no more."""
        asked = list(waiting)
        connection.sendall("".join(self.line_of(event) + "\n" for event in asked).encode())
        refused = False
        for event in asked:
            answer = reader.readline().decode()
            if not answer.endswith("\n"):
                raise ConnectionError("the line ended before its answer")
            word = answer.split()
            if word[0] in ("OK", "DUP"):
                self.note(event, word[0], int(word[1]))
                waiting.remove(event)
            elif word[:2] in (["ERR", "JOURNAL_FULL"], ["ERR", "BUSY"]):
                self.refusals[word[1]] = self.refusals.get(word[1], 0) + 1
                refused = True
            else:
                self.fault = f"{event} was answered {answer.strip()}"
                return
        if refused:
            time.sleep(0.1)

    def note(self, event, word, sequence):
        if word == "DUP":
            self.doubles += 1
        if self.ledger.setdefault(event, sequence) != sequence:
            self.fault = f"{event} was told two sequences"


class Scanners:
    """Some scanners on each of some agents."""

    def __init__(self, rig, each, pause=0.0):
        part = rig.rows("catalogs", "parts.csv")[0]
        self.of = {}
        for name, agent in rig.agents.items():
            plant = name.rsplit("-", 1)[1].upper()
            self.of[name] = [Scanner(f"{name}-{n}", agent.port, plant, part["part_number"], part["umc"], pause)
                             for n in range(each)]
        self.all = [scanner for some in self.of.values() for scanner in some]

    def start(self):
        for scanner in self.all:
            scanner.start()

    def check(self):
        for scanner in self.all:
            if scanner.fault:
                raise RuntimeError(scanner.fault)

    def told(self):
        return sum(len(scanner.ledger) for scanner in self.all)

    def finish(self, seconds):
        """No new lines; what waits is sent until it is answered."""
        for scanner in self.all:
            scanner.has_to_end.set()
        deadline = time.monotonic() + seconds
        for scanner in self.all:
            scanner.join(max(0.0, deadline - time.monotonic()))
            if scanner.is_alive():
                raise RuntimeError(f"{scanner.name} still waits for answers")
        self.check()

    def more(self, rig, name, count):
        """So many lines of a new scanner, all of them accepted; gives how many."""
        first = self.of[name][0]
        extra = Scanner(first.stem + "-more", rig.agents[name].port, "", "", "")
        extra.tail = first.tail
        extra.start()
        deadline = time.monotonic() + 30
        while len(extra.ledger) < count and extra.fault is None and time.monotonic() < deadline:
            time.sleep(0.05)
        extra.has_to_end.set()
        extra.join(30)
        if extra.fault or len(extra.ledger) < count:
            raise RuntimeError(extra.fault or "the agent takes no more")
        return len(extra.ledger)

    def ledger(self, name):
        return {event: sequence for scanner in self.of[name] for event, sequence in scanner.ledger.items()}

    def summary(self):
        return (f"{self.told()} accepted, {sum(s.again for s in self.all)} lines sent again, "
                f"{sum(s.doubles for s in self.all)} answered DUP, {sum(s.losses for s in self.all)} connections lost")


def compare_ledger(name, ledger, held, own=frozenset()):
    """`held`: (sequence, event) in order, of a journal or of the hub. Each told event there once, where it was told. `own`: the
    sequences of the agent's own records, which are no movements."""
    problems = []
    if [sequence for sequence, _ in held] != numbers(len(held), own):
        problems.append(f"{name}: the sequences are not 1 to {len(held)}")
    events = [event for _, event in held]
    double = len(events) - len(set(events))
    if double:
        problems.append(f"{name}: {double} events more than once")
    where = {event: sequence for sequence, event in held}
    lost = [event for event in ledger if event not in where]
    if lost:
        problems.append(f"{name}: {len(lost)} of {len(ledger)} accepted events are lost: {lost[:5]}")
    moved = [event for event, sequence in ledger.items() if where.get(event, sequence) != sequence]
    if moved:
        problems.append(f"{name}: other sequences than were told: {moved[:5]}")
    unasked = set(where) - set(ledger)
    if unasked:
        problems.append(f"{name}: events that nobody was told of: {sorted(unasked)[:5]}")
    return problems


def controls():
    """Wrong outcomes that compare_ledger must see."""
    ledger = {"a": 1, "b": 2, "c": 3}
    right = [(1, "a"), (2, "b"), (3, "c")]
    wrong = {
        "an accepted event lost": right[:2],
        "an event twice": [*right, (4, "c")],
        "two in the wrong order": [(1, "b"), (2, "a"), (3, "c")],
        "a gap": [(1, "a"), (2, "b"), (4, "c")],
        "an event of nobody": [*right, (4, "d")],
    }
    unseen = [f"not seen: {what}" for what, held in wrong.items() if not compare_ledger("x", ledger, held)]
    return unseen + [f"seen where nothing is wrong: {what}" for what in compare_ledger("x", ledger, right)]


def pauses(rng, longest):
    """A wait that is often short: half of the kills come while the first bytes are on their way."""
    return rng.random() * rng.choice([0.02, longest])


if __name__ == "__main__":
    random.seed(1)
    print("\n".join(controls()) or "every wrong outcome is seen")
