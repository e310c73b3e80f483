#include "hub/export/record_movement.hpp"

#include <utility>

#include "common/sync/rehomed.hpp"
#include "common/wire/fact_codec.hpp"

namespace saldo::hub {

std::optional<Movement> movement_of(const sync::RecordView& record) {
    ByteView body = record.body;
    sync::RecordType type = record.head.type;
    std::uint16_t schema = record.head.schema;
    if (type == sync::RecordType::rehomed) {
        const auto rehomed = sync::read_rehomed(body);
        if (!rehomed) return std::nullopt;
        type = rehomed->type;
        schema = rehomed->schema;
        body = rehomed->body;
    }
    if (type != sync::RecordType::movement || schema != 1) return std::nullopt;
    auto movement = wire::decode_stored_movement_body(body);
    if (!movement) return std::nullopt;
    return std::move(movement->movement);
}

}  // namespace saldo::hub
