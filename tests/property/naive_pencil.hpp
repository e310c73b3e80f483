#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "common/domain/fact.hpp"

namespace saldo::test {

// The pieces of the naive model: lots with their terms, bills of materials, pairs, and the page on
// which its rows are written.

struct NaiveLot {
    std::string name;
    std::string part;
    LocalDate entered;
    LocalDate paid;
    std::string number;  ///< 15 digits, or empty
    std::uint32_t line = 0;
    LocalDate term_end;
    Quantity quantity;
    Quantity left;
    Quantity free;  ///< of what is left: reserved for nobody
    std::optional<Quantity> umt;
    std::optional<Money> value;
    std::optional<Money> iva;

    /// D-02.
    auto age() const { return std::tuple{entered, paid, number, line, name}; }
};
std::vector<NaiveLot> naive_lots(const std::vector<Fact>& facts, const std::string& rfc);

struct NaiveMaterial {
    std::string part;
    Quantity incorporated;
    Quantity shrinkage;
    Quantity scrap;
    std::optional<Quantity> limit;
};
/// D-15. `bought`: has this part lots of its own?
std::vector<NaiveMaterial> naive_explosion(const std::vector<Fact>& facts,
                                           const std::string& product, Quantity quantity,
                                           LocalDate built,
                                           const std::function<bool(const std::string&)>& bought);

/// D-15: a material, or made of materials? The work order tells; else whether lots of it exist.
bool naive_is_bought(const std::vector<Fact>& facts, const std::string& rfc,
                     const std::string& order, const std::string& part, bool has_lots);
/// What one unit of scrap is of, by part; nothing where no table tells.
std::map<std::string, Quantity> naive_scrap(const std::vector<Fact>& facts, const std::string& rfc,
                                            const std::string& scrap, LocalDate on);

std::optional<std::uint16_t> naive_policy(const std::vector<Fact>& facts, const std::string& rfc,
                                          PolicyName name);
std::optional<Quantity> naive_norm(const std::vector<Fact>& facts, const std::string& part);
Quantity percent_of_it(Quantity quantity, Quantity percent);
Quantity so_many(Quantity count, Quantity of_each);

/// "any", "expired" or "in term": which lots a key takes (D-05).
std::string naive_wants(const std::string& clave, bool asks_for_expired);

/// 5.3: the return half of a virtual pair that does not match its import half.
bool naive_is_provisional(const std::vector<Fact>& facts, const OutcomeDeclaration& outcome,
                          const std::vector<UseLine>& uses, const std::vector<ExitLine>& exits);

struct NaiveUse {
    OutcomeDeclaration outcome;
    std::uint32_t line = 0;
    std::uint32_t material = 0;
    std::string column;
    std::string part;
    Quantity asked;
    StockStatus status = StockStatus::temporary;
    bool provisional = false;
    std::string own_lot;  ///< known to be of it: taken first, whoever else walks by
    Quantity reserved;
    Quantity short_of;
    Quantity national;
};

/// What the model says, as it is worked out.
class NaivePage {
public:
    /// D-09: shares by cumulative proportion. Takes `taken` off what is left of the lot.
    void row(const NaiveUse& use, NaiveLot& lot, Quantity taken);
    void scrap(const std::string& part, LocalDate date, Quantity change);
    void held(const std::string& outcome, const std::string& part, Quantity quantity);
    void certificate(const std::string& outcome, const std::string& part,
                     const std::array<Quantity, 3>& parts, Quantity cleared);
    /// Rows of changes of regime that name the certificate.
    Quantity taken_for(const std::string& certificate, const std::string& part) const;

    std::string text(const std::vector<NaiveLot>& lots, const std::vector<NaiveUse>& uses,
                     const std::vector<LocalDate>& days) const;

private:
    struct Row {
        std::string lot;
        std::string part;
        std::string clears;
        LocalDate date;
        Quantity quantity;
        Money value;
        bool provisional = false;
    };
    std::vector<Row> rows_;
    std::vector<std::string> row_texts_;
    std::map<std::pair<std::string, LocalDate>, Quantity> scrap_;
    std::multiset<std::string> rest_;
};

// The lines of both tellings, in one place.
std::string row_line(const std::string& outcome, std::uint32_t line, std::string_view column,
                     const std::string& part, const std::string& lot, Quantity quantity,
                     Quantity umt, Money value, Money iva, bool provisional);
std::string short_line(const std::string& outcome, std::uint32_t line, std::string_view column,
                       const std::string& part, Quantity short_of, Quantity national);
std::string scrap_line(const std::string& part, LocalDate date, Quantity change);
std::string held_line(const std::string& outcome, const std::string& part, Quantity quantity);
std::string certificate_line(const std::string& outcome, const std::string& part,
                             const std::array<Quantity, 3>& parts, Quantity cleared);
std::string balance_line(LocalDate on, const std::string& lot, Quantity left, Quantity provisional,
                         Money value);

}  // namespace saldo::test
