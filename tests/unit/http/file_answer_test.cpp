#include "common/http/file_answer.hpp"

#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

namespace saldo::http {
namespace {

Request asking(const std::string& range) {
    Request request;
    request.method = "GET";
    if (!range.empty()) request.fields.emplace_back("Range", range);
    return request;
}

}  // namespace

TEST_CASE("a range is what RFC 9110 says of it", "[http][range]") {
    struct Case {
        std::string field;
        bool is_range;
        std::optional<ByteRange> range;
    };
    const auto c = GENERATE(values<Case>({
        {"bytes=0-3", true, ByteRange{0, 3}},
        {"bytes=4-", true, ByteRange{4, 9}},
        {"bytes=4-400", true, ByteRange{4, 9}},
        {"bytes=9-9", true, ByteRange{9, 9}},
        {"bytes=-3", true, ByteRange{7, 9}},
        {"bytes=-30", true, ByteRange{0, 9}},
        {"bytes=10-", true, std::nullopt},
        {"bytes=-0", true, std::nullopt},
        {"bytes=5-4", false, std::nullopt},
        {"bytes=0-1,3-4", false, std::nullopt},
        {"bytes=x-4", false, std::nullopt},
        {"bytes=4-x", false, std::nullopt},
        {"bytes=", false, std::nullopt},
        {"bytes=-", false, std::nullopt},
        {"lines=0-3", false, std::nullopt},
        {"bytes=99999999999999999999-", false, std::nullopt},
    }));
    INFO(c.field);
    const RangeAsked asked = range_asked(c.field, 10);
    CHECK(asked.is_range == c.is_range);
    CHECK(asked.range == c.range);
}

TEST_CASE("a file is answered whole or in the range asked for", "[http][range]") {
    const test::TempFolder folder;
    const auto path = folder.path() / "f";
    std::ofstream{path} << "0123456789";
    const Response whole = file_answer(asking(""), path, "text/plain");
    CHECK(whole.status == 200);
    CHECK(whole.body == "0123456789");
    CHECK(find_field(whole.fields, "Accept-Ranges") == "bytes");
    const Response part = file_answer(asking("bytes=3-5"), path, "text/plain");
    CHECK(part.status == 206);
    CHECK(part.body == "345");
    CHECK(find_field(part.fields, "Content-Range") == "bytes 3-5/10");
    const Response none = file_answer(asking("bytes=10-"), path, "text/plain");
    CHECK(none.status == 416);
    CHECK(find_field(none.fields, "Content-Range") == "bytes */10");
    Request conditional = asking("bytes=3-5");
    conditional.fields.emplace_back("If-Range", "\"x\"");
    CHECK(file_answer(conditional, path, "text/plain").status == 200);
    CHECK(file_answer(asking(""), folder.path() / "none", "text/plain").status == 404);
    std::ofstream{folder.path() / "empty"};
    CHECK(file_answer(asking(""), folder.path() / "empty", "text/plain").body.empty());
    CHECK(file_answer(asking("bytes=0-"), folder.path() / "empty", "text/plain").status == 416);

    // Every cut: what came before it and what is asked for after it are the whole.
    for (std::size_t cut = 0; cut < 10; ++cut) {
        const Response rest =
            file_answer(asking("bytes=" + std::to_string(cut) + "-"), path, "text/plain");
        CHECK(whole.body.substr(0, cut) + rest.body == whole.body);
    }
}

}  // namespace saldo::http
