#include "hub/export/export_folder.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/export/export_rig.hpp"

using namespace saldo;
using namespace saldo::hub;
using namespace saldo::test;

namespace {

ExportScope some_scope() {
    return {.hub = "hub-1",
            .origin = "hub-1",
            .log_key = "hub-1+00000000+AQ==",
            .is_whole = false,
            .companies = {"A&B010101AAA", "Ñ\"A010101AAA"},
            .position = 18'446'744'073'709'551'615U,
            .as_of = parse_date("2026-11-23").value(),
            .language = Language::es,
            .program = "saldo-hub 0.1.0",
            .with_blobs = false};
}

}  // namespace

TEST_CASE("a scope is read back as it was written, and each member that differs is named",
          "[export]") {
    const ExportScope scope = some_scope();
    CHECK(read_scope("{" + scope_members(scope) + ", \"more\": []}").value() == scope);
    CHECK(difference_of(scope, scope).empty());
    const std::pair<const char*, void (*)(ExportScope&)> others[] = {
        {"hub", [](ExportScope& s) { s.hub = "hub-2"; }},
        {"origin", [](ExportScope& s) { s.origin = "x"; }},
        {"log_key", [](ExportScope& s) { s.log_key = "x"; }},
        {"companies", [](ExportScope& s) { s.companies.pop_back(); }},
        {"companies", [](ExportScope& s) { s.is_whole = true; }},
        {"position", [](ExportScope& s) { --s.position; }},
        {"as_of", [](ExportScope& s) { s.as_of = s.as_of.plus_days(1); }},
        {"program", [](ExportScope& s) { s.program = "saldo-hub 9"; }},
        {"blobs", [](ExportScope& s) { s.with_blobs = true; }},
        {"language", [](ExportScope& s) { s.language = Language::en; }}};
    for (const auto& [name, change] : others) {
        ExportScope other = scope;
        change(other);
        CHECK(difference_of(scope, other) == name);
        CHECK(difference_of(read_scope("{" + scope_members(other) + "}").value(), other).empty());
    }
    CHECK(read_scope("").error().code == Errc::malformed);
    CHECK(read_scope("{}").error().code == Errc::malformed);
    CHECK(read_scope(R"({"format": "saldo-export/2"})").error().code == Errc::unsupported);
}

TEST_CASE("a folder is looked at before it is written to", "[export]") {
    const TempFolder folder;
    CHECK_FALSE(ExportFolder::look(folder / "new")->scope);
    std::filesystem::create_directory(folder / "empty");
    CHECK_FALSE(ExportFolder::look(folder / "empty")->scope);
    std::filesystem::create_directory(folder / "other");
    (void)folder.write("other/notes.txt", "mine");
    CHECK(ExportFolder::look(folder / "other").error().code == Errc::conflict);
    CHECK(ExportFolder::look(folder / "other/notes.txt").error().code == Errc::conflict);
    // Begun, and ended before the progress had its name.
    std::filesystem::create_directory(folder / "begun");
    (void)folder.write("begun/progress.part.part", "{");
    CHECK_FALSE(ExportFolder::look(folder / "begun")->scope);
    (void)folder.write("begun/progress.part", "{");
    CHECK(ExportFolder::look(folder / "begun").error().code == Errc::conflict);

    auto opened = ExportFolder::open(folder / "new", some_scope()).value();
    CHECK(ExportFolder::look(folder / "new")->scope == some_scope());
    CHECK_FALSE(ExportFolder::look(folder / "new")->is_complete);
    REQUIRE(opened.complete("{" + scope_members(some_scope()) + "}"));
    CHECK(ExportFolder::look(folder / "new")->scope == some_scope());
    CHECK(ExportFolder::look(folder / "new")->is_complete);
    CHECK(files_below(folder / "new").size() == 1);
}

TEST_CASE("a file has its name only when it is whole, and is gone on with only as it was",
          "[export]") {
    const TempFolder folder;
    const std::string name = "facts/000000000007.facts";
    const std::string content(700'000, 'x');
    {
        auto opened = ExportFolder::open(folder / "out", some_scope()).value();
        CHECK_FALSE(opened.whole(name));
        auto file = opened.begin(name).value();
        REQUIRE(file.write(content));
        CHECK(file.bytes() == content.size());
        REQUIRE(opened.finish(name, std::move(file), 42));
        CHECK_FALSE(std::filesystem::exists(folder / ("out/" + name)));
        REQUIRE(opened.commit());
        CHECK(files_below(folder / "out").at(name) == content);
        REQUIRE(opened.put("LEEME.txt", "hola"));
    }  // LEEME.txt was not made durable: another run writes it again
    const auto again = [&] { return ExportFolder::open(folder / "out", some_scope()).value(); };
    {
        auto opened = again();
        const auto whole = opened.whole(name);
        REQUIRE(whole);
        CHECK(whole->next == 42);
        CHECK(whole->content == Content{content.size(), sha256(as_bytes(content))});
        CHECK_FALSE(opened.whole("LEEME.txt"));
        CHECK_FALSE(opened.whole("facts/000000000008.facts"));
    }
    // Half a line at the end of the progress, as a power cut leaves it.
    const auto progress = folder / "out/progress.part";
    const Bytes good = *store::read_file(progress, 1U << 20);
    Bytes half = good;
    append(half, ByteView{good}.last(40).first(20));
    REQUIRE(store::write_file_durably(progress, half));
    CHECK(again().whole(name));
    CHECK(*store::read_file(progress, 1U << 20) == good);
    // What was changed, cut or taken away is written again.
    for (const std::string& wrong : {content.substr(1), "y" + content.substr(1), std::string{}}) {
        (void)folder.write("out/" + name, wrong);
        CHECK_FALSE(again().whole(name));
    }
    std::filesystem::remove(folder / ("out/" + name));
    CHECK_FALSE(again().whole(name));
}

TEST_CASE("many small files are made durable together, and each is noted", "[export]") {
    const TempFolder folder;
    {
        auto opened = ExportFolder::open(folder / "out", some_scope()).value();
        for (int i = 0; i < 600; ++i) {
            REQUIRE(opened.put("log/" + std::to_string(i), std::to_string(i)));
        }
        CHECK(opened.files().size() == 512);  // a group at a time
        REQUIRE(opened.commit());
        CHECK(opened.files().size() == 600);
    }
    auto opened = ExportFolder::open(folder / "out", some_scope()).value();
    for (int i = 0; i < 600; ++i) CHECK(opened.whole("log/" + std::to_string(i)));
}

TEST_CASE("a disk that takes no more is told with its path, and nothing gets a name", "[export]") {
    const TempFolder folder;
    auto opened = ExportFolder::open(folder / "out", some_scope()).value();
    std::filesystem::create_directory(folder / "out/facts");
    // A device that is always full stands where the file would be written.
    std::filesystem::create_symlink("/dev/full", folder / "out/facts/1.facts.part");
    auto file = opened.begin("facts/1.facts").value();
    const std::string text(300'000, 'x');
    const auto written = file.write(text);
    REQUIRE_FALSE(written);
    CHECK(written.error().code == Errc::unavailable);
    CHECK(written.error().what.find("facts/1.facts.part") != std::string::npos);
    CHECK_FALSE(opened.whole("facts/1.facts"));
}
