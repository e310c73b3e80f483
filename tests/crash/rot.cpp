#include "tests/crash/rot.hpp"

#include <algorithm>
#include <fstream>

#include "common/base/check.hpp"

namespace saldo::test {
namespace {

constexpr std::size_t page_bytes = 4096;
constexpr std::size_t head_bytes = 2 * page_bytes;

}  // namespace

const char* name_of(Rot rot) {
    constexpr const char* names[] = {"bit flipped", "page zeroed", "pages swapped", "end cut off"};
    return names[static_cast<int>(rot)];
}

void damage(Bytes& file, Rot rot, std::mt19937_64& random) {
    const std::size_t pages = file.size() / page_bytes;
    const auto a_page = [&] { return (2 + random() % (pages - 2)) * page_bytes; };
    switch (rot) {
        case Rot::flip: {
            const std::size_t at = head_bytes + random() % (file.size() - head_bytes);
            file[at] ^= static_cast<std::byte>(1U << (random() % 8));
            return;
        }
        case Rot::zero: {
            const std::size_t at = a_page();
            std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(at), page_bytes, std::byte{});
            return;
        }
        case Rot::swap: {
            const auto one = file.begin() + static_cast<std::ptrdiff_t>(a_page());
            const auto other = file.begin() + static_cast<std::ptrdiff_t>(a_page());
            if (one != other) std::swap_ranges(one, one + page_bytes, other);
            return;
        }
        case Rot::cut: file.resize(a_page()); return;
    }
}

void write_over(const std::filesystem::path& file, ByteView bytes) {
    std::ofstream out{file, std::ios::binary | std::ios::trunc};
    out.write(reinterpret_cast<const char*>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
    SALDO_CHECK(out.flush());
}

}  // namespace saldo::test
