#include "agent/dock/framing.hpp"

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.hpp"

using namespace saldo::agent;

namespace {

using Got = std::vector<std::pair<FrameKind, std::string>>;

/// Feeds `bytes` in pieces of the given sizes (the last size goes on) and collects the frames.
Got frames_of(std::string_view bytes, const FramingRules& rules, std::vector<std::size_t> sizes) {
    Framing framing{rules};
    Got got;
    std::size_t turn = 0;
    while (!bytes.empty()) {
        const std::size_t size = std::min(sizes[std::min(turn, sizes.size() - 1)], bytes.size());
        ++turn;
        std::string_view piece = bytes.substr(0, size);
        bytes.remove_prefix(size);
        while (auto frame = framing.next(piece)) got.emplace_back(frame->kind, frame->bytes);
        REQUIRE(piece.empty());
    }
    return got;
}

Got line(std::string text) { return {{FrameKind::line, std::move(text)}}; }

}  // namespace

TEST_CASE("CR, LF and CR LF each end one frame, and empty frames are none", "[agent][framing]") {
    const FramingRules rules{.frame_bytes_max = 8, .heartbeats = {"HB"}, .no_reads = {"NR"}};
    struct Case {
        std::string bytes;
        Got frames;
    };
    const Got two = {{FrameKind::line, "a"}, {FrameKind::line, "b"}};
    const auto c = GENERATE_COPY(values<Case>({
        {"a\r", line("a")},
        {"a\n", line("a")},
        {"a\r\n", line("a")},
        {"a\rb\r", two},
        {"a\r\nb\r\n", two},
        {"a\n\n\r\nb\n", two},
        {"\r\n", {}},
        {"unfin", {}},
        {"12345678\n", line("12345678")},
        {"123456789\n", {{FrameKind::too_long, ""}}},
        {"123456789012345678901\nb\n", {{FrameKind::too_long, ""}, {FrameKind::line, "b"}}},
        {"HB\nNR\rHBX\n",
         {{FrameKind::heartbeat, "HB"}, {FrameKind::no_read, "NR"}, {FrameKind::line, "HBX"}}},
        {"a\x1d\x04\x1e\n", line("a\x1d\x04\x1e")},
    }));
    INFO(c.bytes);
    CHECK(frames_of(c.bytes, rules, {1000}) == c.frames);
    CHECK(frames_of(c.bytes, rules, {1}) == c.frames);
}

TEST_CASE("however the bytes are chopped, the frames are the same", "[agent][framing][property]") {
    const auto seed = GENERATE(range(1U, 300U));
    CAPTURE(seed);
    std::mt19937 random{seed};
    const auto below = [&random](std::size_t n) { return std::size_t{random()} % n; };
    const FramingRules rules{.frame_bytes_max = 6, .heartbeats = {"a"}, .no_reads = {"bb"}};
    std::string bytes;
    for (std::size_t n = below(200); n-- > 0;) bytes += "ab\x1d\r\n\n"[below(6)];
    std::vector<std::size_t> sizes;
    for (std::size_t i = 0; i < 20; ++i) sizes.push_back(1 + below(12));
    CHECK(frames_of(bytes, rules, sizes) == frames_of(bytes, rules, {bytes.size() + 1}));
}

TEST_CASE("a half frame of a lost connection is forgotten", "[agent][framing]") {
    const FramingRules rules;
    Framing framing{rules};
    std::string_view half = "RECE";
    CHECK_FALSE(framing.next(half));
    CHECK(framing.is_inside());
    framing.reset();
    CHECK_FALSE(framing.is_inside());
    std::string_view next = "x\n";
    const auto frame = framing.next(next);
    REQUIRE(frame);
    CHECK(frame->bytes == "x");
}
