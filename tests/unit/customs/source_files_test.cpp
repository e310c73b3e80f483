#include "hub/files/source_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

#include "common/wire/fact_codec.hpp"
#include "hub/customs/datastage.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/datastage_set.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/zip_text.hpp"

using namespace saldo;
using namespace saldo::customs;
using files::collect_sources;
using files::SourceFiles;
using files::SourceLimits;
using test::TempFolder;
using test::ZipText;

namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, std::string_view bytes) {
    fs::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary} << bytes;
}

SourceFiles collect(const fs::path& path, const SourceLimits& limits = {}) {
    const std::vector<std::string> paths = {path.string()};
    return collect_sources(paths, limits);
}

std::vector<std::string> names_of(const SourceFiles& sources, const fs::path& root) {
    std::vector<std::string> names;
    for (const SourceFile& file : sources.files()) {
        names.push_back(file.path.substr(root.string().size() + 1));
    }
    return names;
}

bool says(const SourceFiles& sources, FindingCode code, std::string_view words = {}) {
    return std::ranges::any_of(sources.findings(), [&](const Finding& f) {
        return f.code == code && f.expected.find(words) != std::string::npos;
    });
}

/// The facts and the delivery of the one set that was collected.
Bytes facts_of(const SourceFiles& sources) {
    DataStage stage = read_datastage(sources.files(), {});
    REQUIRE(stage.sets.size() == 1);
    REQUIRE_FALSE(stage.sets[0].is_refused);
    Bytes all;
    for (const Pedimento& pedimento : stage.sets[0].pedimentos) {
        append(all, *wire::encode_fact(pedimento));
    }
    append(all, *wire::encode_fact(stage.sets[0].delivery));
    return all;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a folder, a zip and a zip in a zip give the same facts", "[customs][files]") {
    test::DataStageSetText text;
    const TempFolder root;
    ZipText inner;
    for (const SourceFile& file : text.files()) {
        const std::string name{file_name_of(file.path)};
        write(root / "folder" / name, file.bytes);
        inner.add(name, file.bytes);
    }
    write(root / "one" / "1000001_solicitudes.ZIP", inner.bytes());
    ZipText outer;
    outer.add("correo.msg", "hola").add("1000001_Solicitudes.zip", inner.bytes());
    write(root / "two" / "envio.zip", outer.bytes());

    const Bytes expected = facts_of(collect(root / "folder"));
    CHECK(facts_of(collect(root / "one")) == expected);
    const SourceFiles two = collect(root / "two" / "envio.zip");
    CHECK(facts_of(two) == expected);
    CHECK(two.findings().empty());
    CHECK(names_of(two, root / "two")[0] == "envio.zip!1000001_Solicitudes.zip!1000001_501.asc");
}

TEST_CASE("files come by name, and a name in an archive is only a name", "[customs][files]") {
    const TempFolder root;
    const std::string absolute = std::string{"/"} + "etc/y";
    write(root / "b.txt", "b");
    write(root / "a" / "z.txt", "z");
    write(root / "c.zip", ZipText{}.add("../../x", "1").add(absolute, "2").add("d/", "").bytes());
    const SourceFiles sources = collect(root.path());
    CHECK(names_of(sources, root.path()) ==
          Names{"a/z.txt", "b.txt", "c.zip!../../x", "c.zip!" + absolute});
    CHECK(sources.files()[2].bytes == "1");
    CHECK(sources.findings().empty());
}

TEST_CASE("a broken archive is a finding, and the rest is there", "[customs][files]") {
    const std::string good = ZipText{}.add("a", "aaaa").bytes();
    struct Case {
        std::string name;
        std::string bytes;
    };
    const std::vector<Case> cases = {
        {"no zip at all", "this is text"},
        {"empty", ""},
        {"cut in half", good.substr(0, good.size() / 2)},
        {"encrypted", ZipText{}.add("a", "aaaa", {.flags = 1}).bytes()},
        {"another checksum", ZipText{}.add("a", "aaaa", {.wrong_checksum = true}).bytes()},
        {"longer than it claims", ZipText{}.add("a", "aaaa", {.size = 2}).bytes()},
        {"packed bytes past the archive",
         ZipText{}.add("a", "aaaa", {.size = 9'000'000, .packed = 5'000'000}).bytes()},
    };
    for (const Case& c : cases) {
        INFO(c.name);
        const TempFolder root;
        write(root / "bad.zip", c.bytes);
        write(root / "other.txt", "x");
        const SourceFiles sources = collect(root.path());
        CHECK(names_of(sources, root.path()) == Names{"other.txt"});
        CHECK(says(sources, FindingCode::broken_archive));
    }
}

