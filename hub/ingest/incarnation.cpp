#include "hub/ingest/incarnation.hpp"

namespace saldo::hub {
namespace {

constexpr std::string_view name = "hub/incarnation";

}  // namespace

Result<std::uint64_t> load_incarnation(const LogStore& log) {
    const auto raw = log.named_value(name);
    if (!raw) return raw.error();
    if (!*raw) return std::uint64_t{1};
    if ((*raw)->size() != sizeof(std::uint64_t)) {
        return Error{Errc::storage, "the hub's incarnation in the log is damaged"};
    }
    return get_le<std::uint64_t>(**raw);
}

Result<void> store_incarnation(LogStore& log, std::uint64_t incarnation) {
    Bytes raw;
    put_le(raw, incarnation);
    return log.set_named_value(name, raw);
}

}  // namespace saldo::hub
