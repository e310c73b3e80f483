#include "common/base/check.hpp"
#include "common/sync/inbox.hpp"
#include "common/wire/frame.hpp"
#include "tests/fuzz/input.hpp"

// A frame from the broker, up to the judgement of its batch, its lengths made right as well. The
// signature is left out, or nothing would ever get past it: whoever holds a plant's key may send
// any bytes at all.

namespace {

using namespace saldo;

/// As a hostile agent would: lengths and checksum are right, whatever the rest is.
Bytes mended(ByteView bytes) {
    Bytes frame{bytes.begin(), bytes.end()};
    if (frame.size() < sync::frame_head_bytes + sync::signature_bytes) return frame;
    const std::size_t sent = frame.size() - sync::frame_head_bytes - sync::signature_bytes;
    Bytes raw;
    append(raw, as_bytes("SLD1"));
    std::ranges::copy(raw, frame.begin());
    frame[4] = std::byte{1};
    raw.clear();
    put_le(raw, static_cast<std::uint32_t>(sent));
    std::ranges::copy(raw, frame.begin() + 8);
    const ByteView body = ByteView{frame}.subspan(sync::frame_head_bytes, sent);
    const std::uint32_t crc = crc32c(body, crc32c(ByteView{frame}.first(144)));
    raw.clear();
    put_le(raw, crc);
    std::ranges::copy(raw, frame.begin() + 144);
    return frame;
}

void judge(const wire::FrameView& frame, ByteView records) {
    sync::Inbox inbox{"gna-tij1", std::nullopt, {}};
    const sync::Batch batch{.epoch = frame.head.epoch,
                            .first = frame.head.first,
                            .count = frame.head.records,
                            .before = frame.head.before,
                            .after = frame.head.after,
                            .records = records};
    const sync::Judgement judgement = inbox.judge(batch);
    SALDO_CHECK(judgement.skip <= batch.count && judgement.count <= batch.count - judgement.skip);
    if (judgement.verdict != sync::Verdict::accepted) {
        SALDO_CHECK(judgement.count == 0);
        return;
    }
    inbox.committed();
    SALDO_CHECK(inbox.judge(batch).verdict == sync::Verdict::duplicate);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes = fuzz::bytes_of(data, size);
    (void)wire::open_frame(bytes, "gna-tij1");
    (void)wire::stored_frame(bytes);
    const Bytes frame_bytes = mended(bytes);
    const auto frame = wire::open_frame(frame_bytes, "gna-tij1");
    if (!frame) return 0;
    SALDO_CHECK(wire::stored_frame(frame_bytes));
    Bytes scratch;
    const auto records = wire::unpack(*frame, scratch);
    SALDO_CHECK(scratch.size() <= sync::unpacked_bytes_max);
    if (records && frame->head.kind == wire::FrameKind::batch) judge(*frame, *records);
    return 0;
}
