#include "bench/ledger_log.hpp"

#include "common/base/check.hpp"

namespace saldo::bench {

BenchLog::BenchLog(const std::filesystem::path& folder, std::uint64_t bytes)
    : env_{store::Env::open(folder, {.map_bytes = 2 * bytes + (64U << 20),
                                     .preextend_bytes = bytes + (16U << 20)})
               .value()},
      table_{env_.table("log").value()} {}

void BenchLog::add(const SetLot& lot) {
    put_le(batch_, std::uint8_t{1});
    put_le(batch_, lot.lot);
    put_le(batch_, lot.part);
    put_le(batch_, lot.entry_day);
    put_le(batch_, lot.term_end_day);
    put_le(batch_, std::int64_t{lot.quantity});
}

void BenchLog::add(const SetUse& use) {
    put_le(batch_, std::uint8_t{2});
    put_le(batch_, use.use);
    put_le(batch_, use.part);
    put_le(batch_, use.day);
    put_le(batch_, use.expiry);
    put_le(batch_, std::int64_t{use.quantity});
}

void BenchLog::commit() {
    head_ = sha256({head_, batch_});
    append(batch_, head_);
    Bytes key;
    put_be(key, position_++);
    auto txn = env_.begin_write().value();
    SALDO_CHECK(txn.append(table_, key, batch_).has_value());
    SALDO_CHECK(txn.commit().has_value());
    batch_.clear();
}

}  // namespace saldo::bench
