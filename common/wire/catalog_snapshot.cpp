#include "common/wire/catalog_snapshot.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "common/base/check.hpp"
#include "common/wire/canonical.hpp"
#include "common/wire/catalog_place_codec.hpp"
#include "common/wire/zstd.hpp"

namespace saldo::wire {

template <class Archive>
void serialize(Archive& archive, SnapshotHead& h) {
    archive(text<limits::rfc>(h.rfc), h.place, h.at.ms, h.rows, h.block_bytes);
    serialize_bytes(archive, h.blocks);
}

namespace {

constexpr std::string_view magic = "SLDC";
constexpr std::uint8_t version = 1;
constexpr std::uint16_t head_schema = 1;
constexpr std::size_t front_bytes = 4 + 1 + 2;
constexpr std::size_t block_front_bytes = 4 + 4;
/// zstd may lengthen what does not pack by this little; such a block is still one.
constexpr std::size_t packed_bytes_max = snapshot_block_bytes_max + 4096;

Bytes statement_of(ByteView before) {
    constexpr std::string_view domain{"saldo/snapshot/1\0", 17};
    Bytes out;
    append(out, as_bytes(domain));
    append(out, sha256(before));
    return out;
}

}  // namespace

void SnapshotWriter::add(std::string_view key, std::string_view value) {
    SALDO_CHECK(key.size() <= sync::CatalogChange::key_bytes_max);
    SALDO_CHECK(value.size() <= sync::CatalogChange::value_bytes_max);
    if (block_.size() + 4 + key.size() + value.size() > snapshot_block_bytes_max) pack();
    for (const std::string_view piece : {key, value}) {
        put_le(block_, static_cast<std::uint16_t>(piece.size()));
        append(block_, as_bytes(piece));
    }
    ++rows_;
}

void SnapshotWriter::pack() {
    if (block_.empty()) return;
    const Bytes packed = zstd_frame(block_);
    put_le(blocks_, static_cast<std::uint32_t>(packed.size()));
    put_le(blocks_, static_cast<std::uint32_t>(block_.size()));
    append(blocks_, packed);
    block_.clear();
}

Bytes SnapshotWriter::finish(SnapshotHead head, const SigningKey& key) {
    pack();
    head.rows = rows_;
    head.block_bytes = blocks_.size();
    head.blocks = sha256(blocks_);
    Bytes told;
    put_le(told, head_schema);
    SALDO_CHECK(encode_body(head, told).has_value());
    Bytes file;
    append(file, as_bytes(magic));
    put_le(file, version);
    put_le(file, static_cast<std::uint16_t>(told.size()));
    append(file, told);
    append(file, key.key_id());
    append(file, key.sign(statement_of(file)));
    append(file, blocks_);
    return file;
}

Result<OpenedSnapshot> open_snapshot(ByteView front, const PublicKey& key) {
    if (front.size() < front_bytes) return malformed("a snapshot ends inside its head");
    if (as_text(front.first(4)) != magic) return malformed("this is no snapshot");
    if (get_le<std::uint8_t>(front.subspan(4)) != version) {
        return Error{Errc::unsupported, "a snapshot of a version that is unknown here"};
    }
    const std::size_t head_bytes = get_le<std::uint16_t>(front.subspan(5));
    const std::size_t signed_bytes = front_bytes + head_bytes + sizeof(KeyId);
    const std::size_t blocks_at = signed_bytes + sizeof(Signature);
    if (head_bytes < 2 || blocks_at > snapshot_head_bytes_max || blocks_at > front.size()) {
        return malformed("a snapshot ends inside its head");
    }
    const auto signature = array_of<sizeof(Signature)>(front.subspan(signed_bytes));
    const ByteView before = front.first(signed_bytes);
    const bool is_named = array_of<sizeof(KeyId)>(before.last(sizeof(KeyId))) == key_id_of(key);
    if (!is_named || !verify(key, statement_of(before), signature)) {
        return Error{Errc::forbidden, "the signature of a snapshot does not hold"};
    }
    const ByteView told = front.subspan(front_bytes, head_bytes);
    if (get_le<std::uint16_t>(told) != head_schema) {
        return Error{Errc::unsupported, "a snapshot of a schema that is unknown here"};
    }
    auto head = decode_body<SnapshotHead>(told.subspan(2));
    if (!head) return head.error();
    return OpenedSnapshot{std::move(*head), blocks_at};
}

Result<std::size_t> snapshot_block_size(ByteView bytes) {
    if (bytes.size() < block_front_bytes) return std::size_t{0};
    const std::size_t packed = get_le<std::uint32_t>(bytes);
    const std::size_t unpacked = get_le<std::uint32_t>(bytes.subspan(4));
    if (packed == 0 || packed > packed_bytes_max || unpacked == 0 ||
        unpacked > snapshot_block_bytes_max) {
        return malformed("a block of a snapshot is past its limits");
    }
    return block_front_bytes + packed;
}

Result<void> read_snapshot_block(
    ByteView block, const std::function<Result<void>(std::string_view, std::string_view)>& visit) {
    const auto size = snapshot_block_size(block);
    if (!size) return size.error();
    if (*size == 0 || *size != block.size()) return malformed("a block of a snapshot is cut");
    Bytes rows;
    const std::size_t unpacked = get_le<std::uint32_t>(block.subspan(4));
    if (auto done = zstd_unpack(block.subspan(block_front_bytes), unpacked, rows); !done) {
        return done;
    }
    ByteView left{rows};
    const auto take = [&left](std::size_t most) -> std::optional<std::string_view> {
        if (left.size() < 2) return std::nullopt;
        const std::size_t length = get_le<std::uint16_t>(left);
        if (length > most || length > left.size() - 2) return std::nullopt;
        const std::string_view text = as_text(left.subspan(2, length));
        left = left.subspan(2 + length);
        return text;
    };
    while (!left.empty()) {
        const auto key = take(sync::CatalogChange::key_bytes_max);
        const auto value =
            key ? take(sync::CatalogChange::value_bytes_max) : std::optional<std::string_view>{};
        if (!value || key->empty()) return malformed("a row of a snapshot is cut");
        if (auto shown = visit(*key, *value); !shown) return shown;
    }
    return {};
}

std::string epoch_text(std::uint64_t epoch) {
    Bytes raw;
    put_be(raw, epoch);
    return to_hex(raw);
}

std::optional<std::uint64_t> parse_epoch(std::string_view text) {
    const auto raw = from_hex(text);
    if (!raw || raw->size() != 8 || to_hex(*raw) != text) return std::nullopt;
    return get_be<std::uint64_t>(*raw);
}

std::string snapshot_target(std::string_view agent, const sync::CatalogPlace& place) {
    return fmt::format("/api/v1/agents/{}/catalog/{}/{}", agent, epoch_text(place.epoch),
                       place.sequence);
}

Bytes snapshot_statement(std::string_view agent, std::uint64_t epoch, std::uint64_t sequence) {
    constexpr std::string_view domain{"saldo/fetch/1\0", 14};
    Bytes out;
    append(out, as_bytes(domain));
    append(out, as_bytes(agent));
    out.push_back(std::byte{0});
    put_le(out, epoch);
    put_le(out, sequence);
    return out;
}

}  // namespace saldo::wire
