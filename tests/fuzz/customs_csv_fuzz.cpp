#include <array>

#include "common/base/check.hpp"
#include "common/domain/movement.hpp"
#include "common/wire/fact_codec.hpp"
#include "hub/customs/catalog_files.hpp"
#include "hub/customs/discharge_history.hpp"
#include "hub/customs/invoice_lines.hpp"
#include "hub/customs/movement_files.hpp"
#include "hub/customs/opening_balances.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/memory_bound.hpp"  // its bound on freed memory that waits

// CSV files that people hand to the hub. Law: a refused file gives nothing and says why.

using namespace saldo;
using namespace saldo::customs;

namespace {

constexpr std::array<std::string_view, 6> catalog_names = {
    "companies.csv", "plants.csv", "parts.csv", "products.csv", "bom.csv", "units.csv"};

/// What was taken can be written to the log.
template <class Facts>
void check_encodes(const Facts& facts) {
    for (const auto& fact : facts) SALDO_CHECK(wire::encode_fact(fact).has_value());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::uint8_t choice = fuzz::take_byte(data, size);
    const std::string_view bytes = fuzz::text_of(data, size);
    if (choice % 8 == 0) {
        const auto file = read_invoice_lines({"invoice_lines.csv", bytes});
        if (file.is_refused) SALDO_CHECK(file.lines.empty() && !file.findings.empty());
        check_encodes(file.lines);
    } else if (choice % 8 == 1) {
        const auto file = read_movements({"GNA150301A00_P01.csv", bytes});
        if (file.is_refused) SALDO_CHECK(file.movements.empty() && !file.findings.empty());
        check_encodes(file.movements);
    } else if (choice % 8 == 6) {
        const OpeningChecks checks{.opens_lots = [](std::string_view, LocalDate) { return true; },
                                   .day_of = [](const std::string&) { return std::nullopt; },
                                   .fits = [](auto&&...) { return true; }};
        const bool quarantine = choice > 127;
        const auto file = read_opening_balances({"saldos.csv", bytes}, LocalDate::from_days(20'000),
                                                quarantine, checks);
        if (file.is_refused) SALDO_CHECK(file.balances.empty() && !file.findings.empty());
        check_encodes(file.balances);
    } else if (choice % 8 == 7) {
        const auto file = read_discharge_history({"history.csv", bytes}, "old", choice > 127);
        if (file.is_refused) SALDO_CHECK(file.rows.empty() && !file.findings.empty());
        check_encodes(file.rows);
    } else {
        const std::array<SourceFile, 1> files = {
            SourceFile{std::string{catalog_names[choice % catalog_names.size()]}, bytes}};
        const auto catalogs = read_catalogs(files, {});
        if (catalogs.is_refused)
            SALDO_CHECK(catalogs.facts().empty() && !catalogs.findings.empty());
        check_encodes(catalogs.facts());
    }
    return 0;
}
