#include "common/base/check.hpp"
#include "hub/files/zip_archive.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/memory_bound.hpp"  // its bound on freed memory that waits

// A zip as somebody handed it over. Law: an entry gives as many bytes as it claims, or none; within
// the ratio that the collector allows, nothing larger than that is ever allocated.

using namespace saldo;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::uint64_t entry_bytes_max = 1 << 20;
    const auto archive = files::ZipArchive::open(fuzz::text_of(data, size));
    if (!archive) return 0;
    const auto entries = archive->entries();
    if (!entries) return 0;
    std::size_t count = 0;
    for (const files::ZipEntry& entry : *entries) {
        if (entry.size > entry_bytes_max || entry.packed_size > size || ++count > 64) continue;
        const auto buffer = archive->read(entry);
        if (buffer) SALDO_CHECK(buffer->size == entry.size);
    }
    return 0;
}
