#include "hub/prove/evidence.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "common/tlog/checkpoint.hpp"
#include "common/tlog/inclusion_proof.hpp"
#include "hub/proof/leaf.hpp"
#include "hub/proof/tile_path.hpp"
#include "hub/prove/entry_leaves.hpp"

namespace saldo::hub {
namespace {

/// One tree of a proof: its newest checkpoint, and the nodes that were read of it.
class TreeProver {
public:
    static Result<TreeProver> open(const ProofStore& proofs, const proof::TreeName& name) {
        auto note = proofs.checkpoint(name);
        if (!note) return Error{Errc::unavailable, "no checkpoint of the tree is signed"};
        const auto parsed = tlog::parse_note(*note);
        if (!parsed) return parsed.error();
        const auto said = tlog::parse_checkpoint(parsed->text);
        if (!said) return said.error();
        return TreeProver{std::move(*note), said->size, proofs.nodes(name)};
    }

    Result<std::string> prove(std::uint64_t index) const {
        if (index >= size_) {
            return Error{Errc::unavailable, "the newest checkpoint does not reach the fact yet"};
        }
        auto hashes = proof::prove_inclusion(index, size_, nodes_);
        if (!hashes) return hashes.error();
        return tlog::format_inclusion_proof({.extra = std::nullopt,
                                             .index = index,
                                             .hashes = std::move(*hashes),
                                             .checkpoint = note_});
    }
    /// What witnesses cosigned of the tree: of each the newest, at most witnesses_max of them.
    Result<std::vector<ProvedTree::Cosigned>> cosigned(const CosignedFile& file,
                                                       const proof::TreeName& name) const {
        constexpr std::size_t witnesses_max = 16;
        const auto notes = file.all(name);
        if (!notes) return notes.error();
        std::vector<ProvedTree::Cosigned> found;
        std::set<std::string> witnesses;
        for (auto held = notes->rbegin(); held != notes->rend(); ++held) {
            const auto& [size, note] = *held;
            bool is_new = false;  // the first line is the log's own
            for (const tlog::NoteLine& line : std::span{note.lines}.subspan(1)) {
                is_new |= witnesses.insert(line.name).second;
            }
            if (!is_new || size > size_) continue;
            auto consistency = proof::prove_consistency(size, size_, nodes_);
            if (!consistency) return consistency.error();
            found.push_back({tlog::format_note(note), std::move(*consistency)});
            if (witnesses.size() >= witnesses_max) break;
        }
        return found;
    }
    Result<ProvedTree::Sealed> sealed(const TreeAt& tree) const {
        if (tree.size > size_) return Error{Errc::storage, "a seal tells a larger tree than ours"};
        auto consistency = proof::prove_consistency(tree.size, size_, nodes_);
        if (!consistency) return consistency.error();
        return ProvedTree::Sealed{tree.size, tree.root, std::move(*consistency)};
    }
    const std::string& note() const { return note_; }

private:
    TreeProver(std::string note, std::uint64_t size, proof::NodeReader nodes)
        : note_{std::move(note)}, size_{size}, nodes_{std::move(nodes)} {}
    std::string note_;
    std::uint64_t size_;
    proof::NodeReader nodes_;
};

class Gatherer {
public:
    Gatherer(const EvidenceSource& source, const Positions& positions, const std::string& rfc,
             const std::vector<TreeAt>& sealed)
        : source_{source}, positions_{positions}, rfc_{rfc}, sealed_{sealed} {}

    Result<Evidence> run() {
        for (auto next = positions_.begin(); next != positions_.end();) {
            Result<void> outcome;
            const auto before = next;
            const auto read = source_.log.read(next->first, [&](const EntryView& entry) {
                outcome = take(entry, next);
                return false;
            });
            if (!read) return read.error();
            if (!outcome) return outcome.error();
            if (next == before) {
                return Error{Errc::not_found,
                             "the log ends before position " + std::to_string(next->first.value())};
            }
        }
        for (const TreeAt& tree : sealed_) {
            if (const auto opened = open(tree.name); !opened) return opened.error();
        }
        return with_trees();
    }

private:
    Result<Evidence> with_trees() {
        for (const auto& [name, prover] : provers_) {
            ProvedTree tree{
                .name = name, .checkpoint = prover.note(), .cosigned = {}, .sealed = {}};
            for (const TreeAt& one : sealed_) {
                if (one.name != name) continue;
                auto earlier = prover.sealed(one);
                if (!earlier) return earlier.error();
                tree.sealed.push_back(std::move(*earlier));
            }
            if (source_.cosigned != nullptr) {
                auto cosigned = prover.cosigned(*source_.cosigned, name);
                if (!cosigned) return cosigned.error();
                tree.cosigned = std::move(*cosigned);
            }
            evidence_.trees.push_back(std::move(tree));
        }
        return std::move(evidence_);
    }

