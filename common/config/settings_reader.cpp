#include "common/config/settings_reader.hpp"

#include <fmt/format.h>

#include "common/base/text.hpp"

namespace saldo::config {
namespace {

constexpr std::size_t socket_path_bytes_max = 107;  // sun_path of Linux, less its NUL

}  // namespace

std::uint32_t SettingsReader::whole(std::string_view key) const {
    if (!values_.is_set(key)) return 0;
    return static_cast<std::uint32_t>(values_.integer(key));
}

std::string SettingsReader::path_or(std::string_view key, std::string_view name) const {
    if (values_.is_set(key)) return values_.text(key);
    return fmt::format("{}/{}", values_.text("data"), name);
}

std::vector<std::string> SettingsReader::list(std::string_view key) const {
    std::vector<std::string> out;
    for (const std::string_view piece : split(values_.text(key), ',')) {
        if (!trim(piece).empty()) out.emplace_back(trim(piece));
    }
    return out;
}

std::optional<HostPort> SettingsReader::host_port(std::string_view key, bool port_may_be_zero) {
    if (!values_.is_set(key)) return std::nullopt;
    auto read = parse_host_port(values_.text(key), 0);
    if (read && (read->port != 0 || port_may_be_zero)) return *read;
    fault(key, {"must be ADDRESS:PORT, such as 127.0.0.1:9180",
                "debe ser DIRECCIÓN:PUERTO, como 127.0.0.1:9180"});
    return std::nullopt;
}

std::string SettingsReader::socket_path(std::string_view key, std::string_view name) {
    std::string path = path_or(key, name);
    if (path.size() > socket_path_bytes_max) {
        fault(values_.is_set(key) ? key : "data",
              {"the path of a unix socket has at most 107 bytes; set a shorter `socket`",
               "la ruta de un socket unix tiene a lo más 107 bytes; ponga un `socket` más corto"});
    }
    return path;
}

void SettingsReader::fault(std::string_view key, Words say) {
    const bool is_default = values_.origin(key).source == Origin::Source::standard;
    faults_.push_back(
        {.kind = Fault::Kind::inconsistent,
         .origin = is_default ? values_.start() : values_.origin(key),
         .key = row_key_.empty() ? std::string{key} : fmt::format("{}.{}", row_key_, key),
         .say = say});
}

}  // namespace saldo::config
