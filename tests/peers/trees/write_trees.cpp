// Writes what a hub proves of its log into a folder, for a program that is not ours to check:
// saldo_write_trees DIR. The tree is large enough to have a full tile of level 1.

#include <cstdio>
#include <fstream>

#include "common/base/check.hpp"
#include "common/tlog/base64.hpp"
#include "hub/hub_store.hpp"
#include "hub/proof_store/tree_export.hpp"

using namespace saldo;
using namespace saldo::hub;

namespace {

constexpr std::size_t old_facts = 300;
constexpr std::size_t new_facts = 66'000;
constexpr UtcTime received{1'780'000'000'000};
const proof::TreeName tree{"GNA150301A00", 2026};

std::vector<Fact> parts(std::size_t first, std::size_t end) {
    std::vector<Fact> facts;
    for (std::size_t i = first; i < end; ++i) {
        Part part;
        part.rfc = tree.company;
        part.part_number = "RM-" + std::to_string(i);
        facts.emplace_back(std::move(part));
    }
    return facts;
}

void write(const std::filesystem::path& path, ByteView bytes) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary} << as_text(bytes);
}

void write_proof(const HubStore& hub, const std::filesystem::path& folder, LogPosition position) {
    write(folder / "fact.tlog-proof",
          as_bytes(prove(*hub.proofs(), position, hub.proofs()->known()).value()));
    const auto read = hub.log().read(position, [&](const EntryView& entry) {
        SALDO_CHECK(visit_leaves(entry, [&](const LeafItem& item) {
                        if (item.position == position) write(folder / "fact.leaf", item.leaf);
                    }).has_value());
        return false;
    });
    SALDO_CHECK(read.has_value());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    const std::filesystem::path folder = argv[1];
    const auto hub = HubStore::open(folder / "hub", {.map_bytes = 1ULL << 30}).value();
    SALDO_CHECK(hub->append(parts(0, old_facts), received).has_value());
    write(folder / "old.checkpoint", as_bytes(hub->proofs()->checkpoint(tree).value()));
    SALDO_CHECK(hub->append(parts(old_facts, new_facts), received).has_value());
    const TreeHead head = hub->proofs()->find(tree).value();
    SALDO_CHECK(head.size == new_facts);
    const auto put = [&](std::string_view path, ByteView bytes) -> Result<void> {
        write(folder / "log" / path, bytes);
        return {};
    };
    SALDO_CHECK(write_tree(*hub->proofs(), hub->log(), tree, head.size, put).has_value());
    std::string lines;
    for (const Digest& hash :
         proof::prove_consistency(old_facts, head.size, hub->proofs()->nodes(tree)).value()) {
        lines += tlog::to_base64(hash) + "\n";
    }
    write(folder / "consistency", as_bytes(lines));
    write_proof(*hub, folder, LogPosition{12'345});
    write(folder / "vkey", as_bytes(tlog::format_vkey(hub->log_key())));
    write(folder / "origin", as_bytes(proof::tree_origin(hub->log_key().name, tree)));
    std::printf("%llu leaves\n", static_cast<unsigned long long>(head.size));
    return 0;
}
