#include "hub/log/fact_batch.hpp"

namespace saldo::hub {

void append_fact(Bytes& payload, ByteView fact) {
    put_le(payload, static_cast<std::uint32_t>(fact.size()));
    append(payload, fact);
}

Result<std::optional<ByteView>> FactBatchReader::next() {
    if (left_.empty()) return std::optional<ByteView>{};
    if (left_.size() < 4) return malformed("a batch of facts ends inside a length");
    const std::size_t bytes = get_le<std::uint32_t>(left_);
    if (bytes > left_.size() - 4) return malformed("a batch of facts ends inside a fact");
    const ByteView fact = left_.subspan(4, bytes);
    left_ = left_.subspan(4 + bytes);
    return std::optional<ByteView>{fact};
}

Result<std::uint32_t> count_facts(ByteView payload) {
    FactBatchReader reader{payload};
    for (std::uint32_t count = 0;; ++count) {
        const auto fact = reader.next();
        if (!fact) return fact.error();
        if (!*fact) return count;
    }
}

}  // namespace saldo::hub