TEST_CASE("one past each limit is a finding that names the limit", "[customs][files]") {
    const TempFolder root;
    write(root / "one.zip", ZipText{}.add("a", "aaaa").add("b", "bbbb").bytes());

    SECTION("as many entries as are allowed") {
        CHECK(collect(root.path(), {.entries_max = 3}).findings().empty());
        const SourceFiles sources = collect(root.path(), {.entries_max = 2});
        CHECK(says(sources, FindingCode::archive_limit, "entries_max"));
    }
    SECTION("bytes") {
        const auto size = fs::file_size(root / "one.zip");
        CHECK(collect(root.path(), {.unpacked_bytes_max = size + 8}).findings().empty());
        const SourceFiles sources = collect(root.path(), {.unpacked_bytes_max = size + 7});
        CHECK(says(sources, FindingCode::archive_limit, "unpacked_bytes_max"));
        CHECK(sources.files().size() == 1);
    }
    SECTION("ratio of one entry") {
        const std::string bomb =
            ZipText{}.add("bomb", std::string(100, '0'), {.size = 2'000'000}).bytes();
        write(root / "one.zip", bomb);
        CHECK(says(collect(root.path()), FindingCode::archive_limit, "ratio_max"));
    }
    SECTION("ratio of all entries together") {
        ZipText zip;
        for (int i = 0; i < 40; ++i) {
            zip.add("n" + std::to_string(i), std::string(100, '0'), {.size = 900'000});
        }
        write(root / "one.zip", zip.bytes());
        // Each alone is below the size from which its ratio matters; none is as long as it claims.
        const SourceFiles sources = collect(root.path(), {.ratio_max = 1});
        CHECK(sources.files().empty());
        CHECK_FALSE(sources.findings().empty());
    }
    SECTION("archives in archives") {
        const std::string one = ZipText{}.add("a", "aaaa").bytes();
        const std::string two = ZipText{}.add("one.zip", one).bytes();
        const std::string three = ZipText{}.add("two.zip", two).bytes();
        write(root / "one.zip", two);
        CHECK(collect(root.path()).findings().empty());
        write(root / "one.zip", three);
        CHECK(says(collect(root.path()), FindingCode::archive_limit, "zip_depth_max"));
    }
    SECTION("names") {
        write(root / "one.zip", ZipText{}.add(std::string(1'100, 'n'), "x").bytes());
        CHECK(says(collect(root.path()), FindingCode::archive_limit, "name_bytes_max"));
    }
    SECTION("folders in folders") {
        write(root / "a" / "b" / "c.txt", "x");
        CHECK(collect(root.path(), {.folder_depth_max = 2}).findings().empty());
        CHECK(says(collect(root.path(), {.folder_depth_max = 1}), FindingCode::archive_limit,
                   "folder_depth_max"));
    }
}

TEST_CASE("what is no file is named, not opened", "[customs][files]") {
    const TempFolder root;
    REQUIRE(::mkfifo((root / "pipe").c_str(), 0600) == 0);
    fs::create_directory_symlink(root.path(), root / "loop");
    write(root / "x.txt", "x");
    const SourceFiles sources = collect(root.path());
    CHECK(names_of(sources, root.path()) == Names{"x.txt"});
    CHECK(says(sources, FindingCode::unreadable_file));
    CHECK(says(sources, FindingCode::ignored_file));
    CHECK(says(collect(root / "nowhere"), FindingCode::unreadable_file));
}
