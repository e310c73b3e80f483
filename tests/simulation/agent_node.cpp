#include "tests/simulation/agent_node.hpp"

#include <algorithm>
#include <utility>

#include "agent/journal/journal_rows.hpp"
#include "common/base/check.hpp"
#include "common/sync/checkpoint.hpp"
#include "common/sync/clock_step.hpp"
#include "common/sync/rehomed.hpp"

namespace saldo::sim {

AgentNode::AgentNode(Stage& stage, std::string name, std::string place, SigningKey key,
                     PublicKey hub_key)
    : disk{place, stage.chance.split(), stage.counters},
      clock{stage},
      stage_{stage},
      name_{std::move(name)},
      place_{std::move(place)},
      key_{std::move(key)},
      hub_key_{hub_key},
      chance_{stage.chance.split()} {
    disk.faults = stage.plan.agent_disk;
}

const agent::LmdbJournal* AgentNode::journal() const {
    return process_ ? process_->journal.get() : nullptr;
}
agent::LmdbJournal* AgentNode::journal() { return process_ ? process_->journal.get() : nullptr; }

void AgentNode::start() {
    if (process_ || is_removed) return;
    clock.boot();
    ++life_;
    started_ns_ = stage_.clock.now_ns();
    process_ = std::make_unique<Process>();
    stage_.say(place_ + " starts");
    guarded([this] { open(); });
    if (!process_) return;
    for (Scan& again : std::exchange(unanswered, {})) {
        if (again.event_id.empty() || chance_.hits(300)) continue;  // it was given up
        stage_.tally("scan: asked again after a crash");
        scan(std::move(again));
    }
}

void AgentNode::open() {
    Process& process = *process_;
    auto journal = agent::LmdbJournal::open(
        place_,
        {.agent = name_,
         .rfc = company,
         .plant = "P01",
         .signing_key = key_.key_id(),
         .machine = {},
         .nonce = [this] { return chance_.next(); }},
        {.preextend_bytes = 0, .retention_days = 0, .retention_days_pressed = 0},
        {.device_utc = clock.utc_now()});
    if (!journal) {
        process.failure = journal.error();
        return;
    }
    process.journal = std::move(*journal);
    const std::uint64_t life = life_;
    process.source = std::make_unique<agent::JournalSource>(
        *process.journal, process.writer,
        [this] { return sync::RecordHead{.device_utc = clock.utc_now()}; },
        [this, life] {
            stage_.clock.in_ms(1, [this, life] {
                if (life != life_ || !process_) return;
                guarded([this] { process_->uplink->on_recorded(); });
            });
        });
    agent::UplinkOptions options{.agent = name_,
                                 .rfc = company,
                                 .program = "saldo-agent sim",
                                 .token = {},
                                 .hub_key = hub_key_,
                                 .link = {.uri = "sim"},
                                 .limits = stage_.plan.limits,
                                 .disk_free_bytes = {},
                                 .on_clock_sample = [this](const sync::ClockSample& sample) {
                                     stage_.tally("clock: a receipt told the time");
                                     stage_.oracle.took_time(name_, sample.hub.ms,
                                                             clock.to_world_ns(sample.sent),
                                                             clock.to_world_ns(sample.received));
                                 }};
    process.uplink = std::make_unique<agent::UplinkMachine>(
        std::move(options), key_, *process.source, surroundings_of(clock, chance_),
        [this, life](const mqtt::LinkOptions& link) -> Result<std::unique_ptr<mqtt::MqttLink>> {
            return stage_.broker.make_link(place_, link, [this, life](mqtt::Event event) {
                if (life != life_ || !process_) return;
                guarded([&] { process_->uplink->on_event(std::move(event)); });
            });
        },
        [this](const Error& error) { process_->failure = error; });
    process.uplink->start();
}

void AgentNode::guarded(const std::function<void()>& act) {
    try {
        act();
    } catch (const Crash& crash) {
        return die(std::string{"crashed "} + crash.where);
    }
    if (process_->failure) {
        failed_starts = stage_.clock.now_ns() < started_ns_ + minute_ns ? failed_starts + 1 : 1;
        return die("stopped: " + process_->failure->what);
    }
    after_act();
}

void AgentNode::after_act() {
    Process& process = *process_;
    const std::uint64_t life = life_;
    if (process.writer.has_work() && !std::exchange(process.is_commit_due, true)) {
        stage_.clock.in_ms(chance_.between(1, 8), [this, life] {
            if (life != life_ || !process_) return;
            guarded([this] { commit(); });
        });
    }
    const auto due = process.uplink->deadline();
    if (!due) return;
    const std::int64_t due_ns = clock.to_world_ns(*due);
    if (process.armed_ns && *process.armed_ns <= due_ns) return;
    process.armed_ns = due_ns;
    stage_.clock.at(due_ns, [this, life, due_ns] {
        if (life != life_ || !process_ || process_->armed_ns != due_ns) return;
        process_->armed_ns.reset();
        guarded([this] { process_->uplink->wake(); });
    });
}

void AgentNode::die(const std::string& why, bool comes_back) {
    if (!process_) return;
    stage_.say(place_ + " dies: " + why);
    ++life_;
    for (Scan& scan : process_->writer.scans) unanswered.push_back(std::move(scan));
    // A kill leaves the connection to the kernel; nothing says goodbye.
    process_.reset();
    stage_.broker.vanish(place_);
    if (!comes_back) return;
    const std::uint64_t life = life_;
    const std::int64_t wait_ms = stage_.has_faults ? chance_.between(100, 20'000) : 1'000;
    stage_.clock.in_ms(wait_ms, [this, life] {
        if (life == life_) start();
    });
}

void AgentNode::replace_disk(Image image) {
    SALDO_CHECK(!process_);
    disk.image = std::move(image);
    unanswered.clear();
}

void AgentNode::scan(Scan scan) {
    stage_.oracle.scanned(name_, scan.body);
    if (!process_) {  // the device waits for its agent
        unanswered.push_back(std::move(scan));
        return;
    }
    process_->writer.scans.push_back(std::move(scan));
    after_act();
}

agent::Pending AgentNode::pending_of(const Scan& scan) {
    agent::Pending pending;
    pending.head = {.type = schema == 1 ? sync::RecordType::movement
                                        : static_cast<sync::RecordType>(700 + schema),
                    .schema = schema,
                    .device_utc = clock.utc_now(),
                    .monotonic_ns = static_cast<std::uint64_t>(clock.steady_now().ns)};
    append(pending.body, as_bytes(scan.body));
    if (!scan.event_id.empty()) {
        pending.event = {.event_id = scan.event_id, .line = sha256(as_bytes(scan.body))};
    }
    return pending;
}

void AgentNode::commit() {
    process_->is_commit_due = false;
    commit_group();
    if (!process_->failure && process_->writer.rehoming) rehome_some();
    if (!process_->failure) process_->uplink->on_recorded();
}

/// As JournalWriter does it, between the groups.
void AgentNode::rehome_some() {
    constexpr std::uint64_t records_max = 16;
    Process& process = *process_;
    const auto more = process.journal->rehome(records_max, *process.writer.rehoming);
    if (!more && more.error().code == Errc::storage) {
        process.failure = more.error();
        return;
    }
    if (more && *more) {
        stage_.tally("agent: wrote again what the hub lacks");
        return process.writer.grew();
    }
    process.writer.rehoming.reset();
}

void AgentNode::commit_group() {
    Process& process = *process_;
    std::vector<agent::Pending> group;
    for (const Scan& scan : process.writer.scans) group.push_back(pending_of(scan));
    auto receipt = process.writer.take_receipt();
    if (group.empty() && !receipt) return;
    if (!group.empty()) add_evidence(group);
    if (receipt && stage_.broken == Broken::prune_before_receipt) {
        receipt->sequence = process.journal->head().last_sequence;
        receipt->backed_up = receipt->sequence;
    }
    const auto done = agent::commit_group(*process.journal, group, receipt ? &*receipt : nullptr);
    const std::vector<Scan> scans = std::exchange(process.writer.scans, {});
    for (std::size_t i = 0; i < scans.size(); ++i) {
        answer(scans[i], done.records ? Result<agent::Appended>{(*done.records)[i]}
                                      : Result<agent::Appended>{done.records.error()});
    }
    if (receipt) {
        if (const auto told = process.writer.held_done()) told(done.receipt);
    }
    if (done.storage) process.failure = done.storage;
}

void AgentNode::add_evidence(std::vector<agent::Pending>& group) {
    constexpr std::uint64_t records_between_checkpoints = 16;
    Process& process = *process_;
    const auto add = [&](sync::RecordType type, Bytes body) {
        group.push_back({.head = {.type = type, .device_utc = clock.utc_now()},
                         .body = std::move(body),
                         .event = {}});
    };
    if (const auto back_ms = process.watch.look(clock.steady_now(), clock.utc_now())) {
        stage_.tally("clock: a step on record");
        add(sync::RecordType::clock_step, sync::encode_clock_step({.back_ms = *back_ms}));
    }
    const agent::JournalHead head = process.journal->head();
    const auto held = process.journal->held();
    if (head.last_sequence % records_between_checkpoints != 0 || !held) return;
    auto body = sync::encode_checkpoint(
        {.day = sync::utc_day(clock.utc_now()),
         .head = {.epoch = head.epoch, .next = head.last_sequence + 1, .hash = head.hash},
         .receipt = std::string{as_text(held->receipt)}});
    if (!body) return;
    stage_.tally("checkpoint: written");
    add(sync::RecordType::checkpoint, std::move(*body));
}

void AgentNode::answer(const Scan& scan, const Result<agent::Appended>& result) {
    using State = agent::Appended::State;
    if (!result) {
        stage_.tally(result.error().code == Errc::unavailable ? "scan: refused loudly, full"
                                                              : "scan: not answered");
        if (result.error().code == Errc::storage) unanswered.push_back(scan);
        return;
    }
    if (result->state == State::conflict) {
        SALDO_CHECK(result->state != State::conflict);
    }
    if (result->state == State::duplicate) stage_.tally("scan: duplicate at the device");
    stage_.say(place_ + " accepted " + scan.body.substr(0, 20) + " at " +
               std::to_string(result->epoch) + "/" + std::to_string(result->sequence));
    stage_.oracle.accepted(name_, result->epoch, result->sequence, scan.body);
}

void AgentNode::prune() {
    if (!process_) return;
    guarded([this] {
        const auto pruned = process_->journal->prune(50);
        if (!pruned) {
            if (pruned.error().code == Errc::storage) process_->failure = pruned.error();
            return;
        }
        if (*pruned == 0) return;
        stage_.tally("agent: forgot what the hub holds");
        const auto epochs = process_->journal->epochs();
        if (!epochs) {
            process_->failure = epochs.error();
            return;
        }
        for (const auto& kept : *epochs) {
            stage_.oracle.forgot({name_, kept.epoch.ordinal, kept.epoch.nonce}, kept.first_kept);
        }
    });
}

bool AgentNode::is_settled() const {
    if (!process_ || process_->writer.has_group() || !unanswered.empty()) return false;
    const auto status = process_->uplink->status();
    const std::uint64_t next = process_->journal->head().last_sequence + 1;
    return !is_rehoming() && status.state == sync::Outbox::State::streaming &&
           status.held == next && status.recorded == next && status.epochs_to_settle == 0;
}

bool AgentNode::is_rehoming() const {
    const auto rows = disk.image.tables.find("epochs");
    if (rows == disk.image.tables.end()) return false;
    return std::ranges::any_of(rows->second, [](const auto& stored) {
        const auto row = agent::decode_epoch_row(stored.first, stored.second);
        return row && row->is_rehoming();
    });
}

std::string AgentNode::state() const {
    if (!process_) return place_ + " is down, " + std::to_string(failed_starts) + " failed starts";
    const auto status = process_->uplink->status();
    return place_ + " state " + std::to_string(static_cast<int>(status.state)) + ", held " +
           std::to_string(status.held) + " of " + std::to_string(status.recorded) + ", journal " +
           std::to_string(process_->journal->head().last_sequence + 1) + ", up " +
           std::to_string(status.is_up ? 1 : 0) + ", " + status.alarm +
           (unanswered.empty() ? "" : ", devices wait") +
           (process_->writer.has_work() ? ", the writer works" : "") + ", to settle " +
           std::to_string(status.epochs_to_settle);
}

std::string AgentNode::alarm() const {
    return process_ ? process_->uplink->status().alarm : std::string{};
}

std::set<std::string> AgentNode::kept() const {
    std::set<std::string> bodies;
    const auto rows = disk.image.tables.find("records");
    if (rows == disk.image.tables.end()) return bodies;
    for (const auto& [key, value] : rows->second) {
        const auto row = agent::decode_record_row(key, value);
        if (!row) continue;
        const bool is_rehomed = row->record.head.type == sync::RecordType::rehomed;
        const auto again = sync::read_rehomed(row->record.body);
        bodies.emplace(as_text(is_rehomed && again ? again->body : row->record.body));
    }
    return bodies;
}

std::optional<std::string> AgentNode::scrub() {
    const DiskFaults faults = std::exchange(disk.faults, {});
    std::optional<std::string> found;
    if (!process_) {
        auto journal = agent::LmdbJournal::open(place_,
                                                {.agent = name_,
                                                 .rfc = company,
                                                 .plant = "P01",
                                                 .signing_key = key_.key_id(),
                                                 .machine = {},
                                                 .nonce = [] { return std::uint64_t{1}; }},
                                                {.preextend_bytes = 0}, {});
        if (!journal) {
            found = journal.error().what;
        } else {
            const auto audit = (*journal)->verify();
            found = audit ? audit->first_fault : std::optional{audit.error().what};
        }
    } else {
        const auto audit = process_->journal->verify();
        found = audit ? audit->first_fault : std::optional{audit.error().what};
    }
    disk.faults = faults;
    return found;
}

}  // namespace saldo::sim
