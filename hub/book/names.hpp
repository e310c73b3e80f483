#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace saldo::book {

/// What a globally unique name is the name of (D-21).
enum class NameKind : std::uint8_t {
    entry,
    outcome,
    disassembly,
    adjustment,
    asset,
    asset_move,
    opening,
    work_order,
};

/// Names of declared things, and those that were told again with other words. The first accepted
/// version of a name stands; a name is of one kind.
class Names {
public:
    /// Is the name free, or of this very kind?
    bool may_be(const std::string& name, NameKind kind) const {
        const auto held = kinds_.find(name);
        return held == kinds_.end() || held->second == kind;
    }
    bool contains(const std::string& name) const { return kinds_.contains(name); }
    void claim(const std::string& name, NameKind kind) { kinds_.emplace(name, kind); }

    /// Notes a clash, shown to the company `rfc`.
    void clash(const std::string& name, const std::string& rfc) { clashes_.emplace(name, rfc); }
    /// Name -> company.
    const std::map<std::string, std::string>& clashes() const { return clashes_; }

private:
    std::map<std::string, NameKind> kinds_;
    std::map<std::string, std::string> clashes_;
};

}  // namespace saldo::book
