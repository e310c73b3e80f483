#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "hub/book/derive.hpp"
#include "hub/book/parallel_lines.hpp"

namespace saldo::book {

/// What documents and bills of materials said in other versions than the one that counts: what a
/// system that did not follow them would still use.
class ParallelVersions {
public:
    /// `chains` are all of the company, and outlive this.
    ParallelVersions(const Sources& sources, const std::string& rfc, const Derived& derived,
                     const std::vector<Chain>& chains);

    /// Quantities that earlier versions of its pedimento gave a lot, newest first.
    std::vector<Quantity> lot_before(const LotRow& lot) const;
    /// What the line took of the part by earlier versions of its pedimento, newest first.
    std::vector<Quantity> line_before(const ParallelLine& line) const;
    /// The day of the version of a bill of materials with which the line takes so much of the part,
    /// other than those in force: the nearest older one, else the nearest younger.
    std::optional<LocalDate> bill_with(const ParallelLine& line, Quantity taken) const;

private:
    using Goods = std::vector<std::pair<std::string, Quantity>>;

    const Chain* chain_of(const std::string& key) const;
    Goods goods_of(const ParallelLine& line) const;
    std::optional<Quantity> taken_of(const ParallelLine& line, const Goods& goods,
                                     LocalDate on) const;
    void collect_days(const std::string& product, std::set<LocalDate>& days, int depth) const;

    const Sources& sources_;
    const std::string& rfc_;
    const Derived& derived_;
    std::map<std::string, const Chain*> chains_;  ///< by the key of the root
    std::set<std::string> parts_with_lots_;
};

}  // namespace saldo::book
