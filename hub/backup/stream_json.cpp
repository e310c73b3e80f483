#include "hub/backup/stream_json.hpp"

#include <algorithm>
#include <stdexcept>

#include "common/base/text.hpp"

namespace saldo::hub {

boost::json::array to_json(std::span<const StreamHead> streams) {
    boost::json::array list;
    for (const StreamHead& head : streams) {
        list.push_back(boost::json::object{{"agent", head.agent.value()},
                                           {"epoch", head.epoch.ordinal},
                                           {"nonce", std::to_string(head.epoch.nonce)},
                                           {"last", head.last_sequence},
                                           {"hash", to_hex(head.hash)}});
    }
    return list;
}

std::vector<StreamHead> streams_of(const boost::json::value& value) {
    std::vector<StreamHead> streams;
    for (const boost::json::value& item : value.as_array()) {
        const auto nonce = parse_unsigned(std::string_view{item.at("nonce").as_string()});
        const auto hash = from_hex(std::string_view{item.at("hash").as_string()});
        StreamHead head{.agent = AgentId{std::string{item.at("agent").as_string()}}};
        if (!nonce || !hash || hash->size() != head.hash.size()) {
            throw std::invalid_argument{"a stream that is none"};
        }
        head.epoch = {.ordinal = item.at("epoch").to_number<std::uint32_t>(), .nonce = *nonce};
        head.last_sequence = item.at("last").to_number<std::uint64_t>();
        std::ranges::copy(*hash, head.hash.begin());
        streams.push_back(std::move(head));
    }
    return streams;
}

}  // namespace saldo::hub
