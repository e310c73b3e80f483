#include "hub/book/partida_parts.hpp"

#include <algorithm>
#include <span>

#include "hub/customs/part_proposal.hpp"
#include "hub/ledger/share.hpp"

namespace saldo::book {
namespace {

constexpr std::uint16_t iva_contribution = 3;  // appendix 12

struct Unresolved {
    std::string part;
    Quantity invoiced;
    std::uint8_t invoiced_unit = 0;
    std::string plant;
    bool units_differ = false;  ///< lines of one part in several units
};

std::optional<Quantity> convert(const Catalogs& catalogs, std::string_view rfc,
                                const std::string& part, Quantity quantity, std::uint8_t from,
                                std::uint8_t to) {
    const auto factor = catalogs.factor(rfc, part, to, from);
    if (!factor) return std::nullopt;
    const auto converted = checked_multiply(quantity, *factor);
    if (!converted) return std::nullopt;
    return *converted;
}

/// By part number, so that the order of arrival decides no rounding.
std::vector<Unresolved> by_part(std::span<const Documents::Breakdown> lines) {
    std::vector<Unresolved> parts;
    for (const Documents::Breakdown& b : lines) {
        const auto found = std::ranges::find(parts, b.line.part_number, &Unresolved::part);
        if (found == parts.end()) {
            parts.push_back({b.line.part_number, b.line.quantity, b.line.umc, b.line.plant});
        } else {
            const auto sum = checked_add(found->invoiced, b.line.quantity);
            const bool adds_up = sum && found->invoiced_unit == b.line.umc;
            found->units_differ = found->units_differ || !adds_up;
            if (sum) found->invoiced = *sum;
        }
    }
    std::ranges::sort(parts, {}, &Unresolved::part);
    return parts;
}

Alert alert_of(std::string code, std::string part, Quantity amount) {
    return {.code = std::move(code), .part = std::move(part), .amount = amount};
}

/// Splits UMT and value of the partida over the shares, so that the pieces sum to the whole: what
/// falls on a part that nobody can convert is its own, and no other's.
void spread(const Partida& partida, std::vector<PartShare>& shares) {
    const Contribution* iva = iva_of(partida);
    Quantity total;
    for (const PartShare& share : shares) total += share.weight;
    Quantity before;
    for (PartShare& share : shares) {
        const Quantity after = before + share.weight;
        const bool is_whole = before.is_zero() && after == total;
        const auto money = [&](Money whole) {
            if (is_whole) return whole;
            return ledger::value_out(after, total, whole) - ledger::value_out(before, total, whole);
        };
        share.value = money(partida.commercial_value);
        if (iva) share.iva = money(iva->amount);
        if (partida.quantity_umt) {
            const Quantity umt = *partida.quantity_umt;
            share.quantity_umt =
                is_whole ? umt
                         : ledger::umt_out(after, total, umt) - ledger::umt_out(before, total, umt);
        }
        before = after;
    }
}

class Resolver {
public:
    Resolver(const Sources& sources, const Chain& chain, const Partida& partida)
        : sources_{sources}, chain_{chain}, partida_{partida}, rfc_{chain.root->pedimento.rfc} {}

    PartidaParts run() {
        const auto lines = newest_breakdown();
        if (lines.empty()) {
            propose();
        } else {
            for (const auto& b : lines) result_.positions.push_back(b.position);
            const auto parts = by_part(lines);
            if (parts.size() == 1) {
                one_part(parts.front());
            } else {
                several_parts(parts);
            }
        }
        spread(partida_, result_.shares);
        std::erase_if(result_.shares, [](const PartShare& share) { return share.part.empty(); });
        return std::move(result_);
    }

private:
    /// Lines of the newest version that a feed names; a rectification takes the root's.
    std::span<const Documents::Breakdown> newest_breakdown() {
        for (auto it = chain_.versions.rbegin(); it != chain_.versions.rend(); ++it) {
            const auto lines =
                sources_.documents.breakdown(rfc_, (*it)->pedimento.ref, partida_.secuencia);
            lines_are_own_ = it == chain_.versions.rbegin();
            if (!lines.empty()) return lines;
        }
        return {};
    }

