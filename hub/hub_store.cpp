#include "hub/hub_store.hpp"

#include <algorithm>
#include <utility>

#include "common/store/file.hpp"
#include "common/wire/fact_codec.hpp"
#include "hub/access/broker_files.hpp"
#include "hub/log/fact_batch.hpp"

namespace saldo::hub {
namespace {

constexpr std::size_t facts_of_entry_max = 10'000;
constexpr std::size_t payload_bytes_wanted = 8U << 20;
constexpr const char* key_file = "hub.key";
constexpr const char* log_key_file = "log.key";
constexpr std::size_t key_file_bytes_max = 4096;
constexpr std::uint64_t cosigned_map_bytes = 8ULL << 30;

/// Encodes facts into payloads of a size that the log likes.
class Packer {
public:
    explicit Packer(UtcTime now) : now_{now} {}

    Result<void> add(const Fact& fact) {
        const auto bytes = wire::encode_fact(fact);
        if (!bytes) return bytes.error();
        const bool full = payloads_.empty() || counts_.back() == facts_of_entry_max ||
                          payloads_.back().size() + bytes->size() > payload_bytes_wanted;
        if (full) {
            payloads_.emplace_back();
            counts_.push_back(0);
        }
        append_fact(payloads_.back(), *bytes);
        ++counts_.back();
        return {};
    }
    std::vector<NewEntry> entries() const {
        std::vector<NewEntry> entries;
        for (std::size_t i = 0; i < payloads_.size(); ++i) {
            entries.push_back({.kind = EntryKind::facts,
                               .count = counts_[i],
                               .received = now_,
                               .skip = 0,
                               .payload = payloads_[i]});
        }
        return entries;
    }

private:
    UtcTime now_;
    std::vector<Bytes> payloads_;
    std::vector<std::uint32_t> counts_;
};

Result<SigningKey> read_key(const std::filesystem::path& path) {
    const auto seed = store::read_file(path, key_file_bytes_max);
    if (!seed) return seed.error();
    auto key = SigningKey::from_seed_hex(as_text(*seed).substr(0, 64));
    if (!key) return Error{Errc::storage, path.string() + ": " + key.error().what};
    return key;
}

/// The key of that file, made with it where there is none.
Result<SigningKey> key_made_once(const std::filesystem::path& path) {
    auto key = read_key(path);
    if (key || key.error().code != Errc::not_found) return key;
    auto made = SigningKey::generate();
    const std::string text = made.seed_hex() + "\n";
    const auto written = store::write_file_durably(path, as_bytes(text));
    if (!written) return written.error();
    return made;
}

bool is_known_by(const Recorded& recorded, const api::KnownAt& known) {
    if (const auto* position = std::get_if<std::uint64_t>(&known)) {
        return recorded.position.value() < *position;
    }
    return recorded.received <= std::get<UtcTime>(known);
}

}  // namespace

HubStore::HubStore(std::filesystem::path folder, std::unique_ptr<LmdbLog> log, BlobStore blobs)
    : folder_{std::move(folder)}, log_{std::move(log)}, blobs_{std::move(blobs)} {}

Result<std::unique_ptr<HubStore>> HubStore::open(const std::filesystem::path& folder,
                                                 const LogOptions& options,
                                                 const std::string& origin) {
    if (const auto made = store::create_private_folder(folder); !made) return made.error();
    auto log = LmdbLog::open(folder, options);
    if (!log) return log.error();
    auto blobs = BlobStore::open(folder);
    if (!blobs) return blobs.error();
    std::unique_ptr<HubStore> hub{new HubStore{folder, std::move(*log), std::move(*blobs)}};
    if (const auto loaded = hub->load_identity(); !loaded) return loaded.error();
    const auto replayed = hub->read_facts([&hub](Recorded&& recorded) {
        hub->show(std::move(recorded));
        return true;
    });
    if (!replayed) return replayed.error();
    if (const auto opened = hub->open_proofs(origin, options.map_bytes); !opened) {
        return opened.error();
    }
    return hub;
}

Result<SigningKey> HubStore::load_key(const std::filesystem::path& folder) {
    return read_key(folder / key_file);
}

Result<void> HubStore::load_identity() {
    const auto key = key_made_once(folder_ / key_file);
    if (!key) return key.error();
    key_ = *key;
    hub_id_ = id_of(*key_);
    return {};
}

/// What the log was told stands, whether or not it can be proved: only a key that is there and
/// cannot be read keeps the hub from starting.
Result<void> HubStore::open_proofs(const std::string& origin, std::uint64_t map_bytes) {
    const auto key = key_made_once(folder_ / log_key_file);
    if (!key) return key.error();
    ProofStore::Options options{.hub = origin.empty() ? hub_id_ : origin, .map_bytes = map_bytes};
    log_key_ = {.name = options.hub, .key = key->public_key()};
    auto opened = ProofStore::open(folder_ / "proof", *log_, *key, std::move(options));
    auto cosigned = CosignedFile::open(folder_ / "cosigned", cosigned_map_bytes);
    if (opened && cosigned) {
        proofs_ = std::move(*opened);
        cosigned_.emplace(std::move(*cosigned));
    } else {
        proofs_closed_why_ = opened ? cosigned.error().what : opened.error().what;
    }
    return {};
}

std::optional<StaticFiles> HubStore::static_files() const {
    if (!proofs_) return std::nullopt;
    return StaticFiles{
        .proofs = *proofs_, .log = *log_, .cosigned = cosigned_ ? &*cosigned_ : nullptr};
}

std::string HubStore::prove_for(const std::string& rfc) {
    if (!proofs_) return {};
    prove();
    for (const std::string& company : {rfc, std::string{}}) {
        const auto trees = proofs_->trees_of(company);
        // A tree that a restore ended may be shorter than the agent saw it, and the log tells why.
        if (trees.empty() || trees.back().name.era != proofs_->era()) continue;
        if (auto newest = proofs_->checkpoint(trees.back().name)) return std::move(*newest);
    }
    return {};
}

void HubStore::prove() {
    if (proofs_) proofs_->advance();
}

std::string HubStore::proof_alarm() const {
    return proofs_ ? proofs_->stopped().value_or(std::string{}) : proofs_closed_why_;
}

std::string HubStore::id_of(const SigningKey& key) {
    return "hub-" + to_hex(ByteView{key.key_id()}).substr(0, 12);
}

CompanyOf HubStore::company_of() const {
    return [this](std::string_view agent) -> std::string {
        const auto entry = find(agent);
        return entry ? entry->rfc : std::string{};
    };
}

/// To the book; and what it took as news, to the rows for the plants.
book::Applied HubStore::show(Recorded&& recorded) {
    std::optional<Fact> told;
    if (CatalogRows::concerns(recorded.fact)) told = recorded.fact;
    auto applied = book_.apply(std::move(recorded));
    if (told && applied.verdict == book::Verdict::fresh) catalog_rows_.apply(*told);
    return applied;
}

Result<Appended> HubStore::append(std::vector<Fact> facts, UtcTime now) {
    std::erase_if(facts, [this](const Fact& fact) { return book_.holds(fact); });
    Appended done;
    if (facts.empty()) return done;
    Packer packer{now};
    for (const Fact& fact : facts) {
        if (const auto packed = packer.add(fact); !packed) return packed.error();
    }
    const auto start = log_->end();
    if (!start) return start.error();
    const auto entries = packer.entries();
    if (const auto end = log_->append(*start, entries, {}); !end) return end.error();
    std::uint64_t position = start->value();
    for (Fact& fact : facts) {
        const auto applied = show({LogPosition{position++}, now, std::move(fact)});
        if (applied.verdict == book::Verdict::fresh) ++done.fresh;
        if (applied.verdict == book::Verdict::conflict) ++done.conflicts;
    }
    prove();
    return done;
}

Result<void> HubStore::apply(std::span<const EntryView> entries) {
    for (const EntryView& entry : entries) {
        const auto shown = visit_facts(entry, company_of(),
                                       [this](Recorded&& recorded) { show(std::move(recorded)); });
        if (!shown) return shown.error();
    }
    return {};
}

Result<void> HubStore::read_facts(const std::function<bool(Recorded&&)>& visit) const {
    Result<void> outcome;
    const auto read = log_->read(LogPosition{0}, [&](const EntryView& entry) {
        bool goes_on = true;
        outcome = visit_facts(entry, company_of(), [&](Recorded&& recorded) {
            goes_on = goes_on && visit(std::move(recorded));
        });
        return outcome.has_value() && goes_on;
    });
    if (!read) return read.error();
    return outcome;
}

Result<std::unique_ptr<book::Book>> HubStore::book_as_known(const api::KnownAt& known) const {
    auto then = std::make_unique<book::Book>();
    const auto read = read_facts([&](Recorded&& recorded) {
        if (!is_known_by(recorded, known)) return false;
        then->apply(std::move(recorded));
        return true;
    });
    if (!read) return read.error();
    return then;
}

Result<std::optional<Recorded>> HubStore::fact_at(LogPosition position) const {
    std::optional<Recorded> found;
    Result<void> outcome;
    bool exists = false;
    const auto read = log_->read(position, [&](const EntryView& entry) {
        exists = true;
        outcome = visit_facts(entry, company_of(), [&](Recorded&& recorded) {
            if (recorded.position == position) found = std::move(recorded);
        });
        return false;
    });
    if (!read) return read.error();
    if (!outcome) return outcome.error();
    if (!exists) return Error{Errc::not_found, "the log ends before that position"};
    return found;
}

std::optional<AgentEntry> HubStore::find(std::string_view agent) const {
    const auto found = book_.agents().find(std::string{agent});
    if (found == book_.agents().end()) return std::nullopt;
    const auto revoked = book_.revoked_agents().find(found->first);
    const bool is_revoked = revoked != book_.revoked_agents().end();
    return AgentEntry{.rfc = found->second.rfc,
                      .plant = found->second.plant,
                      .key = found->second.signing_key,
                      .is_revoked = is_revoked,
                      .revoked_why = is_revoked ? revoked->second : std::string{}};
}

Result<AccessStore*> HubStore::access(UtcTime now) {
    if (!access_) {
        auto opened = AccessStore::open(folder_ / "access", hub_id_, now);
        if (!opened) return opened.error();
        access_ = std::move(*opened);
    }
    return access_.get();
}

Result<bool> HubStore::refresh_broker(UtcTime now) {
    const auto opened = access(now);
    if (!opened) return opened.error();
    const auto plan = read_broker_plan(**opened);
    if (!plan) return plan.error();
    if (!*plan) return false;
    const auto written = write_broker_files(**opened, **plan, hub_id_, book_.revoked_agents(), now);
    if (!written) return written.error();
    return true;
}

}  // namespace saldo::hub
