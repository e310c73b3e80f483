#include "hub/backup/kept_files.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

namespace saldo::test {

TEST_CASE("keys, the authority and who is held out are kept, and nothing else", "[backup]") {
    const TempFolder folder;
    for (const char* name : {"access/tokens", "quarantine/gna-0", "log", "downlink"}) {
        std::filesystem::create_directories(folder / name);
    }
    for (const char* name : {"hub.key", "log.key", "access/ca.pem", "access/tokens/t.json",
                             "quarantine/gna-0/held.txt", "quarantine/gna-0/1.frame", "lock",
                             "backups.json", "log/data.mdb", "downlink/x.key"}) {
        folder.write(name, name);
    }
    const auto kept = hub::read_kept_files(folder.path()).value();
    std::vector<std::string> paths;
    for (const hub::KeptFile& file : kept) paths.push_back(file.path);
    CHECK(paths == std::vector<std::string>{"access/ca.pem", "access/tokens/t.json", "hub.key",
                                            "log.key", "quarantine/gna-0/held.txt"});
    const auto again = hub::kept_files_of(hub::to_json(kept)).value();
    CHECK(again == kept);
    REQUIRE(hub::write_kept_files(folder / "new", again));
    const auto read_back = hub::read_kept_files(folder / "new").value();
    REQUIRE(read_back.size() == kept.size());
    CHECK(read_back[2].content == kept[2].content);
}

TEST_CASE("kept files stay in their folder", "[backup]") {
    const TempFolder folder;
    for (const char* path : {"../out", "a/../../out", "/tmp/out", ""}) {
        CAPTURE(path);
        CHECK_FALSE(hub::write_kept_files(folder / "new", {{.path = path, .mode = 0600}}));
    }
    CHECK_FALSE(hub::kept_files_of("{}"));
    CHECK_FALSE(hub::kept_files_of(R"({"format":"saldo-kept-files/2","files":[]})"));
}

}  // namespace saldo::test