    void propose() {
        const auto is_known = [this](std::string_view name) {
            return sources_.catalogs.part(rfc_, name) != nullptr ||
                   sources_.catalogs.product(rfc_, name) != nullptr;
        };
        const auto part = customs::propose_part(partida_.remarks, is_known);
        if (!part) {
            result_.alerts.push_back(alert_of("PART_NOT_NAMED", {}, partida_.quantity));
            return;
        }
        one_part({*part, partida_.quantity, partida_.umc, {}});
        for (PartShare& share : result_.shares) share.is_proposed = true;
    }

    void one_part(const Unresolved& line) {
        const bool comparable = line.invoiced_unit == partida_.umc && !line.units_differ;
        if (comparable && lines_are_own_ && line.invoiced != partida_.quantity) {
            result_.alerts.push_back(
                alert_of("BREAKDOWN_DIFFERS", line.part, partida_.quantity - line.invoiced));
        }
        const std::uint8_t known = sources_.catalogs.umc(rfc_, line.part);
        const std::uint8_t umc = known == 0 ? partida_.umc : known;
        auto quantity =
            convert(sources_.catalogs, rfc_, line.part, partida_.quantity, partida_.umc, umc);
        if (!quantity && !line.units_differ) {
            quantity =
                convert(sources_.catalogs, rfc_, line.part, line.invoiced, line.invoiced_unit, umc);
        }
        if (!quantity) {
            result_.alerts.push_back(alert_of("UNIT_MISMATCH", line.part, partida_.quantity));
            return;
        }
        result_.shares.push_back(
            {.part = line.part, .quantity = *quantity, .unit = umc, .plant = line.plant});
        result_.shares.back().weight = *quantity;
    }

    void several_parts(const std::vector<Unresolved>& parts) {
        Quantity invoiced;
        bool comparable = true;
        for (const Unresolved& part : parts) {
            comparable = comparable && part.invoiced_unit == partida_.umc && !part.units_differ;
            const auto sum = checked_add(invoiced, part.invoiced);
            comparable = comparable && sum.has_value();
            if (sum) invoiced = *sum;
        }
        const bool differs = comparable && invoiced != partida_.quantity;
        if (differs) {
            result_.alerts.push_back(
                alert_of("BREAKDOWN_DIFFERS", {}, partida_.quantity - invoiced));
        }
        Quantity before;
        for (const Unresolved& part : parts) {
            Quantity share = part.invoiced;
            if (differs && invoiced > Quantity{}) {
                // Customs' total stands; the breakdown says how it falls on the parts.
                const Quantity after = before + part.invoiced;
                share = ledger::umt_out(after, invoiced, partida_.quantity) -
                        ledger::umt_out(before, invoiced, partida_.quantity);
                before = after;
            }
            add_share(part, share);
        }
        const auto unit_of_first = [&](const Unresolved& part) {
            return part.invoiced_unit == parts.front().invoiced_unit && !part.units_differ;
        };
        if (std::ranges::all_of(parts, unit_of_first)) return;
        for (PartShare& share : result_.shares) share.weight = share.quantity;
    }

    /// One that cannot be converted keeps its place without a name, for what it weighs.
    void add_share(const Unresolved& part, Quantity quantity) {
        const std::uint8_t known = sources_.catalogs.umc(rfc_, part.part);
        const std::uint8_t umc = known == 0 ? part.invoiced_unit : known;
        const auto converted =
            convert(sources_.catalogs, rfc_, part.part, quantity, part.invoiced_unit, umc);
        if (!converted || part.units_differ) {
            result_.alerts.push_back(alert_of("UNIT_MISMATCH", part.part, quantity));
            result_.shares.push_back({});
        } else {
            result_.shares.push_back(
                {.part = part.part, .quantity = *converted, .unit = umc, .plant = part.plant});
        }
        result_.shares.back().weight = quantity;
    }

    const Sources& sources_;
    const Chain& chain_;
    const Partida& partida_;
    const std::string& rfc_;
    bool lines_are_own_ = true;  ///< of the newest version, not of the one that it rectifies
    PartidaParts result_;
};

}  // namespace

const Contribution* iva_of(const Partida& partida) {
    const auto found =
        std::ranges::find(partida.contributions, iva_contribution, &Contribution::clave);
    return found == partida.contributions.end() ? nullptr : &*found;
}

PartidaParts parts_of(const Sources& sources, const Chain& chain, const Partida& partida) {
    return Resolver{sources, chain, partida}.run();
}

}  // namespace saldo::book
