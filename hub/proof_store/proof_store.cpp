#include "hub/proof_store/proof_store.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include "common/base/check.hpp"
#include "common/config/log.hpp"
#include "common/tlog/checkpoint.hpp"
#include "common/wire/fact_codec.hpp"
#include "hub/log/log_entry.hpp"
#include "hub/proof/leaf.hpp"
#include "hub/proof/tile_nodes.hpp"
#include "hub/proof/tile_path.hpp"
#include "hub/proof_store/tree_export.hpp"

namespace saldo::hub {
namespace {

using config::log_event;
using config::LogLevel;

Error no_tree(const proof::TreeName& name) {
    return {Errc::not_found, "there is no tree " + proof::tree_path(name)};
}

Error not_what_was_appended(LogPosition position) {
    return {Errc::storage, "at position " + std::to_string(position.value()) +
                               " the log gives other bytes than were appended"};
}

}  // namespace

ProofStore::ProofStore(const LogStore& log, const SigningKey& key, Options options)
    : log_{log},
      key_{key},
      options_{std::move(options)},
      log_key_{.name = options_.hub, .key = key_.public_key()} {}

ProofStore::~ProofStore() { write_waiting(1); }

Result<std::unique_ptr<ProofStore>> ProofStore::open(const std::filesystem::path& folder,
                                                     const LogStore& log, const SigningKey& key,
                                                     Options options) {
    SALDO_CHECK(tlog::is_note_key_name(options.hub));
    std::unique_ptr<ProofStore> store{new ProofStore{log, key, std::move(options)}};
    const auto loaded = store->load(folder);
    if (!loaded && loaded.error().code == Errc::unavailable) return loaded.error();
    if (!loaded || !*loaded) {
        log_event(LogLevel::warn, "proof.begun_anew",
                  {{"why", loaded ? "it is of another log" : loaded.error().what}});
        if (const auto begun = store->begin_anew(folder); !begun) return begun.error();
    }
    store->advance();
    return store;
}

/// False for a store that is of another log.
Result<bool> ProofStore::load(const std::filesystem::path& folder) {
    auto file = ProofFile::open(folder, options_.map_bytes);
    if (!file) return file.error();
    file_ = std::move(*file);
    const auto place = file_->place();
    if (!place) return place.error();
    place_ = place->value_or(ProofPlace{});
    auto is_ours = is_of_this_log();
    if (!is_ours || !*is_ours) return is_ours;
    const auto heads = file_->trees();
    if (!heads) return heads.error();
    for (const TreeHead& head : *heads) {
        auto tail = TreeTail::load(head.size, [&](unsigned level, std::uint64_t index) {
            return file_->tile({head.id, level, index});
        });
        if (!tail) return tail.error();
        trees_.emplace(head.name, Tree{.head = head, .tail = std::move(*tail), .checkpoint = {}});
    }
    return true;
}

Result<void> ProofStore::begin_anew(const std::filesystem::path& folder) {
    file_.reset();
    trees_.clear();
    place_ = {};
    std::error_code failed;
    std::filesystem::remove_all(folder, failed);
    if (failed) return Error{Errc::storage, folder.string() + ": " + failed.message()};
    auto file = ProofFile::open(folder, options_.map_bytes);
    if (!file) return file.error();
    file_ = std::move(*file);
    return {};
}

/// Whether an entry of the log ends where the trees end, with the hash that it had then.
Result<bool> ProofStore::is_of_this_log() const {
    if (place_.position == 0) return true;
    const auto end = log_.end();
    if (!end) return end.error();
    if (end->value() < place_.position) return false;
    bool fits = false;
    const auto read = log_.read(LogPosition{place_.position - 1}, [&](const EntryView& entry) {
        fits =
            entry.first.value() + entry.count == place_.position && entry.hash == place_.log_hash;
        return false;
    });
    // A damaged log is the log's to tell; the trees are no worse for it.
    return !read || fits;
}

void ProofStore::stop(const Error& error) {
    stopped_ = error.what;
    waiting_.clear();
    leaves_waiting_ = 0;
    log_event(LogLevel::error, "proof.stopped", {{"why", error.what}});
}

void ProofStore::advance() {
    if (stopped_) return;
    if (const auto taken = take_new(); !taken) return stop(taken.error());
    for (auto& [name, tree] : trees_) {
        if (std::exchange(tree.is_signed, true)) continue;
        tree.checkpoint = sign(name, tree.tail.size(), tree.tail.root());
    }
}

Result<void> ProofStore::take_new() {
    const auto end = log_.end();
    if (!end) return end.error();
    if (end->value() < place_.position) {
        return Error{Errc::storage, "the log is shorter than the trees over it"};
    }
    if (end->value() == place_.position) return {};
    Result<void> outcome;
    const auto read = log_.read(LogPosition{place_.position}, [&](const EntryView& entry) {
        outcome = take(entry);
        if (outcome && leaves_waiting_ >= options_.waiting_leaves_max) outcome = write();
        return outcome.has_value();
    });
    if (!read) return read.error();
    if (!outcome) return outcome.error();
    const auto head = log_.head_hash();
    if (!head) return head.error();
    // What was appended was hashed before it was written: the bytes came back, all and the same.
    if (place_.position != end->value() || place_.log_hash != *head) {
        return not_what_was_appended(LogPosition{place_.position});
    }
    return {};
}

/// All leaves of the entry, or none.
Result<void> ProofStore::take(const EntryView& entry) {
    if (entry.first.value() != place_.position || !follows(entry, place_.log_hash)) {
        return not_what_was_appended(entry.first);
    }
    auto leaves = gather(entry);
    if (!leaves) return leaves.error();
    for (const NewLeaf& leaf : leaves->row) {
        Tree& tree = *leaf.tree;
        if (tree.head.size == 0) tree.head.first = leaf.position;
        tree.tail.push(leaf.hash, leaf.position,
                       [&](unsigned level, std::uint64_t index, Tile&& tile) {
                           waiting_.insert_or_assign({tree.head.id, level, index}, std::move(tile));
                       });
        tree.head.size = tree.tail.size();
        tree.head.last = leaf.position;
        tree.is_signed = false;
        tree.is_written = false;
    }
    leaves_waiting_ += leaves->row.size();
    place_ = {.position = entry.first.value() + entry.count,
              .log_hash = entry.hash,
              .era = std::move(leaves->era)};
    return {};
}

Result<ProofStore::NewLeaves> ProofStore::gather(const EntryView& entry) {
    NewLeaves leaves{.row = {}, .era = place_.era};
    leaves.row.reserve(entry.count);
    const std::int32_t year = proof::year_of(entry.received);
    Result<void> outcome;
    Tree* tree = nullptr;
    if (entry.kind == EntryKind::frame) {
        const auto frame = wire::stored_frame(entry.payload);
        if (!frame) return frame.error();
        const auto company = proof::place_records(agent_of_frame(frame->head), file_->names());
        if (!company) return company.error();
        tree = &tree_of({.company = *company, .year = year, .era = leaves.era});
    }
    const auto visited = visit_leaves(entry, [&](const LeafItem& item) {
        if (!outcome) return;
        const Digest hash = tlog::leaf_hash(item.leaf);
        if (entry.kind == EntryKind::facts) {
            const auto fact = wire::decode_stored_fact(item.content);
            const auto company =
                fact ? proof::place_fact(*fact, file_->names()) : Result<std::string>{fact.error()};
            if (!company) {
                outcome = company.error();
                return;
            }
            const bool is_restored = std::holds_alternative<HubRestored>(*fact);
            if (is_restored) leaves.era = proof::era_of(hash);
            if (is_restored || tree == nullptr || tree->head.name.company != *company) {
                tree = &tree_of({.company = *company, .year = year, .era = leaves.era});
            }
        }
        leaves.row.push_back({tree, hash, item.position.value()});
    });
    if (!visited) return visited.error();
    if (!outcome) return outcome.error();
    if (leaves.row.size() != entry.count) return not_what_was_appended(entry.first);
    return leaves;
}

ProofStore::Tree& ProofStore::tree_of(const proof::TreeName& name) {
    const auto [slot, is_new] = trees_.try_emplace(name);
    if (is_new) {
        slot->second.head.name = name;
        slot->second.head.id = static_cast<std::uint32_t>(trees_.size() - 1);
    }
    return slot->second;
}

std::string ProofStore::sign(const proof::TreeName& name, std::uint64_t size,
                             const Digest& root) const {
    const std::string text =
        tlog::format_checkpoint({.origin = proof::tree_origin(options_.hub, name),
                                 .size = size,
                                 .root = root,
                                 .extensions = {}});
    const auto sign_text = [this](ByteView message) { return key_.sign(message); };
    return tlog::format_note({text, {tlog::sign_note(text, log_key_, sign_text)}});
}

void ProofStore::write_waiting(std::uint64_t leaves_min) {
    if (stopped_ || leaves_waiting_ < leaves_min) return;
    if (const auto written = write(); !written) stop(written.error());
}

Result<void> ProofStore::write() {
    std::vector<TreeHead> heads;
    std::map<ProofFile::TileKey, Tile> tiles = std::move(waiting_);
    waiting_.clear();
    for (auto& [name, tree] : trees_) {
        if (std::exchange(tree.is_written, true)) continue;
        heads.push_back(tree.head);
        for (unsigned level = 0; level < tree.tail.levels(); ++level) {
            const Tile* partial = tree.tail.partial(level);
            if (partial == nullptr) continue;
            const std::uint64_t index =
                tree.head.size >> (proof::tile_height * level) >> proof::tile_height;
            tiles.emplace(ProofFile::TileKey{tree.head.id, level, index}, *partial);
        }
    }
    leaves_waiting_ = 0;
    return file_->write(place_, heads, tiles);
}

const ProofStore::Tree* ProofStore::known_tree(const proof::TreeName& name) const {
    const auto found = trees_.find(name);
    return found == trees_.end() ? nullptr : &found->second;
}

std::vector<TreeHead> ProofStore::trees_of(const std::string& company) const {
    std::vector<TreeHead> heads;
    for (auto tree = trees_.lower_bound({.company = company, .year = 0});
         tree != trees_.end() && tree->first.company == company; ++tree) {
        if (tree->second.head.size > 0) heads.push_back(tree->second.head);
    }
    std::ranges::sort(heads, {}, &TreeHead::first);
    return heads;
}

std::vector<TreeHead> ProofStore::trees() const {
    std::vector<TreeHead> heads;
    for (const bool of_all : {false, true}) {
        for (const auto& [name, tree] : trees_) {
            if (name.company.empty() == of_all && tree.head.size > 0) heads.push_back(tree.head);
        }
    }
    return heads;
}

std::optional<TreeHead> ProofStore::find(const proof::TreeName& name) const {
    const Tree* tree = known_tree(name);
    return tree == nullptr ? std::nullopt : std::optional{tree->head};
}

Result<std::string> ProofStore::checkpoint(const proof::TreeName& name) const {
    const Tree* tree = known_tree(name);
    if (tree == nullptr || tree->checkpoint.empty()) return no_tree(name);
    return tree->checkpoint;
}

Result<std::string> ProofStore::checkpoint_at(const proof::TreeName& name,
                                              std::uint64_t size) const {
    if (stopped_) return Error{Errc::unavailable, "nothing is signed any more: " + *stopped_};
    const Tree* tree = known_tree(name);
    if (tree == nullptr || size > tree->head.size) return no_tree(name);
    const auto root = proof::root_at(size, nodes(name));
    if (!root) return root.error();
    return sign(name, size, *root);
}

Result<Tile> ProofStore::tile(const proof::TreeName& name, unsigned level,
                              std::uint64_t index) const {
    const Tree* tree = known_tree(name);
    if (tree == nullptr || !proof::has_tile(tree->head.size, {false, level, index, 1})) {
        return no_tree(name);
    }
    const std::uint64_t hashes = tree->head.size >> (proof::tile_height * level);
    const Tile* partial = tree->tail.partial(level);
    if (index == hashes / proof::tile_width && partial != nullptr) return *partial;
    const ProofFile::TileKey key{tree->head.id, level, index};
    if (const auto held = waiting_.find(key); held != waiting_.end()) return held->second;
    return file_->tile(key);
}

proof::NodeReader ProofStore::nodes(const proof::TreeName& name) const {
    const auto nodes = std::make_shared<proof::TileNodes>(
        [this, name](unsigned level, std::uint64_t index) -> Result<std::vector<Digest>> {
            auto read = tile(name, level, index);
            if (!read) return read.error();
            return std::move(read->hashes);
        });
    return [nodes](unsigned level, std::uint64_t index) { return nodes->node(level, index); };
}

Result<std::uint64_t> ProofStore::size_before(const proof::TreeName& name, LogPosition end) const {
    const Tree* tree = known_tree(name);
    if (tree == nullptr) return no_tree(name);
    if (tree->head.size == 0 || end.value() <= tree->head.first) return std::uint64_t{0};
    if (end.value() > tree->head.last) return tree->head.size;
    // The last tile whose first leaf stands before `end`; there is one.
    std::uint64_t low = 0;
    std::uint64_t high = (tree->head.size - 1) / proof::tile_width;
    while (low < high) {
        const std::uint64_t middle = low + (high - low + 1) / 2;
        const auto read = tile(name, 0, middle);
        if (!read) return read.error();
        if (read->positions.front() < end.value()) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    const auto read = tile(name, 0, low);
    if (!read) return read.error();
    const auto at = std::ranges::lower_bound(read->positions, end.value());
    return low * proof::tile_width + static_cast<std::uint64_t>(at - read->positions.begin());
}

}  // namespace saldo::hub
