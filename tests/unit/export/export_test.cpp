#include "hub/export/export.hpp"

#include <algorithm>
#include <fstream>

#include "common/tlog/base64.hpp"
#include "common/tlog/checkpoint.hpp"
#include "common/tlog/inclusion_proof.hpp"
#include "common/tlog/note.hpp"
#include "hub/export/log_files.hpp"
#include "hub/export/log_pass.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/log_proxy.hpp"
#include "tests/unit/export/export_rig.hpp"

using namespace saldo;
using namespace saldo::hub;
using namespace saldo::test;

namespace {

EntryDeclaration entry_of(const char* rfc, const std::string& name) {
    EntryDeclaration entry{.name = name, .rfc = rfc, .part_number = "X", .clave = "IN"};
    entry.quantity = Quantity::from_ticks(5 * Quantity::ticks_per_unit);
    entry.entry_date = parse_date("2026-01-10").value();
    return entry;
}

Delivery delivery_of(const char* rfc, const Digest& file) {
    Delivery delivery{.folio = std::string{"F-"} + rfc, .rfc = rfc};
    delivery.period_first = delivery.period_last = parse_date("2026-01-10").value();
    delivery.files = {{.name = "a.asc", .sha256 = file, .bytes = 1, .rows = 1}};
    return delivery;
}

/// Facts at 0–1, 2–5 and 13–14, batches of alfa at 6–8 and 11–12, of beta at 9–10.
struct Filled {
    Filled() {
        alfa_stream.add_many(6, "a record that is long enough to be packed aaaaaaaaaaaaaaaaaaaaa");
        beta_stream.add_many(2);
        rig.add({AgentEnrolment{AgentId{"alfa-1"}, alfa, "P01", fixed_key(1).public_key()},
                 AgentEnrolment{AgentId{"beta-1"}, beta, "P01", fixed_key(1).public_key()}});
        alfa_blob = rig.add_blob("what alfa delivered");
        beta_blob = rig.add_blob(std::string(300'000, 'b'));
        rig.add({entry_of(alfa, "A"), entry_of(beta, "B"), delivery_of(alfa, alfa_blob),
                 delivery_of(beta, beta_blob)});
        rig.add_frame(alfa_stream, 0, 3);
        rig.add_frame(beta_stream, 0, 2);
        rig.add_frame(alfa_stream, 2, 3, 1);  // record 2 again, then 3 and 4
        rig.add({ConsolidatedDelivery{.entry = "B"}, Holiday{parse_date("2026-01-01").value()}},
                9'000);
    }
    TempFolder folder;
    ExportRig rig{folder / "hub"};
    Stream alfa_stream{"alfa-1"};
    Stream beta_stream{"beta-1"};
    Digest alfa_blob{};
    Digest beta_blob{};
};

std::vector<std::uint64_t> positions_of(const std::vector<Item>& items) {
    std::vector<std::uint64_t> positions;
    for (const Item& item : items) positions.push_back(item.position);
    return positions;
}

using Positions = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("an export of everything has every position, as the log has it", "[export]") {
    Filled filled;
    const auto written = filled.rig.write(filled.rig.scope(), filled.folder / "out");
    REQUIRE(written);
    CHECK(written->companies == std::vector<std::string>{alfa, beta});
    const auto files = files_below(filled.folder / "out");
    const auto facts = items_of(files, "facts");
    REQUIRE(facts.size() == 15);
    for (std::size_t i = 0; i < facts.size(); ++i) {
        CHECK(facts[i].position == i);
        CHECK(facts[i].kind == (i >= 6 && i < 13 ? 2 : 1));
    }
    CHECK(facts[3].bytes == as_text(*wire::encode_fact(entry_of(beta, "B"))));
    CHECK(facts[6].bytes == as_text(filled.alfa_stream.record(0)));
    CHECK(facts[11].bytes == as_text(filled.alfa_stream.record(3)));  // record 2 is not here again
    CHECK(facts[12].bytes == as_text(filled.alfa_stream.record(4)));

    const auto frames = items_of(files, "frames");
    REQUIRE(positions_of(frames) == Positions{6, 9, 11});
    CHECK(frames[2].count == 2);
    CHECK(frames[2].skip == 1);
    const Bytes signed_frame =
        filled.alfa_stream.frame(2, 3, fixed_key(1), wire::Pack::when_smaller);
    CHECK(frames[2].bytes == as_text(signed_frame));

    for (const Digest& blob : {filled.alfa_blob, filled.beta_blob}) {
        const std::string hex = to_hex(blob);
        const auto content = files.find("blobs/" + hex.substr(0, 2) + "/" + hex.substr(2));
        REQUIRE(content != files.end());
        CHECK(sha256(as_bytes(content->second)) == blob);
    }
    CHECK(files.at("answers/lots.csv").find("\nAAA010101AAA,X,A,") != std::string::npos);
    CHECK(files.at("answers/lots.csv").find("\nBBB010101BBB,X,B,") != std::string::npos);
    CHECK(files.contains("format/proof.md"));
    CHECK_FALSE(files.contains("progress.part"));
}

TEST_CASE("an export of one company has what lies in its tree and in common, and nothing else",
          "[export]") {
    Filled filled;
    REQUIRE(filled.rig.write(filled.rig.scope_of({beta}), filled.folder / "out"));
    const auto files = files_below(filled.folder / "out");
    CHECK(positions_of(items_of(files, "facts")) == Positions{1, 3, 5, 9, 10, 13, 14});
    CHECK(positions_of(items_of(files, "frames")) == Positions{9});
    for (const auto& [name, content] : files) {
        if (name.starts_with("format/")) continue;  // its examples name companies
        CAPTURE(name);
        CHECK(content.find(alfa) == std::string::npos);
    }
    std::size_t blobs = 0;
    for (const auto& [name, content] : files) blobs += name.starts_with("blobs/") ? 1 : 0;
    CHECK(blobs == 1);
    ExportScope without = filled.rig.scope_of({beta});
    without.with_blobs = false;
    REQUIRE(filled.rig.write(without, filled.folder / "without"));
    CHECK_FALSE(std::filesystem::exists(filled.folder / "without/blobs"));
}

TEST_CASE("an export as known then ends before its position, and never inside a frame",
          "[export]") {
    Filled filled;
    const LmdbLog& log = *filled.rig.log;
    for (const auto& [wanted, given] : std::map<std::uint64_t, std::uint64_t>{{0, 0},
                                                                              {1, 1},
                                                                              {4, 4},
                                                                              {6, 6},
                                                                              {7, 6},
                                                                              {8, 6},
                                                                              {9, 9},
                                                                              {12, 11},
                                                                              {14, 14},
                                                                              {99, 15}}) {
        CAPTURE(wanted);
        CHECK(whole_frames_before(log, wanted).value() == given);
    }
    CHECK(known_at(log, {999}).value() == 0);
    CHECK(known_at(log, {1'000}).value() == 6);
    CHECK(known_at(log, {8'999}).value() == 13);
    CHECK(known_at(log, {9'000}).value() == 15);
    ExportScope then = filled.rig.scope();
    then.position = 4;
    REQUIRE(filled.rig.write(then, filled.folder / "out"));
    const auto files = files_below(filled.folder / "out");
    CHECK(positions_of(items_of(files, "facts")) == Positions{0, 1, 2, 3});
    CHECK(items_of(files, "frames").empty());
}

TEST_CASE("facts are split into files of a size, and a run that was cut off goes on in them",
          "[export]") {
    Filled filled;
    const ExportScope scope = filled.rig.scope();
    const auto write = [&](const std::string& name, const LogStore& log) {
        auto folder = ExportFolder::open(filled.folder / name, scope).value();
        LogFiles files{folder, scope, 400};
        const auto passed = visit_log(log, scope.position, files, [](auto, auto) {});
        if (!passed) return false;
        REQUIRE(files.finish());
        REQUIRE(folder.commit());
        return true;
    };
    REQUIRE(write("whole", *filled.rig.log));
    auto expected = files_below(filled.folder / "whole");
    expected.erase("progress.part");
    CHECK(expected.size() > 5);
    CHECK(positions_of(items_of(expected, "facts")).size() == 15);

    /// Fails at one of its entries.
    struct Cut : LogProxy {
        Cut(LogStore& log, int entries) : LogProxy{log}, entries_left{entries} {}
        Result<void> read(LogPosition from,
                          const std::function<bool(const EntryView&)>& visit) const override {
            bool is_cut = false;
            const auto done = log_.read(from, [&](const EntryView& entry) {
                is_cut = entries_left-- == 0;
                return !is_cut && visit(entry);
            });
            if (is_cut) return Error{Errc::storage, "cut"};
            return done;
        }
        mutable int entries_left;
    };
    for (int entries = 0; entries < 6; ++entries) {
        CAPTURE(entries);
        const std::string name = "cut" + std::to_string(entries);
        CHECK_FALSE(write(name, Cut{*filled.rig.log, entries}));
        REQUIRE(write(name, *filled.rig.log));
        auto found = files_below(filled.folder / name);
        found.erase("progress.part");
        std::erase_if(found, [](const auto& file) { return file.first.ends_with(".part"); });
        CHECK(found == expected);
    }
}

TEST_CASE("the same scope gives the same bytes, and an empty hub has an export too", "[export]") {
    Filled filled;
    REQUIRE(filled.rig.write(filled.rig.scope(), filled.folder / "one"));
    REQUIRE(filled.rig.write(filled.rig.scope(), filled.folder / "two"));
    CHECK(files_below(filled.folder / "one") == files_below(filled.folder / "two"));
    ExportRig empty{filled.folder / "empty"};
    REQUIRE(empty.write(empty.scope(), filled.folder / "nothing"));
    const auto files = files_below(filled.folder / "nothing");
    CHECK(items_of(files, "facts").empty());
    CHECK(files.at("answers/stock.csv") == "rfc,plant,part_number,status,qty_umc\n");
    CHECK(files.at("manifest.json").find("\"companies\": [], \"position\": 0,") !=
          std::string::npos);
}

TEST_CASE("every leaf of an export is in its tree, under a checkpoint signed for its size",
          "[export]") {
    Filled filled;
    ExportScope scope = filled.rig.scope();
    scope.position = 13;  // the trees have more by now
    REQUIRE(filled.rig.write(scope, filled.folder / "out"));
    const auto files = files_below(filled.folder / "out");
    const auto proofs = filled.rig.trees();
    std::map<std::string, std::uint64_t> sizes;
    for (const auto& [name, content] : files) {
        if (!name.starts_with("log/") || !name.ends_with("/checkpoint")) continue;
        const auto note = tlog::parse_note(content).value();
        CHECK(tlog::is_signed_by(note, proofs->log_key(), verify) == tlog::Signed::good);
        const auto checkpoint = tlog::parse_checkpoint(note.text).value();
        const std::string tree = name.substr(4, name.size() - 4 - 11);
        CHECK(checkpoint.origin == "hub-1/" + tree);
        sizes[tree] = checkpoint.size;
        const auto bundle = files.find("log/" + tree + "/" + "tile/entries/000.p/" +
                                       std::to_string(checkpoint.size));
        REQUIRE(bundle != files.end());
        // The manifest tells the same tree.
        const std::string told = "\"size\": " + std::to_string(checkpoint.size) + ", \"root\": \"" +
                                 tlog::to_base64(checkpoint.root) + "\"";
        CHECK(files.at("manifest.json").find(told) != std::string::npos);
    }
    CHECK(sizes == std::map<std::string, std::uint64_t>{{std::string{alfa} + "/1970", 8},
                                                        {std::string{beta} + "/1970", 5}});
    CHECK_FALSE(files.contains("foreign.jsonl"));
}

TEST_CASE("an export has what witnesses cosigned of the trees that are in it, as they were then",
          "[export]") {
    Filled filled;
    auto kept = CosignedFile::open(filled.folder / "cosigned", 16U << 20).value();
    filled.rig.cosigned = &kept;
    const auto cosign = [&](const char* rfc, const char* witness, std::uint64_t size) {
        const auto proofs = filled.rig.trees();
        const proof::TreeName tree{rfc, 1970};
        kept.put(tree, witness, LocalDate::from_days(static_cast<std::int32_t>(size)),
                 {.size = size,
                  .note = *proofs->checkpoint_at(tree, size) + "\xE2\x80\x94 " + witness +
                          " BBBBBBBB\n"});
    };
    cosign(alfa, "alfa-1", 2);
    cosign(alfa, "alfa-2", 2);
    cosign(alfa, "alfa-1", 3);
    cosign(beta, "beta-1", 2);
    const std::string in = "log/AAA010101AAA/1970/cosigned/";
    const auto names = [&](const std::filesystem::path& folder) {
        std::vector<std::string> found;
        for (const auto& [name, content] : files_below(folder)) {
            if (name.find("/cosigned/") != std::string::npos) found.push_back(name);
        }
        return found;
    };
    REQUIRE(filled.rig.write(filled.rig.scope_of({alfa}), filled.folder / "all"));
    CHECK(names(filled.folder / "all") == std::vector{in + "2", in + "3"});
    const auto note = tlog::parse_note(files_below(filled.folder / "all").at(in + "2")).value();
    CHECK(note.lines.size() == 3);  // the log's and two witnesses'
    // As known before a size: it has it not.
    ExportScope then = filled.rig.scope_of({alfa});
    then.position = 3;
    REQUIRE(filled.rig.write(then, filled.folder / "then"));
    CHECK(names(filled.folder / "then") == std::vector{in + "2"});
    // A run that was cut off had one more, of that day: it is gone.
    std::filesystem::create_directories(filled.folder / "cut" / in);
    REQUIRE(ExportFolder::open(filled.folder / "cut", filled.rig.scope_of({alfa})));
    std::ofstream{filled.folder / "cut" / in / "1"} << "of the morning";
    REQUIRE(filled.rig.write(filled.rig.scope_of({alfa}), filled.folder / "cut"));
    CHECK(files_below(filled.folder / "cut") == files_below(filled.folder / "all"));
}

TEST_CASE("facts of others come with a proof that they stand in their tree", "[export][foreign]") {
    const TempFolder folder;
    ExportRig rig{folder / "hub"};
    EntryDeclaration theirs = entry_of(beta, "A");  // the name that alfa gives afterwards
    rig.add({theirs, entry_of(beta, "B")});
    rig.add({entry_of(alfa, "A")});
    rig.add({entry_of(beta, "C")});
    REQUIRE(rig.write(rig.scope_of({alfa}), folder / "out"));
    const std::string lines = files_below(folder / "out").at("foreign.jsonl");
    REQUIRE(std::ranges::count(lines, '\n') == 1);
    const auto member = [&](const std::string& name) {
        const std::size_t at = lines.find("\"" + name + "\": \"") + name.size() + 5;
        return lines.substr(at, lines.find('"', at) - at);
    };
    const Bytes content = tlog::from_base64(member("content")).value();
    CHECK(content == *wire::encode_fact(theirs));
    std::string proof = member("proof");
    for (std::size_t at = 0; (at = proof.find("\\n", at)) != std::string::npos;) {
        proof.replace(at, 2, "\n");
    }
    const auto proofs = rig.trees();
    Bytes leaf = tlog::from_base64(member("leaf")).value();
    const auto opened = [&] {
        return tlog::open_inclusion_proof(tlog::parse_inclusion_proof(proof).value(), leaf,
                                          std::string{"hub-1/"} + beta + "/1970", proofs->log_key(),
                                          verify);
    };
    REQUIRE(opened());
    CHECK(opened()->size == 3);
    CHECK(array_of<32>(ByteView{leaf}.subspan(17)) == sha256(content));
    leaf[20] ^= std::byte{1};
    CHECK_FALSE(opened());
}
