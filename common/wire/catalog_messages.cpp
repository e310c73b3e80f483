#include "common/wire/catalog_messages.hpp"

#include <string>

#include "common/wire/canonical.hpp"
#include "common/wire/catalog_place_codec.hpp"

namespace saldo::sync {
namespace {

constexpr std::uint8_t op_set = 1;
constexpr std::uint8_t op_removed = 2;

}  // namespace

template <class Archive>
void serialize(Archive& archive, CatalogChange& c) {
    std::uint8_t op = c.value ? op_set : op_removed;
    archive(op, wire::raw<CatalogChange::key_bytes_max>(c.key));
    if (op != op_set && op != op_removed) throw wire::Malformed{"a change is set or removed"};
    if (c.key.empty()) throw wire::Malformed{"a row has a key"};
    if (op == op_removed) return c.value.reset();
    if (!c.value) c.value.emplace();
    archive(wire::raw<CatalogChange::value_bytes_max>(*c.value));
}
template <class Archive>
void serialize(Archive& archive, SnapshotOffer& o) {
    archive(o.place, o.bytes);
    serialize_bytes(archive, o.content);
}
template <class Archive>
void serialize(Archive& archive, CatalogNews& n) {
    constexpr std::size_t change_bytes_min = 1 + 2 + 1;
    archive(wire::text<wire::limits::rfc>(n.rfc), n.at.ms, n.head, n.first);
    serialize_bytes(archive, n.before);
    archive(wire::list<CatalogNews::changes_max, change_bytes_min>(n.changes),
            wire::maybe(n.offer));
    if (n.changes.empty() != (n.first == 0)) {
        throw wire::Malformed{"changes have a place, and no changes have none"};
    }
}

}  // namespace saldo::sync

namespace saldo::wire {
namespace {

constexpr std::uint16_t schema_current = 1;

}  // namespace

Result<Bytes> encode(const sync::CatalogNews& news) {
    Bytes out;
    put_le(out, schema_current);
    if (auto encoded = encode_body(news, out); !encoded) return encoded.error();
    return out;
}

Result<sync::CatalogNews> decode_catalog_news(ByteView body) {
    if (body.size() < 2) return malformed("a message is at least two bytes");
    const auto schema = get_le<std::uint16_t>(body);
    if (schema != schema_current) {
        return Error{Errc::unsupported,
                     "catalog schema " + std::to_string(schema) + " is unknown here"};
    }
    return decode_body<sync::CatalogNews>(body.subspan(2));
}

}  // namespace saldo::wire
