#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/fact.hpp"
#include "hub/book/declarations.hpp"
#include "hub/book/derived.hpp"

namespace saldo::book {

/// Where a fixed asset stands in law.
enum class AssetState : std::uint8_t {
    active,
    abroad_for_repair,  ///< left with key BO; the debt is suspended, not discharged
    provisional,        ///< its virtual transfer has halves of different days
    closed,
};
std::string_view to_string(AssetState state);

/// One fixed asset after all its moves.
struct AssetRow {
    std::string serial;  ///< as it came in
    std::string now;     ///< the serial that it carries; another one after a replacement abroad
    AssetEntry entry;
    AssetState state = AssetState::active;
    std::vector<LogPosition> positions;
};

/// Fixed assets: one by one, by serial, never by FIFO (anexo24.md 3.1-8; keys AF, E2, E4, V1, BO).
class Assets {
public:
    Applied add(const AssetEntry& entry, Names& names, LogPosition position);
    Applied add(const AssetMove& move, Names& names, LogPosition position);

    /// Every asset of a company after its moves in order of their days, by serial.
    std::vector<AssetRow> rows(std::string_view rfc) const;
    /// ASSET_SERIAL_CHANGED for each replacement.
    std::vector<Alert> alerts(std::string_view rfc) const;
    std::vector<std::string> companies() const;
    /// Names of all moves.
    std::vector<std::string> moves() const;

private:
    struct Entered {
        AssetEntry entry;
        LogPosition position;
    };
    struct Moved {
        AssetMove move;
        LogPosition position;
    };
    /// The serial under which the asset of a move came in.
    std::string root_of(const AssetMove& move) const;

    std::map<std::string, Entered> entries_;
    std::map<std::string, Moved> moves_;
};

}  // namespace saldo::book
