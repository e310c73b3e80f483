#include "tests/simulation/hub_node.hpp"

#include <utility>

#include "common/base/check.hpp"
#include "common/wire/frame.hpp"
#include "common/wire/messages.hpp"
#include "hub/log/log_entry.hpp"
#include "tests/simulation/broken.hpp"

namespace saldo::sim {

SigningKey key_of(Chance& chance) {
    Bytes seed;
    for (int i = 0; i < 4; ++i) put_le(seed, chance.next());
    return SigningKey::from_seed_hex(to_hex(seed)).value();
}

HubNode::HubNode(Stage& stage)
    : disk{"hub", stage.chance.split(), stage.counters},
      clock{stage},
      stage_{stage},
      key_{key_of(stage.chance)},
      chance_{stage.chance.split()} {
    disk.faults = stage.plan.hub_disk;
}

void HubNode::start() {
    if (process_) return;
    clock.boot();
    ++life_;
    process_ = std::make_unique<Process>();
    stage_.say("hub starts");
    guarded([this] { open(); });
    if (process_) failed_starts = 0;
}

void HubNode::open() {
    Process& process = *process_;
    auto log = hub::LmdbLog::open("hub", {});
    if (!log) {
        process.failure = log.error();
        return;
    }
    process.log = std::move(*log);
    process.quarantine =
        std::make_unique<hub::Quarantine>(hub::Quarantine::open("hub/quarantine", {}).value());
    hub::LogStore* store = process.log.get();
    process.broken_log = broken_log(stage_.broken, *process.log);
    if (process.broken_log) store = process.broken_log.get();
    auto ingest = hub::Ingest::open({.hub = "hub-sim", .key = key_, .run = chance_.next()}, *store,
                                    directory, *process.quarantine, stage_.plan.limits);
    if (!ingest) {
        process.failure = ingest.error();
        return;
    }
    process.ingest = std::move(*ingest);
    std::vector<std::string> agents;
    for (const auto& [agent, entry] : directory.entries) agents.push_back(agent);
    if (auto judge = broken_judge(stage_.broken, std::move(agents))) {
        process.ingest->set_judge(std::move(judge));
    }
    const std::uint64_t life = life_;
    process.link = std::make_unique<hub::LinkMachine>(
        hub::LinkServerOptions{.link = {.uri = "sim", .client_id = "hub-sim"},
                               .group_frames_max = 1 + chance_.below(64)},
        surroundings_of(clock, chance_),
        [this, life](const mqtt::LinkOptions& link) -> Result<std::unique_ptr<mqtt::MqttLink>> {
            return stage_.broker.make_link("hub", link, [this, life](mqtt::Event event) {
                if (life != life_ || !process_) return;
                guarded([&] { process_->link->on_event(std::move(event)); });
            });
        },
        *process.ingest, nullptr, [this](const Error& error) { process_->failure = error; });
    process.link->start();
}

void HubNode::guarded(const std::function<void()>& act) {
    const std::uint64_t went_back_before =
        process_->ingest ? process_->ingest->counters().went_back : 0;
    try {
        act();
    } catch (const Crash& crash) {
        return die(std::string{"crashed "} + crash.where);
    }
    if (process_->ingest) {
        went_back += process_->ingest->counters().went_back - went_back_before;
    }
    if (process_->failure) {
        ++failed_starts;
        return die("stopped: " + process_->failure->what);
    }
    after_act();
}

void HubNode::after_act() {
    Process& process = *process_;
    const std::uint64_t life = life_;
    if (process.link->has_waiting() && !std::exchange(process.is_drain_due, true)) {
        stage_.clock.in_ms(chance_.between(0, 15), [this, life] {
            if (life != life_ || !process_) return;
            process_->is_drain_due = false;
            guarded([this] { process_->link->drain(); });
        });
    }
    const auto due = process.link->deadline();
    if (!due) return;
    const std::int64_t due_ns = clock.to_world_ns(*due);
    if (process.armed_ns && *process.armed_ns <= due_ns) return;
    process.armed_ns = due_ns;
    stage_.clock.at(due_ns, [this, life, due_ns] {
        if (life != life_ || !process_ || process_->armed_ns != due_ns) return;
        process_->armed_ns.reset();
        guarded([this] { process_->link->wake(); });
    });
}

void HubNode::die(const std::string& why, bool comes_back) {
    if (!process_) return;
    stage_.say("hub dies: " + why);
    ++life_;
    process_.reset();
    stage_.broker.vanish("hub");
    if (!comes_back) return;
    const std::uint64_t life = life_;
    const std::int64_t wait_ms = stage_.has_faults ? chance_.between(100, 20'000) : 1'000;
    stage_.clock.in_ms(wait_ms, [this, life] {
        if (life == life_) start();
    });
}

void HubNode::back_up() {
    // A copy counts only after it was verified.
    if (const auto rotten = scrub()) return stage_.tally("hub: backup refused");
    stage_.tally("hub: backed up");
    backups_.push_back(disk.image);
    if (!process_) return;
    if (const auto heads = process_->log->heads()) process_->ingest->note_backup(*heads);
}

void HubNode::back_up_blank_if_none() {
    if (backups_.empty()) backups_.emplace_back();
}

bool HubNode::restore() {
    SALDO_CHECK(!process_);
    if (backups_.empty()) return false;
    // Agents may have forgotten what the newest two hold: nobody goes back further than to those.
    oldest_ = std::max(oldest_, backups_.size() - std::min<std::size_t>(2, backups_.size()));
    const std::size_t which = oldest_ + chance_.below(backups_.size() - oldest_);
    stage_.say("hub goes back to backup " + std::to_string(which));
    disk.image = backups_[which];
    backups_.resize(which + 1);
    shown_to_ = 0;
    stage_.oracle.hub_went_back();
    show_disk();
    return true;
}

void HubNode::admit(const std::string& agent, sync::Epoch epoch) {
    if (!process_) return;
    stage_.say("a person admits epoch " + std::to_string(epoch.ordinal) + " of " + agent);
    guarded([&] {
        const auto told = process_->ingest->admit(agent, epoch, clock.utc_now());
        if (told) return process_->link->publish(*told);
        stage_.say("  " + told.error().what);
        if (told.error().code == Errc::storage) process_->failure = told.error();
    });
}

bool HubNode::waits(const std::string& agent) const {
    if (!process_) return false;
    const auto agents = process_->ingest->agents();
    const auto found = agents.find(agent);
    return found != agents.end() &&
           (!found->second.held_out_why.empty() || found->second.gate.waiting);
}

std::string HubNode::state_of(const std::string& agent) const {
    if (!process_) return {};
    const auto agents = process_->ingest->agents();
    const auto found = agents.find(agent);
    if (found == agents.end()) return {};
    const auto& live = found->second;
    std::string text;
    if (live.held) {
        text += ", hub holds " + std::to_string(live.held->epoch.ordinal) + "/" +
                std::to_string(live.held->next);
    }
    if (!live.held_out_why.empty()) text += ", held out: " + live.held_out_why;
    if (live.gate.waiting) text += ", waits: " + std::to_string(live.gate.waiting->ordinal);
    if (live.gate.granted) text += ", granted: " + std::to_string(live.gate.granted->ordinal);
    return text;
}

void HubNode::show_disk() {
    const auto entries = disk.image.tables.find("entries");
    if (entries == disk.image.tables.end()) return;
    Bytes from;
    put_be(from, shown_to_);
    for (auto row = entries->second.lower_bound(from); row != entries->second.end(); ++row) {
        const auto entry = hub::decode_entry(row->first, row->second);
        if (!entry) continue;  // damaged since it was shown: the hub must find it
        const auto frame = wire::stored_frame(entry->view.payload);
        if (!frame) return;
        Bytes scratch;
        const auto body = wire::unpack(*frame, scratch);
        if (!body) return;
        const std::string_view padded = as_text(frame->head.agent);
        const Oracle::Stream stream{std::string{padded.substr(0, padded.find('\0'))},
                                    frame->head.epoch.ordinal, frame->head.epoch.nonce};
        ByteView left = *body;
        for (std::uint32_t i = 0; i < entry->view.skip + entry->view.count; ++i) {
            const auto record = sync::read_record(left);
            if (!record) return;
            left = left.subspan(record->whole.size());
            if (i < entry->view.skip) continue;
            stage_.oracle.hub_holds(stream, frame->head.first + i,
                                    std::string{as_text(record->whole)});
        }
        shown_to_ = entry->view.first.value() + entry->view.count;
    }
}

std::optional<std::string> HubNode::scrub() {
    const DiskFaults faults = std::exchange(disk.faults, {});
    std::optional<std::string> found;
    if (process_) {
        const auto audit = process_->log->verify();
        found = audit ? audit->first_fault : std::optional{audit.error().what};
    } else {
        auto log = hub::LmdbLog::open("hub", {});
        if (!log) {
            found = log.error().what;
        } else {
            const auto audit = (*log)->verify();
            found = audit ? audit->first_fault : std::optional{audit.error().what};
        }
    }
    disk.faults = faults;
    return found;
}

}  // namespace saldo::sim
