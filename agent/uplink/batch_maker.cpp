#include "agent/uplink/batch_maker.hpp"

#include "common/base/check.hpp"
#include "common/wire/frame.hpp"

namespace saldo::agent {

Result<ReadyBatch> make_batch(const RecordSource& source, const std::string& agent,
                              const SigningKey& key, const sync::SendRange& range) {
    std::size_t bytes_max = range.bytes_max;
    for (;;) {
        const auto run = source.read(range.from, range.records_max, bytes_max);
        if (!run) return run.error();
        if (run->count == 0) return ReadyBatch{.next = range.from, .frame = {}};
        auto frame = wire::seal_frame({.kind = wire::FrameKind::batch,
                                       .records = run->count,
                                       .agent = sync::padded(agent),
                                       .epoch = source.head().epoch,
                                       .first = run->first,
                                       .before = run->before,
                                       .after = run->after},
                                      run->records,
                                      range.pack ? wire::Pack::when_smaller : wire::Pack::no, key);
        if (frame) return ReadyBatch{.next = run->first + run->count, .frame = std::move(*frame)};
        // It did not pack well enough for one frame.
        SALDO_CHECK(bytes_max > sync::record_bytes_max);
        bytes_max /= 2;
    }
}

}  // namespace saldo::agent
