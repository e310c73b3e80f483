#include "common/base/check.hpp"
#include "common/wire/catalog_messages.hpp"
#include "common/wire/catalog_row.hpp"
#include "common/wire/catalog_snapshot.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/memory_bound.hpp"

// What comes down: news behind their signature, values of rows, and a snapshot, whose head is
// looked at before its signature is, and whose blocks after it.

using namespace saldo;

namespace {

void judge_news(ByteView bytes) {
    const auto news = wire::decode_catalog_news(bytes);
    if (!news) return;
    const auto again = wire::encode(*news);
    SALDO_CHECK(again.has_value());
    SALDO_CHECK(std::ranges::equal(*again, bytes));
    const auto step = sync::judge(news->rfc, {}, *news);
    SALDO_CHECK(step.skip <= news->changes.size());
    if (step.what != sync::CatalogStep::What::apply) return;
    SALDO_CHECK(step.after.sequence <= news->head.sequence);
    SALDO_CHECK(sync::judge(news->rfc, step.after, *news).what != sync::CatalogStep::What::apply);
}

void read_snapshot(ByteView bytes) {
    static const SigningKey stranger = SigningKey::generate();
    SALDO_CHECK(!wire::open_snapshot(bytes, stranger.public_key()));
    const auto size = wire::snapshot_block_size(bytes);
    if (!size || *size == 0 || *size > bytes.size()) return;
    (void)wire::read_snapshot_block(
        bytes.first(*size), [](std::string_view key, std::string_view value) -> Result<void> {
            SALDO_CHECK(!key.empty() && key.size() <= sync::CatalogChange::key_bytes_max);
            SALDO_CHECK(value.size() <= sync::CatalogChange::value_bytes_max);
            return {};
        });
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::uint8_t kind = fuzz::take_byte(data, size);
    const ByteView bytes = fuzz::bytes_of(data, size);
    if (kind % 3 == 2) {
        read_snapshot(bytes);  // a block may unpack to its lawful 256 KiB
        return 0;
    }
    const fuzz::MemoryBound bound{size, 8};
    if (kind % 3 == 0) {
        judge_news(bytes);
    } else if (const auto transfer = wire::decode_open_transfer(bytes)) {
        const auto entry = wire::catalog_entry_of(*transfer);
        SALDO_CHECK(entry.has_value());
        SALDO_CHECK(transfer->lines.empty() || entry->values.front() == as_text(bytes));
    }
    return 0;
}