    /// The positions that lie in an entry; `next` goes past them.
    Result<void> take(const EntryView& entry, Positions::const_iterator& next) {
        const std::uint64_t end = entry.first.value() + entry.count;
        std::vector<std::uint32_t> wanted;
        bool has_movement = false;
        auto last = next;
        for (; last != positions_.end() && last->first.value() < end; ++last) {
            wanted.push_back(static_cast<std::uint32_t>(last->first.value() - entry.first.value()));
            has_movement |= last->second == Role::movement;
        }
        auto leaves = leaves_in(entry, wanted);
        if (!leaves) return leaves.error();
        for (EntryLeaf& leaf : *leaves) {
            const std::int32_t year = proof::year_of(entry.received);
            if (const auto done = add(std::move(leaf), next->second, year); !done) return done;
            ++next;
        }
        if (!has_movement || entry.kind != EntryKind::frame) return {};
        auto records = records_in(entry);
        if (!records) return records.error();
        evidence_.frames.push_back({.first = entry.first,
                                    .count = entry.count,
                                    .skip = entry.skip,
                                    .frame = Bytes{entry.payload.begin(), entry.payload.end()},
                                    .records = std::move(*records)});
        return {};
    }

    Result<const TreeProver*> open(const proof::TreeName& name) {
        const auto known = provers_.find(name);
        if (known != provers_.end()) return &known->second;
        auto opened = TreeProver::open(source_.proofs, name);
        if (!opened) return opened.error();
        return &provers_.emplace(name, std::move(*opened)).first->second;
    }

    Result<void> add(EntryLeaf leaf, Role role, std::int32_t year) {
        const auto place = find_place(leaf.position, year);
        if (!place) return place.error();
        const auto prover = open(place->tree);
        if (!prover) return prover.error();
        auto text = (*prover)->prove(place->index);
        if (!text) return text.error();
        evidence_.facts.push_back({.position = leaf.position,
                                   .role = role,
                                   .kind = leaf.kind,
                                   .leaf = std::move(leaf.leaf),
                                   .content = std::move(leaf.content),
                                   .before = leaf.before,
                                   .tree = place->tree,
                                   .proof = std::move(*text)});
        return {};
    }

    /// In the tree of the company, or in `common`; else in whatever tree has it.
    Result<LeafPlace> find_place(LogPosition position, std::int32_t year) const {
        for (const std::string& company : {rfc_, std::string{}}) {
            for (const TreeHead& head : source_.proofs.trees_of(company)) {
                const bool may_be = head.name.year == year && head.first <= position.value() &&
                                    position.value() <= head.last;
                if (!may_be) continue;
                const auto index = source_.proofs.size_before(head.name, position);
                if (!index) return index.error();
                const auto tile = source_.proofs.tile(head.name, 0, *index / proof::tile_width);
                if (!tile) return tile.error();
                if (tile->positions.at(*index % proof::tile_width) == position.value()) {
                    return LeafPlace{.tree = head.name, .index = *index};
                }
            }
        }
        return place_of(source_.proofs, position);
    }

    const EvidenceSource& source_;
    const Positions& positions_;
    const std::string& rfc_;
    const std::vector<TreeAt>& sealed_;
    std::map<proof::TreeName, TreeProver> provers_;
    Evidence evidence_;
};

}  // namespace

std::string_view to_string(Role role) {
    switch (role) {
        case Role::entry: return "entry";
        case Role::exit: return "exit";
        case Role::catalog: return "catalog";
        case Role::movement: return "movement";
        case Role::enrolment: return "enrolment";
        case Role::report: return "report";
    }
    return {};
}

Result<Evidence> gather(const EvidenceSource& source, const Positions& positions,
                        const std::string& rfc, const std::vector<TreeAt>& sealed) {
    if (positions.size() > facts_of_proof_max) {
        return Error{Errc::unsupported, "it follows from " + std::to_string(positions.size()) +
                                            " facts: more than one proof holds; use export"};
    }
    return Gatherer{source, positions, rfc, sealed}.run();
}

}  // namespace saldo::hub
