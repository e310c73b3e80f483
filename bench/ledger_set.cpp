#include "bench/ledger_set.hpp"

#include <cctype>
#include <string>

#include "common/base/check.hpp"
#include "common/base/text.hpp"
#include "common/store/file.hpp"

namespace saldo::bench {
namespace {

constexpr std::size_t file_bytes_max = 1U << 30;

/// Gives each row of a file of whole numbers, five to a row, to `row`.
template <class Row>
void read_rows(const std::filesystem::path& file, std::string_view header, Row row) {
    const Bytes bytes = store::read_file(file, file_bytes_max).value();
    std::string_view text = as_text(bytes);
    SALDO_CHECK(text.starts_with(header));
    text.remove_prefix(header.size() + 1);
    std::int64_t numbers[5] = {};
    std::size_t column = 0;
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            numbers[column] = numbers[column] * 10 + (c - '0');
        } else if (c == ',') {
            SALDO_CHECK(++column < 5);
        } else {
            SALDO_CHECK(c == '\n' && column == 4);
            row(numbers);
            for (std::int64_t& number : numbers) number = 0;
            column = 0;
        }
    }
}

std::vector<SetLot> read_lots(const std::filesystem::path& file) {
    std::vector<SetLot> lots;
    read_rows(file, "lot,part,entry_day,qty,term_end_day", [&](const std::int64_t* n) {
        lots.push_back({static_cast<std::uint32_t>(n[0]), static_cast<std::uint32_t>(n[1]),
                        static_cast<std::int32_t>(n[2]), static_cast<std::int32_t>(n[3]),
                        static_cast<std::int32_t>(n[4])});
    });
    return lots;
}

}  // namespace

LedgerSet read_ledger_set(const std::filesystem::path& folder) {
    LedgerSet set{.lots = read_lots(folder / "lots.csv"), .uses = {}, .late = {}};
    set.late = read_lots(folder / "late.csv");
    read_rows(folder / "uses.csv", "use,part,day,qty,expiry", [&](const std::int64_t* n) {
        set.uses.push_back({static_cast<std::uint32_t>(n[0]), static_cast<std::uint32_t>(n[1]),
                            static_cast<std::int32_t>(n[2]), static_cast<std::int32_t>(n[3]),
                            static_cast<std::int32_t>(n[4])});
    });
    return set;
}

}  // namespace saldo::bench
