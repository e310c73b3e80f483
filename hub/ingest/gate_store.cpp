#include "hub/ingest/gate_store.hpp"

#include <string>

namespace saldo::hub {
namespace {

constexpr std::size_t epoch_bytes = 4 + 8;
constexpr std::uint8_t is_granted = 1;
constexpr std::uint8_t is_waiting = 2;

std::string name_of(std::string_view agent) { return "gate/" + std::string{agent}; }

void put_epoch(Bytes& out, sync::Epoch epoch) {
    put_le(out, epoch.ordinal);
    put_le(out, epoch.nonce);
}

}  // namespace

Result<sync::EpochGate> load_gate(const LogStore& log, std::string_view agent) {
    const auto raw = log.named_value(name_of(agent));
    if (!raw) return raw.error();
    sync::EpochGate gate;
    if (!*raw) return gate;
    ByteView left = **raw;
    if (left.size() % epoch_bytes != 1) {
        return Error{Errc::storage, "the gate of agent " + std::string{agent} + " is damaged"};
    }
    const auto flags = get_le<std::uint8_t>(left);
    left = left.subspan(1);
    const auto take = [&left] {
        const sync::Epoch epoch{.ordinal = get_le<std::uint32_t>(left),
                                .nonce = get_le<std::uint64_t>(left.subspan(4))};
        left = left.subspan(epoch_bytes);
        return epoch;
    };
    if ((flags & is_granted) != 0 && !left.empty()) gate.granted = take();
    if ((flags & is_waiting) != 0 && !left.empty()) gate.waiting = take();
    while (!left.empty()) gate.refused.push_back(take());
    return gate;
}

Result<void> store_gate(LogStore& log, std::string_view agent, const sync::EpochGate& gate) {
    Bytes out;
    put_le(out, static_cast<std::uint8_t>((gate.granted ? is_granted : 0) |
                                          (gate.waiting ? is_waiting : 0)));
    if (gate.granted) put_epoch(out, *gate.granted);
    if (gate.waiting) put_epoch(out, *gate.waiting);
    for (const sync::Epoch& epoch : gate.refused) put_epoch(out, epoch);
    return log.set_named_value(name_of(agent), out);
}

}  // namespace saldo::hub
